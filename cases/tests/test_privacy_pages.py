"""The pages that protect a patient: who opens them, and what they show."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from cases.forms.checks import CHECKLIST
from cases.models import (
    CaseRole,
    CaseState,
    Entry,
    PrivacyCheck,
    PrivacyReport,
    Revision,
    RevisionState,
    Stake,
    StakeKind,
)
from cases.tests import factories

pytestmark = pytest.mark.django_db

LIST = {f"list-{name}": "on" for name in CHECKLIST}


@pytest.fixture
def checker():
    return factories.checker()


@pytest.fixture
def editor():
    return factories.editor()


def path(name, *args):
    return reverse(f"cases:{name}", args=args)


@pytest.mark.parametrize("who", ["participant", "coordinator", "stranger", "reviewer", "ended", "author"])
def test_the_desk_of_the_privacy_check_is_not_there_for_others(
    as_, participant, coordinator, stranger, checker, who
):
    revision = factories.waiting()
    people = {"participant": participant, "coordinator": coordinator, "stranger": stranger}
    if who == "reviewer":
        people[who] = factories.reviewer()
    if who == "ended":
        people[who] = checker
        CaseRole.objects.update(
            starts_on=timezone.localdate() - timedelta(days=9),
            ends_on=timezone.localdate() - timedelta(days=1),
        )
    if who == "author":
        people[who] = revision.case.author
    client = as_(people[who])

    for address in (path("checks"), path("check", revision.pk), path("reports")):
        assert client.get(address).status_code == 404
    assert client.post(path("recall", revision.pk)).status_code == 404


def test_nobody_opens_them_without_logging_in(client):
    revision = factories.waiting()
    for address in (path("checks"), path("check", revision.pk), path("reports")):
        assert client.get(address).status_code == 302
    assert client.get(path("withdraw_consent", revision.case.code)).status_code == 302


def test_a_checker_with_a_stake_finds_nothing(as_, checker):
    revision = factories.waiting()
    Stake.objects.create(case=revision.case, person=checker, kind=StakeKind.WORKPLACE)
    client = as_(checker)

    assert revision.case.code not in client.get(path("checks")).content.decode()
    assert client.get(path("check", revision.pk)).status_code == 404


def test_a_checker_never_learns_who_wrote_it(as_, checker):
    author = factories.working_at(
        "Szpital Unmistakable", name="Żdzisława Unmistakable", email="unmistakable@example.org"
    )
    revision = factories.waiting(author=author, title="By Żdzisława Unmistakable", pictures=1)
    client = as_(checker)

    for address in (path("checks"), path("check", revision.pk)):
        page = client.get(address)
        assert "nmistakable" not in page.content.decode()
        assert "no-store" in page["Cache-Control"]


def test_markup_is_text(as_, checker):
    told = factories.CONTENT.as_json()
    told["sections"]["findings"] = "<script>alert(1)</script>"
    told["points"] = ["<b>bold</b>"]
    revision = factories.waiting(content=factories.Content.from_json(told), title="<i>Title</i>")

    page = as_(checker).get(path("check", revision.pk)).content.decode()

    for markup in ("<script>alert", "<b>bold", "<i>Title"):
        assert markup not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_case_passes_once_all_is_ticked(as_, checker):
    revision = factories.waiting(pictures=1)
    plate = revision.plates.get()
    client = as_(checker)
    ticks = {f"text-{plate.pk}": "on", f"face-{plate.pk}": "on"}

    page = client.post(path("check", revision.pk), LIST | {"pass": "1"})
    assert page.status_code == 400
    assert "Look at every picture" in page.content.decode()

    page = client.post(path("check", revision.pk), ticks | {"pass": "1"})
    assert "8 lines of the list are not ticked" in page.content.decode()
    assert f'name="text-{plate.pk}" id="id_text-{plate.pk}" checked' in page.content.decode()

    page = client.post(path("check", revision.pk), LIST | ticks | {"pass": "1", "for_author": "Look."})
    assert "return the case, or empty your notes" in page.content.decode()
    assert not PrivacyCheck.objects.exists()

    client.post(path("check", revision.pk), LIST | ticks | {"pass": "1"})
    revision.refresh_from_db()
    assert revision.state == RevisionState.PASSED


def test_a_case_is_returned_with_notes_beside_its_places(as_, checker):
    revision = factories.waiting()
    notes = {"note-title": "A town.", "note-question.q1": "A day.", "return": "1"}

    as_(checker).post(path("check", revision.pk), notes)

    assert revision.privacy_check.notes == {"title": "A town.", "question.q1": "A day."}
    assert revision.case.revisions.count() == 2


def test_what_is_written_is_not_lost_when_it_cannot_be_returned(as_, checker):
    revision = factories.waiting()

    page = as_(checker).post(path("check", revision.pk), {"note-title": "x" * 1001, "return": "1"})

    assert page.status_code == 400
    assert "x" * 1001 in page.content.decode()


def test_who_comes_second_is_told_on_the_desk(as_, checker):
    revision = factories.waiting()
    client = as_(checker)
    other = factories.checker(user__name="Ana Faster")
    PrivacyCheck.objects.create(revision=revision, checker=other, verdict="passed")
    Revision.objects.update(state=RevisionState.PASSED, passed_at=timezone.now())

    page = client.post(path("check", revision.pk), LIST | {"pass": "1"}, follow=True)

    assert "Ana Faster has checked this meanwhile" in page.content.decode()


def test_an_editor_opens_no_unchecked_case_before_its_time(as_, checker, editor):
    revision = factories.waiting()
    client = as_(editor)

    for answer in (
        client.get(path("check", revision.pk)),
        client.post(path("check", revision.pk), {"return": "1", "for_author": "No."}),
        client.post(path("recall", revision.pk), {}),
    ):
        assert answer.status_code == 302
    assert not PrivacyCheck.objects.exists()


def test_an_editor_who_checks_is_told_to_leave_the_decision(as_, editor):
    revision = factories.waiting(days=9)

    page = as_(editor).get(path("check", revision.pk)).content.decode()

    assert "leave the decision to another editor" in page


def test_what_has_passed_is_called_back_on_its_page(as_, checker):
    revision = factories.in_review()
    client = as_(checker)

    assert "Call it back" in client.get(path("check", revision.pk)).content.decode()
    assert client.post(path("recall", revision.pk), {"because": ""}).status_code == 400
    client.post(path("recall", revision.pk), {"because": "A name in the second picture."})

    revision.refresh_from_db()
    assert revision.state == RevisionState.RETURNED


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_as_often_for_three_as_for_one(as_, checker, rows, django_assert_max_num_queries):
    for _row in range(rows):
        factories.waiting(pictures=1)
        factories.passed(by=checker)
    client = as_(checker)

    with django_assert_max_num_queries(13):
        client.get(path("checks"))


def test_a_visitor_reports_a_public_case(client):
    case = factories.published(is_public=True).case

    assert client.get(path("report", case.code)).status_code == 200
    page = client.post(path("report", case.code), {"text": "A name."}, follow=True)

    case.refresh_from_db()
    assert case.state == CaseState.HIDDEN
    assert not Entry.objects.exists()
    assert "is hidden at the moment" in page.content.decode()
    assert case.versions.get().title not in page.content.decode()


def test_a_visitor_reports_no_case_that_needs_an_account(client, as_, participant):
    case = factories.published().case
    assert client.get(path("report", case.code)).status_code == 404
    assert as_(participant).get(path("report", case.code)).status_code == 200


@pytest.mark.parametrize("make", ["draft", "in_review", "accepted"])
def test_nothing_unpublished_is_found_by_its_code(as_, participant, make):
    revision = getattr(factories, make)()
    assert as_(participant).get(path("report", revision.case.code)).status_code == 404


def test_a_report_says_something(as_, participant):
    case = factories.published().case
    page = as_(participant).post(path("report", case.code), {"text": " "})
    assert page.status_code == 400
    case.refresh_from_db()
    assert case.state == CaseState.PUBLISHED


def test_nobody_hides_many_cases_in_a_day(as_, participant):
    client = as_(participant)
    answers = [
        client.post(path("report", factories.published().case.code), {"text": "A name."}).status_code
        for _number in range(6)
    ]
    assert answers == [302] * 5 + [429]
    assert Entry.objects.count() == 1


def test_an_editor_settles_on_the_desk(as_, editor, participant):
    case = factories.published().case
    as_(participant).post(path("report", case.code), {"text": "<b>A name</b>"})
    newest = PrivacyReport.objects.get()
    client = as_(editor)

    page = client.get(path("reports")).content.decode()
    assert "&lt;b&gt;A name&lt;/b&gt;" in page
    assert client.post(path("settle", newest.pk), {}).status_code == 400
    assert client.post(path("settle", newest.pk), {"outcome": "corrected"}).status_code == 400
    client.post(path("settle", newest.pk), {"outcome": "none"})

    case.refresh_from_db()
    assert case.state == CaseState.PUBLISHED
    page = client.post(path("settle", newest.pk), {"outcome": "withdrawn"}, follow=True).content.decode()
    assert "has settled this meanwhile" in page


@pytest.mark.parametrize("who", ["participant", "checker", "reviewer"])
def test_nobody_else_settles(as_, participant, checker, who):
    case = factories.published().case
    report = PrivacyReport.objects.create(case=case, text="A name.")
    person = {"participant": participant, "checker": checker, "reviewer": factories.reviewer()}[who]
    assert as_(person).post(path("settle", report.pk), {"outcome": "none"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_of_reports_asks_as_often_for_three(as_, editor, rows, django_assert_max_num_queries):
    for _row in range(rows):
        PrivacyReport.objects.create(case=factories.published().case, by=UserFactory(), text="A name.")
        PrivacyReport.objects.create(
            case=factories.published().case,
            text="A name.",
            outcome="none",
            settled_at=timezone.now(),
            settled_by=editor,
        )
    client = as_(editor)

    with django_assert_max_num_queries(13):
        client.get(path("reports"))


def test_an_author_takes_a_case_offline(as_):
    case = factories.published().case
    client = as_(case.author)

    page = client.get(path("withdraw_consent", case.code)).content.decode()
    assert "After 30 days" in page
    assert client.post(path("withdraw_consent", case.code), {}).status_code == 400
    client.post(path("withdraw_consent", case.code), {"is_sure": "on"})

    case.refresh_from_db()
    assert case.state == CaseState.WITHDRAWN
    assert "settled already" in client.get(path("withdraw_consent", case.code)).content.decode()


def test_an_editor_takes_a_case_offline(as_, editor):
    case = factories.published().case

    as_(editor).post(path("withdraw_consent_at_desk", case.code), {"is_sure": "on", "because": "A letter."})

    case.refresh_from_db()
    assert case.state == CaseState.WITHDRAWN


@pytest.mark.parametrize("name", ["withdraw_consent", "withdraw_consent_at_desk"])
def test_strangers_take_nothing_offline(as_, stranger, coordinator, name):
    case = factories.published().case
    for person in (stranger, coordinator, factories.reviewer(), factories.checker()):
        assert as_(person).post(path(name, case.code), {"is_sure": "on"}).status_code == 404
    case.refresh_from_db()
    assert case.state == CaseState.PUBLISHED


def test_what_the_portal_points_out_stands_beside_its_place_with_the_tick_of_the_author(as_, checker):
    told = factories.CONTENT.as_json()
    told["sections"]["findings"] = "Admitted on 12 March 2024, call +48 601 234 567."
    revision = factories.waiting(content=factories.Content.from_json(told))

    page = as_(checker).get(path("check", revision.pk)).content.decode()

    assert "<mark>12 March 2024</mark>" in page
    assert "The author has not ticked this." in page


def test_every_case_offers_to_report_it_and_every_author_to_take_it_offline(client, as_):
    case = factories.published(is_public=True).case
    assert path("report", case.code) in client.get(path("case", case.code)).content.decode()

    page = as_(case.author).get(path("write", case.code)).content.decode()
    assert path("withdraw_consent", case.code) in page
