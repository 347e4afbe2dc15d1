"""Who may begin an attempt, and what the others are told."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from assessments.actions import attempts
from assessments.models import Attempt
from assessments.standing import standing
from assessments.tests.factories import AssessmentFactory, published_question
from assessments.tests.taking import DAY, answer_all, fixed, taken

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def assessment(clock):
    return fixed(published_question(), attempts_allowed=2)


def test_somebody_new_may_begin(assessment, participant):
    now = standing(assessment, participant)

    assert (now.can_start, now.because, now.used, now.left) == (True, "", 0, 2)
    assert (now.open_attempt, now.result, now.attempts, now.next_at) == (None, None, [], None)


def test_an_attempt_under_way_is_gone_on_with(assessment, participant):
    attempt = attempts.start(assessment=assessment, person=participant)

    now = standing(assessment, participant)

    assert (now.can_start, now.because) == (False, "You have an attempt under way.")
    assert (now.open_attempt, now.used, now.left) == (attempt, 1, 1)
    assert attempts.start(assessment=assessment, person=participant) == attempt


def test_the_next_attempt_waits_for_its_time(assessment, participant, clock):
    attempt = taken(assessment, participant)

    now = standing(assessment, participant)

    assert now.because == "You can try again from 11 March 2027, 12:00 (UTC)."
    assert (now.can_start, now.next_at, now.left) == (False, NOON + DAY, 1)
    assert now.result.attempt == attempt
    with pytest.raises(ValidationError, match="You can try again from 11 March 2027"):
        attempts.start(assessment=assessment, person=participant)
    clock.shift(24 * 3600)
    assert attempts.start(assessment=assessment, person=participant).number == 2


def test_after_the_last_attempt_there_is_none(assessment, participant):
    for _number in range(2):
        taken(assessment, participant, ago=2 * DAY)

    now = standing(assessment, participant)

    assert (now.because, now.left, now.next_at) == ("You have used all 2 attempts.", 0, None)
    with pytest.raises(ValidationError, match="You have used all 2 attempts"):
        attempts.start(assessment=assessment, person=participant)


def test_without_a_limit_attempts_are_not_counted(participant):
    assessment = fixed(published_question(), attempts_allowed=None, cooldown_hours=0)
    for _number in range(4):
        taken(assessment, participant)

    assert standing(assessment, participant).left is None
    assert standing(assessment, participant).can_start


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"is_published": False}, "This assessment is not open yet."),
        ({"opens_at": NOON + DAY}, "This assessment opens on 11 March 2027, 12:00 (UTC)."),
        ({"closes_at": NOON}, "This assessment closed on 10 March 2027, 12:00 (UTC)."),
        ({"closes_at": NOON - DAY}, "This assessment closed on 9 March 2027, 12:00 (UTC)."),
    ],
)
def test_outside_its_dates_nothing_begins(clock, participant, fields, words):
    assessment = fixed(published_question(), **fields)

    assert standing(assessment, participant).because == words
    with pytest.raises(ValidationError) as refusal:
        attempts.start(assessment=assessment, person=participant)
    assert refusal.value.messages == [words]
    assert not Attempt.objects.exists()


def test_within_its_dates_it_begins(clock, participant):
    assessment = fixed(published_question(), opens_at=NOON, closes_at=NOON + timedelta(seconds=1))

    assert standing(assessment, participant).can_start


def test_attempts_of_others_and_at_others_do_not_count(assessment, participant, stranger):
    taken(assessment, stranger)
    taken(fixed(published_question()), participant)

    assert standing(assessment, participant).used == 0


def test_a_bank_that_is_too_small_begins_nothing(participant):
    assessment = AssessmentFactory(questions=3, questions__spare=0)
    assessment.blueprint.update(count=4)

    with pytest.raises(ValidationError, match=r"asks for 4 questions \(Bundles\), and the bank has 3"):
        attempts.start(assessment=assessment, person=participant)
    assert not Attempt.objects.exists()


def test_standing_asks_as_much_after_three_attempts(participant, django_assert_num_queries):
    assessment = fixed(published_question(), attempts_allowed=None, cooldown_hours=0)
    for _number in range(3):
        with django_assert_num_queries(2):
            standing(assessment, participant)
        answer_all(attempts.start(assessment=assessment, person=participant))
        attempts.hand_in(attempt=Attempt.objects.get(state="open"), by=participant)
