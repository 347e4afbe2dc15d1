"""Answers on their way: twice, late, from two devices, with a wrong clock."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from assessments.actions import attempts
from assessments.models import AnswerGiven, AttemptQuestion
from assessments.sending import Outcome
from assessments.tests.factories import published_question
from assessments.tests.taking import OTHER_DEVICE, fixed, of_kind, right_fields, save, sent, wrong_fields

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
END = NOON + 2400 * SECOND


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def attempt(clock, participant):
    """Begun at noon, ends at 12:40, takes in until 12:42."""
    assessment = fixed(published_question(), published_question(), minutes=40, grace_seconds=120)
    return attempts.start(assessment=assessment, person=participant)


def row(attempt, order=1):
    return AttemptQuestion.objects.get(attempt=attempt, order=order)


def outcomes(taken):
    return [one.outcome for one in taken]


def test_an_answer_is_kept_as_given_and_counts(attempt):
    fields = right_fields(row(attempt))

    taken = save(attempt, sent(1, fields))

    assert outcomes(taken) == [Outcome.SAVED]
    now, given = row(attempt), AnswerGiven.objects.get()
    assert now.answer == int(fields["answer"][0]) == given.answer
    assert (now.revision, now.answered_at, given.given_at, given.is_late) == (1, NOON, NOON, False)


def test_each_change_is_kept_and_the_last_counts(attempt):
    first, second = wrong_fields(row(attempt)), right_fields(row(attempt))

    save(attempt, sent(1, first), sent(1, second, sequence=2), sent(1, {}, sequence=3, revision=2))

    assert (row(attempt).answer, row(attempt).revision) == (None, 2)
    assert AnswerGiven.objects.count() == 3


def test_the_same_sending_twice_counts_once(attempt):
    answer = sent(1, right_fields(row(attempt)))

    assert outcomes(save(attempt, answer, answer)) == [Outcome.SAVED, Outcome.KNOWN]
    assert outcomes(save(attempt, answer)) == [Outcome.KNOWN]
    assert AnswerGiven.objects.count() == 1
    assert row(attempt).revision == 1


def test_an_old_sending_that_comes_again_does_not_replace_a_newer_one(attempt):
    first = sent(1, wrong_fields(row(attempt)))
    save(attempt, first)
    save(attempt, sent(1, right_fields(row(attempt)), sequence=2, revision=2))

    assert outcomes(save(attempt, first)) == [Outcome.KNOWN]
    assert row(attempt).revision == 2


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_of_one_device_the_later_number_counts_whatever_the_clock_says(attempt, clock, order):
    """Two quick clicks in two sendings, the first of which was slow: its clock seems to be ahead."""
    clock.shift(60)
    right = right_fields(row(attempt))
    clicks = {
        1: sent(1, wrong_fields(row(attempt)), sequence=1, given_at=NOON + 9 * SECOND),
        2: sent(1, right, sequence=2, given_at=NOON + 8 * SECOND),
    }

    taken = [save(attempt, clicks[number])[0] for number in order]

    assert outcomes(taken) == [Outcome.SAVED, Outcome.SAVED]
    assert row(attempt).answer == int(right["answer"][0])
    assert AnswerGiven.objects.count() == 2


# ---- Two devices ----


def test_who_saw_the_answer_that_counts_gives_a_later_one(attempt, clock):
    """Even where its clock says otherwise: what it had seen proves that it came later."""
    save(attempt, sent(1, wrong_fields(row(attempt)), given_at=NOON))

    taken = save(
        attempt,
        sent(1, right_fields(row(attempt)), device=OTHER_DEVICE, revision=2, given_at=NOON - 600 * SECOND),
    )

    assert outcomes(taken) == [Outcome.SAVED]
    assert AnswerGiven.objects.count() == 2


@pytest.mark.parametrize(
    ("difference", "outcome"), [(-5, Outcome.SUPERSEDED), (0, Outcome.SAVED), (5, Outcome.SAVED)]
)
def test_of_two_that_saw_the_same_the_later_click_counts(attempt, clock, difference, outcome):
    clock.shift(60)
    clicked = NOON + 30 * SECOND
    save(attempt, sent(1, wrong_fields(row(attempt)), given_at=clicked))
    fields = right_fields(row(attempt))

    taken = save(attempt, sent(1, fields, device=OTHER_DEVICE, given_at=clicked + difference * SECOND))

    assert outcomes(taken) == [outcome]
    counts = row(attempt).answer == int(fields["answer"][0])
    assert counts == (outcome == Outcome.SAVED)
    assert AnswerGiven.objects.count() == 2
    assert bool(taken[0].words) == (outcome == Outcome.SUPERSEDED)


def test_a_device_that_missed_two_changes_does_not_undo_them(attempt, clock):
    save(attempt, sent(1, wrong_fields(row(attempt))))
    save(attempt, sent(1, right_fields(row(attempt)), sequence=2, revision=2))
    clock.shift(60)

    taken = save(attempt, sent(1, wrong_fields(row(attempt)), device=OTHER_DEVICE, revision=1))

    assert outcomes(taken) == [Outcome.SUPERSEDED]
    assert AnswerGiven.objects.count() == 3


def test_nobody_leaps_ahead_with_a_huge_revision(attempt):
    save(attempt, sent(1, wrong_fields(row(attempt)), revision=2**31))

    assert row(attempt).revision == 1
    assert outcomes(save(attempt, sent(1, right_fields(row(attempt)), sequence=2, revision=2))) == [
        Outcome.SAVED
    ]


# ---- Time ----


@pytest.mark.parametrize(
    ("given", "arrives", "outcome", "is_late"),
    [
        (2399, 2399, Outcome.SAVED, False),
        (2400, 2400, Outcome.SAVED, False),
        (2399, 2450, Outcome.SAVED, True),
        (2400, 2520, Outcome.SAVED, True),
        (2401, 2450, Outcome.OVER, None),
        (2399, 2521, Outcome.ENDED, None),
    ],
)
def test_what_was_given_in_time_may_arrive_in_the_grace(attempt, clock, given, arrives, outcome, is_late):
    clock.shift(arrives)

    taken = save(attempt, sent(1, right_fields(row(attempt)), given_at=NOON + given * SECOND))

    assert outcomes(taken) == [outcome]
    assert list(AnswerGiven.objects.values_list("is_late", flat=True)) == (
        [] if is_late is None else [is_late]
    )
    assert (row(attempt).answer is not None) == (outcome == Outcome.SAVED)


def test_an_answer_from_the_future_was_given_now(attempt, clock):
    clock.shift(10)

    save(attempt, sent(1, right_fields(row(attempt)), given_at=END))

    assert AnswerGiven.objects.get().given_at == NOON + 10 * SECOND


def test_an_answer_from_before_the_beginning_was_given_at_the_beginning(attempt):
    save(attempt, sent(1, right_fields(row(attempt)), given_at=NOON - 3600 * SECOND))

    assert AnswerGiven.objects.get().given_at == NOON


def test_after_handing_in_nothing_is_taken(attempt, participant):
    attempts.hand_in(attempt=attempt, by=participant)

    assert outcomes(save(attempt, sent(1, right_fields(row(attempt))))) == [Outcome.ENDED]
    assert not AnswerGiven.objects.exists()


# ---- What is no answer ----


def test_one_that_cannot_be_read_does_not_hold_up_the_others(attempt):
    taken = save(
        attempt,
        sent(1, {"answer": ["0"]}),
        sent(9, {"answer": ["1"]}),
        sent(2, right_fields(row(attempt, 2))),
    )

    assert outcomes(taken) == [Outcome.REFUSED, Outcome.REFUSED, Outcome.SAVED]
    assert all(one.words for one in taken[:2])


def test_a_flag_is_kept_with_an_answer_and_without_one(attempt):
    save(attempt, sent(1, right_fields(row(attempt)), is_flagged=True), sent(2, is_flagged=True))
    assert (row(attempt).is_flagged, row(attempt, 2).is_flagged) == (True, True)
    assert row(attempt, 2).revision == 0

    save(attempt, sent(1, is_flagged=False, sequence=9), sent(2, right_fields(row(attempt, 2))))
    assert (row(attempt).is_flagged, row(attempt, 2).is_flagged) == (False, True)


def test_answers_stay_as_they_arrived(attempt):
    save(attempt, sent(1, right_fields(row(attempt))))

    with pytest.raises(IntegrityError, match="kept as they were given"), transaction.atomic():
        AnswerGiven.objects.update(answer=None)


def test_a_number_is_refused_in_words(participant):
    attempt = attempts.start(assessment=of_kind("numeric"), person=participant)

    taken = save(attempt, sent(1, {"answer": ["about 65"]}))

    assert (taken[0].outcome, taken[0].words) == (
        Outcome.REFUSED,
        "Write a plain number, such as 0.35 or 12.",
    )
