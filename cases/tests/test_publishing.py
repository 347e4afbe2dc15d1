"""From an accepted revision to what is read and cited."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from cases.actions import publishing
from cases.models import (
    Author,
    Case,
    CaseState,
    Contribution,
    Entry,
    PrivacyReport,
    ReportOutcome,
    Review,
    ReviewState,
    Revision,
    RevisionState,
    Version,
)
from cases.tests import factories
from cases.tests.factories import AuthorFactory, TopicFactory
from mailing.models import Message
from mailing.rendering import render

pytestmark = pytest.mark.django_db


def next_revision(version, state=RevisionState.ACCEPTED):
    """The revision after a published one, brought there past the actions."""
    before = version.revision
    after = Revision.objects.create(
        case=version.case, number=before.number + 1, title="Corrected", content=before.content
    )
    if state != RevisionState.DRAFT:
        Revision.objects.filter(pk=after.pk).update(state=state, passed_at=timezone.now())
    after.refresh_from_db()
    return after


def test_what_was_accepted_is_published_listed_and_gives_points():
    revision = factories.accepted(topics=[TopicFactory(slug="meningitis")])
    by = revision.decision.editor

    version = publishing.publish(revision=revision, by=by)

    case = Case.objects.get(pk=revision.case_id)
    assert (version.number, version.title, version.published_by) == (1, revision.title, by)
    assert version.authors == [{"name": case.author.name, "workplace": "University Hospital, Kraków"}]
    assert case.state == CaseState.PUBLISHED
    assert Entry.objects.get(case=case).version == version
    assert Contribution.objects.get(case=case).person == case.author
    assert AuditEntry.objects.filter(action="case_version.published", actor_id=by.pk).exists()


def test_only_authors_who_have_agreed_are_named_in_their_order():
    revision = factories.accepted()
    AuthorFactory(case=revision.case, order=2, name="Łukasz Żółć", workplace="")
    AuthorFactory(case=revision.case, order=1, name="Never Asked", agreed_at=None)
    AuthorFactory(case=revision.case, order=3, name="Said No", agreed_at=None, declined_at=timezone.now())

    version = publishing.publish(revision=revision, by=factories.editor())

    assert [author["name"] for author in version.authors] == [revision.case.author.name, "Łukasz Żółć"]
    assert Contribution.objects.filter(case=revision.case).count() == 2


def test_nothing_is_published_without_an_author():
    revision = factories.accepted()
    Author.objects.filter(case=revision.case).update(agreed_at=None)

    with pytest.raises(ValidationError, match="agreed to be named"):
        publishing.publish(revision=revision, by=factories.editor())


@pytest.mark.parametrize(
    "make", [factories.draft, factories.handed_in, factories.passed, factories.in_review]
)
def test_nothing_is_published_that_was_not_accepted(make):
    with pytest.raises(ValidationError, match="Only what was accepted"):
        publishing.publish(revision=make(), by=factories.editor())


def test_nothing_is_published_twice():
    revision = factories.accepted()
    publishing.publish(revision=revision, by=factories.editor())

    with pytest.raises(ValidationError, match="published meanwhile"):
        publishing.publish(revision=revision, by=factories.editor())
    assert Version.objects.count() == 1


def test_a_correction_says_what_it_corrects_and_takes_the_place_of_the_first():
    first = factories.published()
    revision = next_revision(first)

    with pytest.raises(ValidationError, match="Say what is corrected"):
        publishing.publish(revision=revision, by=factories.editor(), notice="  ")
    second = publishing.publish(revision=revision, by=factories.editor(), notice="The dose was 2 g.")

    assert (second.number, second.notice) == (2, "The dose was 2 g.")
    entry = Entry.objects.get()
    assert (entry.version, entry.title) == (second, "Corrected")
    first.refresh_from_db()
    assert first.title != "Corrected"


def test_a_correction_of_a_hidden_case_waits_until_it_is_shown_again():
    first = factories.published()
    Case.objects.update(state=CaseState.HIDDEN)
    by = factories.editor()

    second = publishing.publish(revision=next_revision(first), by=by, notice="A date was taken out.")

    assert not Entry.objects.exists()
    publishing.show_again(case=first.case, by=by)
    assert Entry.objects.get().version == second


def test_what_was_shown_again_meanwhile_is_not_shown_twice():
    version = factories.published()

    with pytest.raises(ValidationError, match="settled meanwhile"):
        publishing.show_again(case=version.case, by=factories.editor())


@pytest.mark.parametrize("state", [CaseState.RETRACTED, CaseState.WITHDRAWN, CaseState.ENDED])
def test_nothing_is_published_of_a_case_that_is_over(state):
    revision = next_revision(factories.published())
    Case.objects.update(state=state)

    with pytest.raises(ValidationError, match="settled meanwhile"):
        publishing.publish(revision=revision, by=factories.editor(), notice="Too late")
    assert not Entry.objects.exists()


def test_authors_are_told_once_for_each_version_and_nobody_else_is():
    revision = factories.accepted()
    AuthorFactory(case=revision.case, order=1, agreed_at=None)

    version = publishing.publish(revision=revision, by=factories.editor())

    mail = Message.objects.get(kind="cases/published")
    assert mail.user == revision.case.author
    assert version.get_absolute_url() in render(mail).body


def test_a_correction_begins_with_what_is_published_and_readers_go_on_reading():
    version = factories.published(topics=[TopicFactory(slug="meningitis")], pictures=1)

    draft = publishing.correct(case=version.case, by=version.case.author)

    assert (draft.number, draft.state, draft.content) == (2, RevisionState.DRAFT, version.revision.content)
    assert draft.topics.count() == draft.plates.count() == 1
    assert Entry.objects.get().version == version


@pytest.mark.parametrize("state", [RevisionState.DRAFT, RevisionState.SUBMITTED, RevisionState.ACCEPTED])
def test_one_correction_at_a_time(state):
    version = factories.published()
    next_revision(version, state)

    with pytest.raises(ValidationError, match=r"under way|waits for being published"):
        publishing.correct(case=version.case, by=version.case.author)


@pytest.mark.parametrize("state", [RevisionState.REJECTED, RevisionState.DROPPED])
def test_after_a_correction_that_came_to_nothing_the_next_begins_with_what_is_published(state):
    version = factories.published()
    next_revision(version, state)

    draft = publishing.correct(case=version.case, by=version.case.author)

    assert (draft.number, draft.title) == (3, version.title)


def test_what_is_not_published_is_not_corrected():
    revision = factories.accepted()

    with pytest.raises(ValidationError, match="Only a published case"):
        publishing.correct(case=revision.case, by=revision.case.author)


def test_a_retracted_case_leaves_the_index_and_ends_what_is_under_way():
    version = factories.published()
    under_way = next_revision(version, RevisionState.IN_REVIEW)
    review = Review.objects.create(
        revision=under_way, reviewer=factories.reviewer(), due_at=timezone.now() + timedelta(days=7)
    )
    PrivacyReport.objects.create(case=version.case, text="I know her.")
    by = factories.editor()

    publishing.retract(case=version.case, by=by, because="The course was made up.")

    case = Case.objects.get()
    assert (case.state, case.because) == (CaseState.RETRACTED, "The course was made up.")
    assert not Entry.objects.exists()
    under_way.refresh_from_db()
    review.refresh_from_db()
    assert (under_way.state, review.state) == (RevisionState.DROPPED, ReviewState.EXPIRED)
    assert PrivacyReport.objects.get().outcome == ReportOutcome.RETRACTED
    assert "The course was made up." in render(Message.objects.get(kind="cases/retracted")).body
    assert Message.objects.filter(kind="cases/retracted").get().user == case.author


def test_nothing_is_retracted_twice():
    version = factories.published()
    publishing.retract(case=version.case, by=factories.editor(), because="First")

    with pytest.raises(ValidationError, match="settled meanwhile"):
        publishing.retract(case=version.case, by=factories.editor(), because="Second")
    assert Case.objects.get().because == "First"
