"""What readers, authors and editors see of published, corrected and retracted cases, and who sees what."""

from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from cases.actions import publishing
from cases.models import (
    Case,
    CaseState,
    PrivacyReport,
    ReportOutcome,
    Revision,
    RevisionState,
    Stake,
    StakeKind,
    Version,
)
from cases.tests import factories
from cases.tests.test_publishing import next_revision

pytestmark = pytest.mark.django_db
MARKUP = "<script>alert(1)</script> & “quotes”"


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def url(name, version, *args):
    return reverse(f"cases:{name}", args=[version.case.code, *args])


def corrected(**facts):
    """Two versions of one case: both public where `is_public`."""
    first = factories.published(**facts)
    revision = next_revision(first, RevisionState.DRAFT)
    Revision.objects.filter(pk=revision.pk).update(**facts)
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.ACCEPTED, passed_at=timezone.now())
    revision.refresh_from_db()
    factories.Decision.objects.create(revision=revision, editor=factories.editor(), judgement="accepted")
    second = publishing.publish(revision=revision, by=factories.editor(), notice="The dose was 2 g.")
    return first, second


def test_an_earlier_version_leads_to_the_newest_and_says_what_was_corrected(client):
    first, second = corrected(is_public=True)

    page = client.get(first.get_absolute_url())

    text = page.content.decode()
    assert first.title in text
    assert "This is an earlier version" in text
    assert "The dose was 2 g." in text
    assert url("case", first) in text
    assert '<meta name="robots" content="noindex">' in text
    assert page.headers["Cache-Control"] == "no-cache"
    assert client.get(second.get_absolute_url()).url == url("case", second)


def test_a_version_that_was_not_public_is_for_people_who_are_signed_in(client):
    first, second = corrected()
    Revision.objects.filter(pk=second.revision_id)

    answer = client.get(first.get_absolute_url())
    page = client_of(UserFactory()).get(first.get_absolute_url())

    assert answer.status_code == 302
    assert reverse("account_login") in answer.url
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"


def test_where_a_privacy_problem_was_corrected_the_version_before_is_gone():
    first, second = corrected(is_public=True)
    PrivacyReport.objects.create(
        case=first.case,
        text="Her village is named.",
        reported_at=second.published_at,
        outcome=ReportOutcome.CORRECTED,
        settled_at=timezone.now(),
    )

    reader = client_of(UserFactory())

    assert reader.get(first.get_absolute_url()).status_code == 404
    assert reader.get(url("case", second)).status_code == 200


@pytest.mark.parametrize("state", [CaseState.HIDDEN, CaseState.ENDED])
def test_what_is_hidden_is_nowhere(client, state):
    first, second = corrected(is_public=True)
    Case.objects.update(state=state)
    reader = client_of(UserFactory())

    for version in (first, second):
        assert client.get(version.get_absolute_url()).status_code == 404
        assert reader.get(version.get_absolute_url()).status_code == 404
    assert client.get(url("case", first)).status_code == 404
    assert client.get(url("cite", first, "ris")).status_code == 404
    assert first.case.code not in client.get(reverse("cases:feed")).content.decode()


def test_in_the_place_of_a_retracted_case_stands_that_it_was_and_why(client):
    version = factories.published(is_public=True)
    publishing.retract(case=version.case, by=factories.editor(), because=f"Made up. {MARKUP}")

    for address in (url("case", version), version.get_absolute_url()):
        page = client.get(address)
        text = page.content.decode()
        assert page.status_code == 200
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert version.title in text
        assert version.authors[0]["name"] in text
        assert "Made up." in text
        assert "<script>alert" not in text
        assert "Listeria" not in text
    assert client.get(url("cite", version, "bib")).status_code == 404
    assert version.case.code not in client.get(reverse("cases:feed")).content.decode()


def test_of_a_withdrawn_case_nothing_is_told_but_that(client):
    version = factories.published(is_public=True)
    Case.objects.update(state=CaseState.WITHDRAWN, because="The family wrote to us.")

    page = client.get(url("case", version))

    text = page.content.decode()
    assert page.status_code == 410
    assert "no longer available" in text
    assert version.title not in text
    assert version.authors[0]["name"] not in text
    assert "The family" not in text


def test_the_notice_of_a_case_for_members_is_for_members(client):
    version = factories.published()
    publishing.retract(case=version.case, by=factories.editor(), because="Made up.")

    assert client.get(url("case", version)).status_code == 302
    assert version.title in client_of(UserFactory()).get(url("case", version)).content.decode()


def test_what_was_never_published_leaves_no_notice(client):
    revision = factories.accepted(is_public=True)
    Case.objects.update(state=CaseState.WITHDRAWN)

    assert client.get(reverse("cases:case", args=[revision.case.code])).status_code == 404


@pytest.mark.parametrize(("ext", "mime"), [("ris", "research-info-systems"), ("bib", "bibtex")])
def test_a_public_case_is_cited_by_anybody(client, ext, mime):
    version = factories.published(is_public=True)

    answer = client.get(url("cite", version, ext))

    assert mime in answer.headers["Content-Type"]
    assert f'filename="case-{version}.{ext}"' in answer.headers["Content-Disposition"]
    assert version.title in answer.content.decode()


