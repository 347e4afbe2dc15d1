"""Many requests of one person at once, on real PostgreSQL, each in a thread with an own connection."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.tests.factories import UserFactory
from assessments.actions import attempts
from assessments.models import AnswerGiven, Attempt, AttemptQuestion, AttemptState, Result
from assessments.sending import Outcome
from assessments.tests.factories import AssessmentFactory, published_question
from assessments.tests.taking import fixed, move_back, right_fields, save, sent, wrong_fields
from mailing.models import Message

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(deeds):
    """Run the deeds together; returns what each returned or raised."""

    def run(deed):
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.fixture
def person():
    return UserFactory()


def starting(assessment, person):
    return lambda: attempts.start(assessment=assessment, person=person)


def test_a_double_click_begins_once(person):
    assessment = AssessmentFactory(questions=5, questions__spare=0)

    begun = at_once([starting(assessment, person)] * 12)

    assert {attempt.pk for attempt in begun} == {Attempt.objects.get().pk}
    assert AttemptQuestion.objects.count() == 5


def test_many_people_begin_at_once_with_questions_nobody_has_used(db):
    assessment = AssessmentFactory(questions=8, questions__spare=4)
    people = [UserFactory() for _number in range(16)]

    begun = at_once([starting(assessment, one) for one in people])

    assert [one for one in begun if isinstance(one, Exception)] == []
    assert AttemptQuestion.objects.count() == 16 * 8


def test_two_devices_at_once_lose_nothing(person):
    attempt = attempts.start(assessment=fixed(published_question()), person=person)
    row = attempt.questions.get()
    clicked = timezone.now()
    devices = [uuid.uuid4() for _number in range(8)]
    forms = [right_fields(row) if number == 5 else wrong_fields(row) for number in range(8)]
    # One of them was the last to click, whoever arrives last.
    moments = [clicked + timedelta(milliseconds=500 if number == 5 else number) for number in range(8)]
    move_back(attempt, timedelta(seconds=10))
    answers = [
        sent(1, form, device=device, given_at=moment - timedelta(seconds=5))
        for form, device, moment in zip(forms, devices, moments, strict=True)
    ]

    taken = at_once([lambda one=one: save(attempt, one)[0].outcome for one in answers * 2])

    assert set(taken) <= {Outcome.SAVED, Outcome.KNOWN, Outcome.SUPERSEDED}
    assert taken.count(Outcome.KNOWN) == 8
    assert AnswerGiven.objects.count() == 8
    row.refresh_from_db()
    assert row.answer == int(right_fields(row)["answer"][0])


def test_handing_in_while_answers_are_saved_counts_what_was_saved(person):
    attempt = attempts.start(assessment=fixed(*(published_question() for _number in range(6))), person=person)
    rows = list(attempt.questions.all())
    saving = [lambda row=row: save(attempt, sent(row.order, right_fields(row)))[0].outcome for row in rows]

    *outcomes, ended, again = at_once([*saving, *[lambda: attempts.hand_in(attempt=attempt, by=person)] * 2])

    saved = outcomes.count(Outcome.SAVED)
    assert saved + outcomes.count(Outcome.ENDED) == 6
    assert ended.score == again.score == Result.objects.get().score == 10000 * saved // 6
    assert AnswerGiven.objects.count() == saved
    assert Message.objects.count() == 1


def test_the_clock_and_a_late_answer_do_not_meet(person):
    """Whoever is first: either the answer counts in the score, or it is refused."""
    attempt = attempts.start(assessment=fixed(published_question(), minutes=40), person=person)
    row = attempt.questions.get()
    move_back(attempt, timedelta(minutes=42) - timedelta(milliseconds=50))

    def save_late():
        return save(attempt, sent(1, right_fields(row), given_at=attempt.ends_at))[0].outcome

    def end():
        while not attempts.end_overdue():
            pass

    outcome, *_ended = at_once([save_late, end])

    attempt.refresh_from_db()
    assert attempt.state == AttemptState.SCORED
    assert attempt.score == (10000 if outcome == Outcome.SAVED else 0)


def test_two_clocks_end_an_attempt_once(person):
    attempt = attempts.start(assessment=fixed(published_question(), minutes=40), person=person)
    move_back(attempt, timedelta(hours=1))

    ended = at_once([attempts.end_overdue] * 4 + [lambda: attempts.hand_in(attempt=attempt, by=person).score])

    assert sum(ended[:4]) <= 1
    assert Message.objects.count() == 1
