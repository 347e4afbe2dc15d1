"""Beginning, handing in, and the clock."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import AuditEntry
from assessments.actions import attempts
from assessments.models import (
    Accommodation,
    Attempt,
    AttemptQuestion,
    AttemptState,
    EndedBy,
    QuestionVersion,
)
from assessments.tests.factories import AssessmentFactory, published_question
from assessments.tests.taking import DAY, answer_all, fixed, of_kind, right_fields, save, sent, taken
from mailing.models import Message

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_beginning_draws_freezes_and_sets_the_clock(clock, participant):
    assessment = AssessmentFactory(questions=5, minutes=40, pass_mark=8000)

    attempt = attempts.start(assessment=assessment, person=participant)

    assert (attempt.number, attempt.state, attempt.pass_mark) == (1, AttemptState.OPEN, 8000)
    assert (attempt.ends_at, attempt.accepts_until) == (NOON + 40 * MINUTE, NOON + 42 * MINUTE)
    rows = list(attempt.questions.select_related("version"))
    assert [row.order for row in rows] == [1, 2, 3, 4, 5]
    assert {row.version.frozen_at for row in rows} == {NOON}
    assert QuestionVersion.objects.exclude(frozen_at=None).count() == 5
    for row in rows:
        assert sorted(row.option_order) == sorted(row.version.options.values_list("pk", flat=True))
    assert AuditEntry.objects.get(object_type="assessments.attempt").action == "attempt.started"


def test_a_second_attempt_repeats_no_question_while_the_bank_allows(participant):
    assessment = AssessmentFactory(questions=2, questions__spare=3, cooldown_hours=0, attempts_allowed=9)

    drawn = [
        {row.version_id for row in taken(assessment, participant).questions.all()} for _number in range(3)
    ]

    assert not drawn[0] & drawn[1]
    assert len(drawn[0] | drawn[1] | drawn[2]) == 5


def test_questions_of_other_assessments_count_as_seen(participant):
    shown = published_question()
    taken(fixed(shown), participant)
    assessment = AssessmentFactory(questions=2, questions__spare=0)

    attempt = attempts.start(assessment=assessment, person=participant)

    assert not attempt.questions.filter(version__question=shown).exists()


def test_a_question_retired_in_the_middle_stays_in_the_attempt(participant):
    question = published_question()
    attempt = attempts.start(assessment=fixed(question), person=participant)
    question.state = "retired"
    question.save()

    answer_all(attempt)

    assert attempts.hand_in(attempt=attempt, by=participant).score == 10000


def test_a_version_that_came_later_is_not_that_of_the_attempt(participant):
    question = published_question()
    attempt = attempts.start(assessment=fixed(question), person=participant)
    newer = QuestionVersion.objects.create(
        question=question, number=2, kind="numeric", prompt="?", target=1, tolerance=0
    )
    question.current = newer
    question.save()

    answer_all(attempt)

    assert attempts.hand_in(attempt=attempt, by=participant).score == 10000


# ---- Time ----


def test_more_time_is_given_to_whom_it_was_granted(clock, participant):
    assessment = of_kind("single", minutes=40)
    Accommodation.objects.create(person=participant, extra_percent=25, reason="-")
    Accommodation.objects.create(person=participant, assessment=assessment, extra_percent=50, reason="-")
    Accommodation.objects.create(
        person=participant, assessment=of_kind("single"), extra_percent=100, reason="-"
    )

    attempt = attempts.start(assessment=assessment, person=participant)

    assert (attempt.extra_percent, attempt.ends_at) == (50, NOON + 60 * MINUTE)


@pytest.mark.parametrize(("ends_on", "extra"), [(NOON.date(), 25), (NOON.date() - DAY, 0)])
def test_more_time_is_given_up_to_its_last_day(clock, participant, ends_on, extra):
    Accommodation.objects.create(person=participant, extra_percent=25, reason="-", ends_on=ends_on)

    assert attempts.start(assessment=of_kind("single"), person=participant).extra_percent == extra


def test_who_has_begun_before_the_closing_date_keeps_the_full_time(clock, participant):
    assessment = of_kind("single", minutes=40, closes_at=NOON + MINUTE)

    assert attempts.start(assessment=assessment, person=participant).ends_at == NOON + 40 * MINUTE


@pytest.mark.parametrize("closes_at", [None, NOON + DAY])
def test_without_a_limit_an_attempt_ends_with_the_assessment(clock, participant, closes_at):
    assessment = of_kind("single", minutes=None, closes_at=closes_at)

    attempt = attempts.start(assessment=assessment, person=participant)

    assert attempt.ends_at == closes_at
    assert (attempt.accepts_until is None) == (closes_at is None)


def test_the_clock_ends_what_was_left_open_once_the_grace_is_over(clock, participant, stranger):
    assessment = of_kind("single", minutes=40, grace_seconds=120)
    attempt = attempts.start(assessment=assessment, person=participant)
    forever = attempts.start(assessment=of_kind("single", minutes=None), person=stranger)
    answer_all(attempt)

    clock.shift(42 * 60)
    assert attempts.end_overdue() == 0
    clock.shift(1)
    assert attempts.end_overdue() == 1
    assert attempts.end_overdue() == 0

    attempt.refresh_from_db()
    assert (attempt.state, attempt.ended_by, attempt.score) == (AttemptState.SCORED, EndedBy.TIME, 10000)
    assert attempt.ended_at == attempt.ends_at
    assert Attempt.objects.get(state="open") == forever


def test_one_attempt_that_cannot_be_ended_does_not_hold_up_the_others(clock, participant, stranger, caplog):
    broken, sound = (
        attempts.start(assessment=of_kind("numeric"), person=person) for person in (participant, stranger)
    )
    AttemptQuestion.objects.filter(attempt=broken).update(answer="not a number")
    clock.shift(3600)

    assert attempts.end_overdue() == 1
    assert str(broken.public_id) in caplog.text
    sound.refresh_from_db()
    assert sound.state == AttemptState.SCORED


# ---- Handing in ----


def test_handing_in_marks_sums_up_and_tells(participant):
    assessment = fixed(*(published_question() for _number in range(4)))

    attempt = taken(assessment, participant, right=3)

    assert (attempt.state, attempt.score, attempt.is_passed) == (AttemptState.SCORED, 7500, True)
    assert [row.points for row in attempt.questions.all()] == [100, 100, 100, 0]
    assert attempt.ended_by == EndedBy.PERSON
    assert AuditEntry.objects.filter(action="attempt.handed_in", person_id=participant.pk).count() == 1
    assert Message.objects.get().kind == "assessments/result"


def test_a_score_just_under_the_pass_mark_is_not_rounded_up(participant):
    assessment = fixed(*(published_question() for _number in range(3)), pass_mark=6667)

    attempt = taken(assessment, participant, right=2)

    assert (attempt.score, attempt.is_passed) == (6666, False)


def test_handing_in_twice_changes_nothing(participant):
    attempt = taken(of_kind("single"), participant)

    again = attempts.hand_in(attempt=attempt, by=participant)

    assert again.ended_at == attempt.ended_at
    assert Message.objects.count() == 1
    assert AuditEntry.objects.filter(action="attempt.handed_in").count() == 1


def test_handing_in_after_the_grace_is_the_clock_s_doing(clock, participant):
    attempt = attempts.start(assessment=of_kind("single", minutes=40), person=participant)
    clock.shift(3600)

    assert attempts.hand_in(attempt=attempt, by=participant).ended_by == EndedBy.TIME


def test_what_was_not_answered_earns_nothing(participant):
    attempt = attempts.start(assessment=of_kind("single"), person=participant)

    assert attempts.hand_in(attempt=attempt, by=participant).score == 0


def test_a_text_waits_for_a_person_to_mark_it_and_no_mail_leaves(participant):
    attempt = attempts.start(assessment=of_kind("short_text"), person=participant)
    save(attempt, sent(1, {"answer": ["Noradrenaline by a peripheral line."]}))

    attempt = attempts.hand_in(attempt=attempt, by=participant)

    assert (attempt.state, attempt.score, attempt.is_passed) == (AttemptState.MARKING, None, None)
    assert not Message.objects.exists()


def test_beginning_asks_as_much_for_twenty_questions_as_for_two(
    participant, stranger, django_assert_num_queries
):
    for count in (2, 20):
        assessment = fixed(*(published_question() for _number in range(count)))
        taken(assessment, stranger).delete()  # the questions are known to the process from here on
        with django_assert_num_queries(10):
            attempts.start(assessment=assessment, person=participant)
        Attempt.objects.all().delete()


def test_answers_are_saved_with_as_few_queries_for_ten_as_for_one(participant, django_assert_num_queries):
    assessment = AssessmentFactory(questions=10, questions__spare=0)
    taken(assessment, participant, ago=2 * DAY)
    attempt = attempts.start(assessment=assessment, person=participant)
    rows = list(attempt.questions.all())

    for some in (rows[:1], rows[1:]):
        given = [sent(row.order, right_fields(row)) for row in some]
        with django_assert_num_queries(7):
            save(attempt, *given)
