"""A patient takes the consent back: offline at once in every state, and deleted when the days of grace are over."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from cases import checkers, wiping
from cases.actions import consent, publishing
from cases.models import (
    Advice,
    Answer,
    AskedQuestion,
    Case,
    CaseState,
    Comment,
    Entry,
    Picture,
    PrivacyReport,
    ReportOutcome,
    Repository,
    Review,
    ReviewState,
    Revision,
    RevisionState,
)
from cases.tests import factories
from mailing.models import Message

pytestmark = pytest.mark.django_db

# A word that stands in every text of these cases, and nowhere else.
TELLING = "Zwyrtalowaszczyzna"


def telling():
    told = factories.CONTENT.as_json()
    told["sections"]["findings"] = f"Found in {TELLING}."
    return factories.Content.from_json(told)


def stands_in(word):
    """Tables in which the word stands, in whatever column."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = set()
        for table in tables:
            cursor.execute(f'SELECT 1 FROM "{table}" t WHERE t::text ILIKE %s LIMIT 1', [f"%{word}%"])
            if cursor.fetchone():
                found.add(table)
    return found


@pytest.mark.parametrize("stage", ["draft", "handed_in", "passed", "in_review", "accepted", "published"])
def test_a_case_is_offline_at_once_wherever_it_is(stage):
    made = getattr(factories, stage)()
    case = made.case
    reader = UserFactory()

    consent.withdraw(case=case, by=case.author)

    case.refresh_from_db()
    case.consent.refresh_from_db()
    assert case.state == CaseState.WITHDRAWN
    assert case.consent.withdrawn_at
    assert not Case.objects.readable_by(reader).exists()
    assert not Entry.objects.exists()
    assert not case.revisions.open().exists()
    assert list(checkers.queue_of(factories.checker())) == []
    for review in Review.objects.all():
        assert not Review.objects.queue_of(review.reviewer).exists()
        assert review.state == ReviewState.EXPIRED


def test_authors_editors_and_reviewers_are_told():
    revision = factories.in_review()
    co_author = factories.AuthorFactory(case=revision.case).person
    editor = factories.editor()

    consent.withdraw(case=revision.case, by=co_author)

    told = {mail.user for mail in Message.objects.filter(kind="cases/consent_withdrawn")}
    assert told == {revision.case.author, co_author, editor}
    reviewers = {mail.user for mail in Message.objects.filter(kind="cases/check_called_back")}
    assert reviewers == {review.reviewer for review in revision.reviews.all()}
    assert AuditEntry.objects.filter(action="case.withdrawn", actor_id=co_author.pk).exists()


def test_what_is_accepted_is_not_published_any_more():
    revision = factories.accepted()
    consent.withdraw(case=revision.case, by=revision.case.author)

    with pytest.raises(ValidationError, match="settled meanwhile"):
        publishing.publish(revision=revision, by=factories.editor())


def test_what_was_reported_is_settled_with_it():
    case = factories.published().case
    PrivacyReport.objects.create(case=case, text="A name.")

    consent.withdraw(case=case, by=case.author)

    assert PrivacyReport.objects.get().outcome == ReportOutcome.WITHDRAWN


def test_twice_is_told():
    case = factories.published().case
    consent.withdraw(case=case, by=case.author)

    with pytest.raises(ValidationError, match="settled meanwhile"):
        consent.withdraw(case=case, by=case.author)


@pytest.mark.parametrize("who", ["stranger", "coordinator", "reviewer", "checker", "unasked"])
def test_only_authors_and_editors_withdraw(stranger, coordinator, who):
    revision = factories.in_review()
    unasked = UserFactory()
    factories.AuthorFactory(case=revision.case, person=unasked, agreed_at=None)
    people = {
        "stranger": stranger,
        "coordinator": coordinator,
        "reviewer": revision.reviews.first().reviewer,
        "checker": factories.checker(),
        "unasked": unasked,
    }

    with pytest.raises(ValidationError, match="authors of the case"):
        consent.withdraw(case=revision.case, by=people[who])


