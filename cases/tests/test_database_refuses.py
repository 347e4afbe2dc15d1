"""What cannot be, whoever writes to the database."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import indexing
from cases.models import (
    Case,
    CaseState,
    Consent,
    Decision,
    Entry,
    Judgement,
    PrivacyCheck,
    Review,
    Revision,
    RevisionState,
    Verdict,
    Version,
)
from cases.tests import factories
from cases.tests.factories import AuthorFactory, TopicFactory

pytestmark = pytest.mark.django_db


@contextmanager
def refused(constraint):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.diag.constraint_name == constraint


@pytest.mark.parametrize("change", [{"title": "Other"}, {"content": {}}, {"country": "SE"}, {"ticks": ["x"]}])
def test_what_was_handed_in_stays(change):
    revision = factories.handed_in()
    with refused("cases_revision_kept"):
        Revision.objects.filter(pk=revision.pk).update(**change)


def test_what_was_handed_in_is_not_deleted():
    revision = factories.handed_in()
    with refused("cases_revision_kept"):
        Revision.objects.filter(pk=revision.pk).delete()


def test_pictures_and_topics_stay_with_what_was_handed_in():
    revision = factories.handed_in(pictures=1, topics=[TopicFactory()])
    with refused("cases_revision_kept"):
        revision.plates.update(alt="Other")
    with refused("cases_revision_kept"):
        revision.plates.all().delete()
    with refused("cases_revision_kept"):
        revision.topics.clear()
    with refused("cases_revision_kept"):
        factories.plate(revision)


def test_deleted_texts_leave_nothing_behind():
    revision = factories.handed_in()
    gone = {"wiped_at": timezone.now(), "content": {}, "title": "", "changed": ""}
    with refused("cases_revision_kept"):
        Revision.objects.filter(pk=revision.pk).update(**gone | {"title": "Something else"})
    Revision.objects.filter(pk=revision.pk).update(**gone)


def test_a_case_has_one_open_revision():
    revision = factories.draft()
    with refused("cases_revision_one_open"):
        Revision.objects.create(case=revision.case, number=2)


def test_nothing_is_handed_in_without_consent():
    revision = factories.draft()
    revision.case.consent.delete()
    with refused("cases_consent_first"):
        Revision.objects.filter(pk=revision.pk).update(state=RevisionState.SUBMITTED)


def test_a_sample_has_no_patient():
    revision = factories.draft()
    revision.case.consent.delete()
    Case.objects.update(is_sample=True)
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.SUBMITTED)


def test_nothing_passes_without_a_check():
    revision = factories.handed_in()
    with refused("cases_check_is_whole"):
        Revision.objects.filter(pk=revision.pk).update(state=RevisionState.PASSED, passed_at=timezone.now())


def test_nothing_passes_with_a_picture_that_nobody_looked_at():
    revision = factories.handed_in(pictures=2)
    check = PrivacyCheck.objects.create(
        revision=revision, checker=factories.checker(), verdict=Verdict.PASSED
    )
    passing = {"state": RevisionState.PASSED, "passed_at": timezone.now()}
    first, second = revision.plates.all()
    check.ticks.create(plate=first, has_no_text=True, has_no_face=True)
    check.ticks.create(plate=second, has_no_text=True, has_no_face=False)
    with refused("cases_check_is_whole"):
        Revision.objects.filter(pk=revision.pk).update(**passing)
    check.ticks.update(has_no_face=True)
    Revision.objects.filter(pk=revision.pk).update(**passing)


def test_nobody_reviews_what_has_not_passed():
    revision = factories.handed_in()
    with refused("cases_review_after_check"):
        Review.objects.create(revision=revision, reviewer=factories.reviewer(), due_at=timezone.now())


def test_nobody_judges_an_own_case(participant):
    """Neither who hands it in nor who is named on it, agreed or not."""
    revision = factories.passed(participant)
    named = AuthorFactory(case=revision.case, agreed_at=None).person
    due = timezone.now() + timedelta(days=7)
    for person in (participant, named):
        with refused("cases_nobody_judges_own"):
            Review.objects.create(revision=revision, reviewer=person, due_at=due)
        with refused("cases_nobody_judges_own"):
            Decision.objects.create(revision=revision, editor=person, judgement=Judgement.ACCEPTED)
        with refused("cases_nobody_judges_own"):
            revision.privacy_check.checker = person
            revision.privacy_check.save()


def test_only_what_is_accepted_is_published():
    revision = factories.in_review()
    with refused("cases_version_kept"):
        Version.objects.create(
            case=revision.case, revision=revision, title="x", published_by=factories.editor()
        )


def test_what_is_published_stays():
    version = factories.published()
    with refused("cases_version_kept"):
        Version.objects.filter(pk=version.pk).update(title="Other")
    with refused("cases_version_kept"):
        Version.objects.filter(pk=version.pk).update(authors=[])
    Version.objects.filter(pk=version.pk).update(doi="10.1000/1")


def test_a_second_version_says_what_it_corrects():
    version = factories.published()
    other = factories.accepted()
    with refused("cases_version_says_what_is_corrected"):
        Version.objects.create(
            case=other.case, number=2, revision=other, title="x", published_by=version.published_by
        )


@pytest.mark.parametrize(
    "state", [CaseState.HIDDEN, CaseState.RETRACTED, CaseState.WITHDRAWN, CaseState.ENDED, CaseState.WRITING]
)
def test_what_cannot_be_read_is_not_listed(state):
    version = factories.published()
    Case.objects.filter(pk=version.case_id).update(state=state)
    assert not Entry.objects.exists()
    with refused("cases_entry_can_be_read"):
        indexing.enter(version)


def test_without_consent_nothing_is_listed():
    version = factories.published()
    Consent.objects.update(withdrawn_at=timezone.now())
    assert not Entry.objects.exists()
    with refused("cases_entry_can_be_read"):
        indexing.enter(version)
