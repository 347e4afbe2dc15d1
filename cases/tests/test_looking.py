"""What may tell who a patient is: pointed out on its page and while writing, and ticked before handing in."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.tests.factories import UserFactory
from cases import looking, missing
from cases.actions import looking as actions
from cases.tests import factories
from cases.tests.factories import CONTENT

pytestmark = pytest.mark.django_db

LETTER = "Name: Jadwiga Kowalska\nDate of birth: 12.03.1951\nHospital number: 4471882"
PASTED = replace(CONTENT, sections=CONTENT.sections | {"presentation": LETTER})


def lacks(revision):
    return [lack for lack in missing.of(revision) if lack.step == "look"]


def keys(revision):
    return [finding.key for finding in looking.findings(revision)]


def test_a_clean_case_has_nothing_to_look_at():
    assert looking.findings(factories.draft()) == []


def test_a_pasted_letter_holds_a_case_back_until_each_place_is_ticked():
    revision = factories.draft(content=PASTED)
    found = keys(revision)
    assert len(found) == 3
    assert lacks(revision)
    revision = actions.tick(revision=revision, shown=found, ticked=found[:2], by=revision.case.author)
    assert lacks(revision)
    revision = actions.tick(revision=revision, shown=found, ticked=found, by=revision.case.author)
    assert not lacks(revision)


def test_a_tick_goes_with_its_words():
    revision = factories.draft(content=PASTED)
    found = keys(revision)
    revision = actions.tick(revision=revision, shown=found, ticked=found, by=revision.case.author)
    other = PASTED.sections | {"presentation": LETTER.replace("4471882", "4471883")}
    revision.content = replace(PASTED, sections=other).as_json()
    assert len(looking.not_looked_at(revision)) == 1


def test_what_was_not_on_the_page_keeps_its_tick_and_what_is_unknown_is_not_kept():
    revision = factories.draft(content=PASTED)
    first, *rest = keys(revision)
    revision = actions.tick(revision=revision, shown=[first], ticked=[first], by=revision.case.author)
    revision = actions.tick(
        revision=revision, shown=[*rest, "x"], ticked=[rest[0], "x"], by=revision.case.author
    )
    assert set(revision.ticks) == {first, rest[0]}
    revision = actions.tick(revision=revision, shown=[first], ticked=[], by=revision.case.author)
    assert revision.ticks == [rest[0]]


def test_the_names_of_the_authors_and_their_workplace_are_pointed_out():
    revision = factories.draft(author=UserFactory(name="Łucja Żółkiewska"), title="Zolkiewska’s case")
    assert [finding.where for finding in looking.findings(revision)] == ["title"]


def test_nothing_is_ticked_once_it_is_handed_in():
    revision = factories.handed_in(content=PASTED)
    with pytest.raises(ValidationError):
        actions.tick(revision=revision, shown=keys(revision), ticked=[], by=revision.case.author)


def test_the_page_shows_each_place_and_keeps_the_ticks(client):
    revision = factories.draft(content=PASTED)
    client.force_login(revision.case.author)
    address = reverse("cases:look", args=[revision.case.code])
    shown = client.get(address).content.decode()
    assert "12.03.1951" in shown
    found = keys(revision)
    answer = client.post(address, {"shown": found, "ticked": found[:1]})
    assert answer.url == address
    answer = client.post(address, {"shown": found, "ticked": found})
    assert answer.url == reverse("cases:write", args=[revision.case.code])
    assert client.get(address).content.decode().count(" checked") == 3


def test_the_page_of_a_clean_case_asks_to_read_it_once_more(client):
    revision = factories.draft()
    client.force_login(revision.case.author)
    shown = client.get(reverse("cases:look", args=[revision.case.code])).content.decode()
    assert "A program does not find everything" in shown


def test_a_text_is_looked_at_while_it_is_written_and_nothing_of_it_is_kept(client):
    revision = factories.draft()
    client.force_login(revision.case.author)
    address = reverse("cases:look_now", args=[revision.case.code])
    text = "Seen by Dr <b>Nowak</b> on 3 May 2025"
    shown = client.post(address, {"where": "section.findings", "text": text}).content.decode()
    assert "3 May 2025" in shown
    assert "<b>" not in shown
    assert "<html" not in shown
    assert client.post(address, {"where": "section.findings", "text": "Fever"}).content.strip() == b""
    before = revision.saved
    revision.refresh_from_db()
    assert (revision.saved, revision.ticks) == (before, [])


def test_looking_as_one_writes_has_a_limit(client, monkeypatch):
    monkeypatch.setattr("cases.views.looking.LOOKS_AN_HOUR", 2)
    revision = factories.draft()
    client.force_login(revision.case.author)
    address = reverse("cases:look_now", args=[revision.case.code])
    assert [client.post(address, {"text": "x"}).status_code for _n in range(3)] == [200, 200, 429]


def test_strangers_editors_and_staff_look_at_no_draft(client):
    revision = factories.draft(content=PASTED)
    for person in (UserFactory(), factories.editor(), UserFactory(is_staff=True)):
        client.force_login(person)
        assert client.get(reverse("cases:look", args=[revision.case.code])).status_code == 404
        assert client.post(reverse("cases:look_now", args=[revision.case.code])).status_code == 404
