"""A reviewer says first whether there is a stake, writes beside the text, hands in, or gives back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases import review_reminders, tasks
from cases.actions import reviewing
from cases.actions.reviewing import Gate, edition
from cases.models import (
    CaseRole,
    Comment,
    Review,
    ReviewState,
    Revision,
    RevisionState,
    Role,
    Stake,
    StakeKind,
)
from cases.tests.factories import editor, in_review, reviewer, working_at
from mailing import kinds
from mailing.models import Message

pytestmark = pytest.mark.django_db

WORDS = {"advice": "minor", "for_author": "Clear. Say how old.", "for_editor": "Fine."}


def one(state=ReviewState.OPEN):
    return in_review(reviewers=[reviewer(), reviewer()], state=state).reviews.first()


def answer(review, given, note=""):
    return reviewing.declare(review=review, by=review.reviewer, answer=given, note=note)


def save(review, comments=None, by=None, do=reviewing.save, **words):
    return do(
        review=review,
        by=by or review.reviewer,
        words=WORDS | words,
        comments=comments or {},
        seen=edition(review),
    )


def test_without_a_stake_the_case_opens():
    review = answer(one(ReviewState.ASKED), Gate.NO_STAKE)
    assert review.state == ReviewState.OPEN
    with pytest.raises(ValidationError) as second:
        answer(review, Gate.NO_STAKE)
    assert second.value.code == "transition"


@pytest.mark.parametrize(
    ("given", "state"), [(Gate.STAKE, ReviewState.RECUSED), (Gate.NOT_NOW, ReviewState.DECLINED)]
)
def test_with_a_stake_or_without_time_somebody_else_is_needed_and_the_editors_are_told(given, state):
    decider = editor()
    review = answer(one(ReviewState.ASKED), given, note="We are cousins.")
    assert review.state == state
    assert Stake.objects.filter(person=review.reviewer, kind=StakeKind.DECLARED).exists() == (
        given == Gate.STAKE
    )
    assert Message.objects.get(kind="cases/review_lacking").user == decider
    assert not Review.objects.queue_of(review.reviewer).exists()


def test_who_works_at_the_same_hospital_never_gets_in_whatever_the_answer():
    person = working_at("University Hospital, Kraków")
    CaseRole.objects.create(user=person, role=Role.REVIEWER)
    review = in_review(reviewers=[person]).reviews.get()
    assert answer(review, Gate.NO_STAKE).state == ReviewState.RECUSED


def test_a_draft_is_kept_as_far_as_it_is_with_comments_where_the_text_has_places():
    review = save(one(), {"section.findings": "Which spot?", "section.gone": "x", "title": " "}, advice="")
    assert dict(Comment.objects.values_list("where", "text")) == {"section.findings": "Which spot?"}
    review = save(review, {"section.findings": "Which one?", "point.1": "Good."})
    assert Comment.objects.count() == 2
    save(review, {"section.findings": "", "point.1": "Good."})
    assert Comment.objects.get().where == "point.1"


def test_of_two_windows_the_second_is_told_and_nothing_is_lost():
    review = one()
    first = edition(review)
    save(review)
    with pytest.raises(ValidationError) as refused:
        reviewing.save(review=review, by=review.reviewer, words={}, comments={}, seen=first)
    assert refused.value.code == "older"
    review.refresh_from_db()
    assert review.for_author == WORDS["for_author"]


@pytest.mark.parametrize("state", [ReviewState.ASKED, ReviewState.SUBMITTED, ReviewState.EXPIRED])
def test_nothing_is_written_before_the_gate_or_after_handing_in(state):
    review = one()
    Review.objects.filter(pk=review.pk).update(state=state, advice="minor", submitted_at=timezone.now())
    with pytest.raises(ValidationError) as refused:
        save(review)
    assert refused.value.code == "transition"


def test_nothing_is_written_when_the_case_is_decided():
    review = one()
    Revision.objects.filter(pk=review.revision_id).update(state=RevisionState.REJECTED)
    with pytest.raises(ValidationError) as refused:
        save(review)
    assert refused.value.code == "transition"


def test_nobody_writes_in_the_review_of_another():
    with pytest.raises(Review.DoesNotExist):
        save(one(), by=reviewer())


def test_handed_in_it_advises_and_says_something_to_the_author():
    review = one()
    with pytest.raises(ValidationError):
        save(review, do=reviewing.submit, advice="")
    with pytest.raises(ValidationError):
        save(review, do=reviewing.submit, for_author=" ")
    save(review, {"title": "Shorter."}, do=reviewing.submit, for_author="")
    review.refresh_from_db()
    assert (review.state, review.advice) == (ReviewState.SUBMITTED, "minor")


def test_the_editors_are_told_with_the_last_one():
    decider = editor()
    first, second = in_review(state=ReviewState.OPEN).reviews.all()
    save(first, do=reviewing.submit)
    assert not Message.objects.filter(kind="cases/review_complete").exists()
    save(second, do=reviewing.submit)
    assert Message.objects.get(kind="cases/review_complete").user == decider


def test_a_stake_that_shows_on_reading_takes_away_what_was_handed_in():
    review = save(one(), do=reviewing.submit)
    with pytest.raises(ValidationError):
        reviewing.give_back(review=review, by=review.reviewer, because="No time.")
    reviewing.give_back(review=review, by=review.reviewer, because="I know her.", has_stake=True)
    review.refresh_from_db()
    assert review.state == ReviewState.RECUSED
    assert Stake.objects.get().note == "I know her."


def test_giving_back_says_why():
    review = one()
    with pytest.raises(ValidationError):
        reviewing.give_back(review=review, by=review.reviewer, because=" ")
    reviewing.give_back(review=review, by=review.reviewer, because="On leave.")
    review.refresh_from_db()
    assert (review.state, review.because) == (ReviewState.DECLINED, "On leave.")


@pytest.mark.parametrize(
    ("days", "occasions"), [(8, []), (7, ["-7"]), (2, ["-2"]), (-2, ["-2"]), (-3, ["3"]), (-9, ["3"])]
)
def test_reminders_come_once_each_and_a_missed_one_is_made_up_for(days, occasions):
    review = in_review(reviewers=[reviewer()]).reviews.get()
    now = review.due_at - timedelta(days=days)
    for _time in range(2):
        review_reminders.queue_due(now)
    keys = Message.objects.filter(kind="cases/review_reminder").values_list("key", flat=True)
    assert [key.split("/")[2] for key in keys] == occasions


def test_a_reminder_is_dropped_once_the_review_is_handed_in():
    review = one()
    review_reminders.queue_due(review.due_at)
    message = Message.objects.filter(user=review.reviewer).get()
    assert kinds.get(message.kind).still_true(message)
    save(review, do=reviewing.submit)
    assert not kinds.get(message.kind).still_true(message)


def test_beat_reminds_and_takes_back_what_is_long_overdue():
    reminded, silent = one(), one()
    Review.objects.filter(pk=reminded.pk).update(due_at=timezone.now() + timedelta(days=1))
    Review.objects.filter(pk=silent.pk).update(due_at=timezone.now() - timedelta(days=15))
    tasks.keep_up_reviews()
    tasks.remind_reviewers()
    silent.refresh_from_db()
    assert silent.state == ReviewState.EXPIRED
    assert {mail.user for mail in Message.objects.filter(kind="cases/review_reminder")} == {reminded.reviewer}