def test_a_case_for_members_is_cited_by_members_and_in_no_other_format(client):
    version = factories.published()
    reader = client_of(UserFactory())

    assert client.get(url("cite", version, "ris")).status_code == 404
    assert reader.get(url("cite", version, "ris")).status_code == 200
    assert reader.get(url("cite", version, "exe")).status_code == 404


def test_the_feed_has_what_is_public_and_nothing_else_in_one_query(client, django_assert_num_queries):
    public = factories.published(is_public=True, title="\x0bFever & <b>rigors</b>")
    factories.published(is_public=True)
    members = factories.published(title="For members only")

    with django_assert_num_queries(1):
        answer = client.get(reverse("cases:feed"))

    root = ElementTree.fromstring(answer.content)
    atom = "{http://www.w3.org/2005/Atom}"
    titles = [entry.find(f"{atom}title").text for entry in root.findall(f"{atom}entry")]
    assert "Fever & <b>rigors</b>" in titles
    assert len(titles) == 2
    assert members.title not in titles
    assert public.case.code in answer.content.decode()
    assert answer.headers["Content-Type"].startswith("application/atom+xml")


def test_only_a_public_case_tells_search_engines_how_it_is_cited(client):
    public = factories.published(is_public=True, title=MARKUP)
    members = factories.published()

    text = client.get(url("case", public)).content.decode()
    assert 'name="citation_title" content="&lt;script&gt;' in text
    assert "<script>alert" not in text
    text = client_of(UserFactory()).get(url("case", members)).content.decode()
    assert "citation_title" not in text
    assert 'name="robots" content="noindex"' in text


def test_readers_are_told_on_how_many_reviews_a_case_rests():
    version = factories.published()

    text = client_of(UserFactory()).get(url("case", version)).content.decode()

    assert "It rests on 2 reviews" in text
    assert "CC BY-NC 4.0" in text


def test_only_its_author_writes_a_correction():
    version = factories.published()
    other, author = client_of(UserFactory()), client_of(version.case.author)

    assert "Write a correction" not in other.get(url("case", version)).content.decode()
    assert other.post(url("correct", version)).status_code == 404
    assert "Write a correction" in author.get(url("case", version)).content.decode()
    assert author.get(url("correct", version)).status_code == 405
    assert author.post(url("correct", version)).url == url("write", version)
    assert Revision.objects.filter(case=version.case, state=RevisionState.DRAFT).count() == 1
    author.post(url("correct", version))
    assert Revision.objects.filter(case=version.case).count() == 2


def people_who_do_not_edit(case):
    ended = factories.RoleFactory(role="editor", starts_on="2025-01-01", ends_on="2025-12-31").user
    with_stake = factories.editor()
    Stake.objects.create(case=case, person=with_stake, kind=StakeKind.DECLARED)
    return [UserFactory(), case.author, factories.checker(), factories.reviewer(), ended, with_stake]


def test_only_an_editor_without_a_stake_publishes_and_retracts(client):
    version = factories.published()

    for person in people_who_do_not_edit(version.case):
        stranger = client_of(person)
        assert stranger.post(url("publish", version), {"revision": 1}).status_code == 404
        assert stranger.get(url("retract", version)).status_code == 404
        assert stranger.post(url("retract", version), {"because": "x", "understood": "on"}).status_code == 404
    assert reverse("account_login") in client.get(url("retract", version)).url
    assert Case.objects.get(pk=version.case_id).state == CaseState.PUBLISHED


@pytest.mark.parametrize("is_staff", [True, False])
def test_an_editor_publishes_what_was_looked_at(is_staff):
    revision = factories.accepted()
    by = UserFactory(is_staff=True) if is_staff else factories.editor()
    desk, address = client_of(by), reverse("cases:publish", args=[revision.case.code])

    assert desk.post(address, {"revision": "7"}).status_code == 404
    assert desk.get(address).status_code == 405
    answer = desk.post(address, {"revision": "1"})
    assert answer.url == reverse("cases:dossier", args=[revision.case.code])
    assert Version.objects.get().published_by == by
    desk.post(address, {"revision": "1"})
    assert Version.objects.count() == 1


def test_an_editor_retracts_with_a_reason_and_knowingly():
    version = factories.published()
    desk, address = client_of(factories.editor()), url("retract", version)

    assert "What happens" in desk.get(address).content.decode()
    page = desk.post(address, {"because": "Made up."})
    assert "cannot be undone" in page.content.decode()
    assert desk.post(address, {"because": "Made up.", "understood": "on"}).status_code == 302
    assert Case.objects.get().state == CaseState.RETRACTED
    assert desk.get(address).url == reverse("cases:dossier", args=[version.case.code])


def test_of_a_version_only_the_doi_is_added(admin_client):
    version = factories.published()
    address = reverse("admin:cases_version_change", args=[version.pk])

    assert "no spaces" in admin_client.post(address, {"doi": "https://doi.org/10.1000/182"}).content.decode()
    assert admin_client.post(address, {"doi": "10.1000/182", "title": "Other"}).status_code == 302
    after = Version.objects.get()
    assert (after.doi, after.title) == ("10.1000/182", version.title)