def test_an_editor_or_the_office_may_withdraw(staff):
    for by in (staff, factories.editor()):
        case = factories.published().case
        consent.withdraw(case=case, by=by, because="A letter came.")
        case.refresh_from_db()
        assert case.state == CaseState.WITHDRAWN


@pytest.fixture
def traces(settings, tmp_path):
    """A published case with a correction under way; the word stands wherever somebody could write it."""
    settings.MEDIA_ROOT = tmp_path
    version = factories.published(
        content=telling(), pictures=2, title=f"A fever in {TELLING}", topics=[factories.TopicFactory()]
    )
    case, revision = version.case, version.revision
    for review in revision.reviews.all():
        Review.objects.filter(pk=review.pk).update(
            state=ReviewState.SUBMITTED, submitted_at=timezone.now(), advice=Advice.MINOR
        )
        review.refresh_from_db()
        review.for_author = review.for_editor = review.because = f"What of {TELLING}?"
        review.save()
        Comment.objects.create(review=review, where="title", text=f"{TELLING} again.")
    revision.privacy_check.notes = {"title": f"Is {TELLING} a town?"}
    revision.privacy_check.for_author = TELLING
    revision.privacy_check.save()
    revision.decision.for_author = revision.decision.because = f"Well told in {TELLING}."
    revision.decision.save()
    reader = UserFactory()
    AskedQuestion.objects.create(case=case, person=reader, text=f"Where is {TELLING}?")
    Answer.objects.create(version=version, person=reader, question="q1", choice="a")
    PrivacyReport.objects.create(case=case, text=f"I know {TELLING}.", because=f"It is {TELLING}.")
    Revision.objects.create(case=case, number=2, content=telling().as_json(), changed=TELLING)
    return case


def test_before_the_last_day_nothing_is_deleted(traces):
    consent.withdraw(case=traces, by=traces.author, because=TELLING)
    days = Repository.current().days_until_wiped

    assert wiping.wipe_due(timezone.now() + timedelta(days=days, minutes=-1)) == 0
    assert Revision.objects.filter(wiped_at=None).count() == 2


def test_after_the_last_day_no_word_and_no_picture_is_left(traces, django_capture_on_commit_callbacks):
    files = [picture.file for picture in Picture.objects.all()]
    consent.withdraw(case=traces, by=traces.author, because=f"Somebody from {TELLING} wrote.")
    assert stands_in(TELLING)

    with django_capture_on_commit_callbacks(execute=True):
        assert wiping.wipe_due(timezone.now() + timedelta(days=31)) == 1

    assert stands_in(TELLING) == set()
    assert not Picture.objects.exists()
    assert not Picture.history.exists()
    assert not any(file.storage.exists(file.name) for file in files)
    traces.refresh_from_db()
    assert traces.wiped_at
    assert traces.code
    assert {mail.user for mail in Message.objects.filter(kind="cases/consent_wiped")} == {traces.author}


def test_what_is_wiped_is_wiped_once(traces):
    consent.withdraw(case=traces, by=traces.author)
    wiping.wipe_due(timezone.now() + timedelta(days=31))

    assert wiping.wipe_due(timezone.now() + timedelta(days=32)) == 0
    assert AuditEntry.objects.filter(action="case.wiped").count() == 1


def test_no_other_case_is_touched(traces):
    other = factories.published(pictures=1)
    consent.withdraw(case=traces, by=traces.author)

    wiping.wipe_due(timezone.now() + timedelta(days=31))

    other.refresh_from_db()
    assert other.title
    assert Picture.objects.get().case == other.case
    assert Entry.objects.get().case == other.case
    assert other.revision.state == RevisionState.ACCEPTED


def test_a_case_that_is_not_withdrawn_is_never_wiped():
    version = factories.published()

    wiping.wipe(version.case)

    version.refresh_from_db()
    assert version.title
