"""Nobody opens a case before somebody has looked whether the patient can be recognised."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from cases import checkers
from cases.actions import checking
from cases.models import (
    PrivacyCheck,
    Review,
    ReviewState,
    Revision,
    RevisionState,
    Verdict,
)
from cases.tests import factories
from mailing.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def checker():
    return factories.checker()


def mails(kind):
    return list(Message.objects.filter(kind=kind).order_by("pk"))


def test_a_case_that_passes_goes_to_the_editors_and_its_author_is_told(checker):
    revision, editor = factories.waiting(), factories.editor()

    checking.pass_revision(revision=revision, by=checker, ticks={})

    revision.refresh_from_db()
    assert revision.state == RevisionState.PASSED
    assert revision.passed_at == revision.privacy_check.checked_at
    assert [mail.user for mail in mails("cases/check_passed")] == [revision.case.author]
    assert [mail.user for mail in mails("cases/check_to_assign")] == [editor]
    assert AuditEntry.objects.filter(action="case_revision.passed", actor_id=checker.pk).count() == 1


def test_no_mail_tells_anything_of_a_case_but_its_code(checker):
    factories.editor()
    checking.pass_revision(revision=factories.waiting(), by=checker, ticks={})
    checking.return_revision(revision=factories.waiting(), by=checker, for_author="Take out the date.")

    for mail in Message.objects.all():
        assert set(mail.context) == {"name", "code", "revision"}


def test_without_an_editor_the_office_is_told(checker, staff):
    checking.pass_revision(revision=factories.waiting(), by=checker, ticks={})

    assert [mail.user for mail in mails("cases/check_to_assign")] == [staff]


@pytest.mark.parametrize("ticks", [None, (True, False), (False, True)])
def test_no_case_passes_with_a_picture_that_is_not_ticked_twice(checker, ticks):
    revision = factories.waiting(pictures=2)
    first, second = revision.plates.all()

    with pytest.raises(ValidationError, match="every picture"):
        checking.pass_revision(
            revision=revision, by=checker, ticks={first.pk: (True, True), second.pk: ticks}
        )

    assert not PrivacyCheck.objects.exists()


def test_each_picture_is_ticked_on_record(checker):
    revision = factories.waiting(pictures=2)

    check = checking.pass_revision(
        revision=revision, by=checker, ticks={plate.pk: (True, True) for plate in revision.plates.all()}
    )

    assert check.ticks.filter(has_no_text=True, has_no_face=True).count() == 2


def test_a_returned_case_goes_on_as_a_draft_of_its_author(checker):
    revision = factories.waiting()
    notes = {"section.findings": " Which hospital this was can be read here. ", "title": " ", "nowhere": "x"}

    check = checking.return_revision(revision=revision, by=checker, notes=notes)

    revision.refresh_from_db()
    assert revision.state == RevisionState.RETURNED
    assert check.notes == {"section.findings": "Which hospital this was can be read here."}
    following = revision.case.revisions.get(number=2)
    assert (following.state, following.content) == (RevisionState.DRAFT, revision.content)
    assert [mail.user for mail in mails("cases/check_returned")] == [revision.case.author]


def test_whoever_returns_a_case_says_why(checker):
    with pytest.raises(ValidationError, match="Say what"):
        checking.return_revision(revision=factories.waiting(), by=checker, notes={"title": " "})


@pytest.mark.parametrize(
    "verdict",
    [
        lambda revision, by: checking.pass_revision(revision=revision, by=by, ticks={}),
        lambda revision, by: checking.return_revision(revision=revision, by=by, for_author="No."),
    ],
)
def test_who_comes_second_is_told_who_was_faster(checker, verdict):
    revision = factories.waiting()
    checking.pass_revision(revision=revision, by=factories.checker(user__name="Ana Faster"), ticks={})

    with pytest.raises(ValidationError, match="Ana Faster has checked this meanwhile: “Passed”"):
        verdict(revision, checker)


def test_what_its_author_took_back_is_not_checked(checker):
    revision = factories.waiting()
    Revision.objects.update(state=RevisionState.DROPPED)

    with pytest.raises(ValidationError, match="taken this back"):
        checking.pass_revision(revision=revision, by=checker, ticks={})


@pytest.mark.parametrize(
    "who", ["participant", "coordinator", "stranger", "staff", "reviewer", "ended", "author"]
)
def test_nobody_else_checks(checker, participant, coordinator, stranger, staff, who):
    revision = factories.waiting()
    people = {
        "participant": participant,
        "coordinator": coordinator,
        "stranger": stranger,
        "staff": staff,
        "reviewer": factories.reviewer(),
        "ended": factories.checker(
            starts_on=timezone.localdate() - timedelta(days=9),
            ends_on=timezone.localdate() - timedelta(days=1),
        ),
        "author": revision.case.author,
    }
    assert not checkers.may_check(people[who], revision)
    with pytest.raises(ValidationError, match="not yours"):
        checking.pass_revision(revision=revision, by=people[who], ticks={})


@pytest.mark.parametrize("role", ["checker", "editor"])
def test_what_has_passed_can_be_called_back(role):
    revision = factories.in_review()
    by = getattr(factories, role)()

    checking.recall(revision=revision, by=by, because="The ward can be told from the device.")

    revision.refresh_from_db()
    assert (revision.state, revision.passed_at) == (RevisionState.RETURNED, None)
    assert revision.privacy_check.verdict == Verdict.RETURNED
    assert revision.privacy_check.for_author == "The ward can be told from the device."
    assert {review.state for review in revision.reviews.all()} == {ReviewState.EXPIRED}
    assert len(mails("cases/check_called_back")) == 2
    assert revision.case.revisions.get(number=2).state == RevisionState.DRAFT


def test_what_is_called_back_is_closed_for_who_has_reviewed_it_already():
    revision = factories.in_review()
    review = revision.reviews.first()
    Review.objects.filter(pk=review.pk).update(
        state=ReviewState.SUBMITTED, submitted_at=timezone.now(), advice="minor"
    )
    assert Review.objects.queue_of(review.reviewer).exists()

    checking.recall(revision=revision, by=factories.checker(), because="A name.")

    assert not Review.objects.queue_of(review.reviewer).exists()
    review.refresh_from_db()
    assert review.state == ReviewState.SUBMITTED


def test_what_is_decided_is_not_called_back(checker):
    revision = factories.accepted()

    with pytest.raises(ValidationError, match="settled meanwhile"):
        checking.recall(revision=revision, by=checker, because="A name.")

    revision.refresh_from_db()
    assert revision.privacy_check.verdict == Verdict.PASSED


def test_calling_back_needs_a_reason_and_a_desk(checker, participant):
    revision = factories.passed()

    with pytest.raises(ValidationError, match="Say what"):
        checking.recall(revision=revision, by=checker, because=" ")
    with pytest.raises(ValidationError, match="without a stake"):
        checking.recall(revision=revision, by=participant, because="A name.")
    with pytest.raises(ValidationError, match="without a stake"):
        checking.recall(revision=revision, by=revision.case.author, because="A name.")
