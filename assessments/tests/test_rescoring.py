import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from assessments import followers
from assessments.actions import attempts
from assessments.actions import rescoring as actions
from assessments.models import Decision, Rescoring, Result
from assessments.tests.factories import published_question
from assessments.tests.taking import (
    DAY,
    fixed,
    move_back,
    right_fields,
    save,
    sent,
    taken,
    wrong_fields,
)
from mailing.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def question():
    return published_question()


@pytest.fixture
def assessment(question):
    """Four questions, three of them needed to pass."""
    return fixed(question, *(published_question() for _n in range(3)), pass_mark=7500, cooldown_hours=0)


@pytest.fixture
def told():
    """The results that followers heard of."""
    heard = []
    followers.register(heard.append)
    yield heard
    followers._followers.remove(heard.append)


def rule(question, decision=Decision.OUT, **facts):
    return Rescoring(
        version=question.current, decision=decision, reason="The guideline has changed.", **facts
    )


def wrong_option(question):
    return question.current.options.filter(is_correct=False).first()


def carry_out(rule, by=None):
    return actions.carry_out(rule=rule, by=by, expected=actions.preview(rule=rule))


def takes(assessment, right, first_right=True, person=None):
    """An attempt with so many right answers; the first question is answered rightly or wrongly."""
    person = person or UserFactory()
    attempt = attempts.start(assessment=assessment, person=person)
    rows = list(attempt.questions.all())
    others = right - first_right
    good = {rows[0].pk} if first_right else set()
    good |= {row.pk for row in rows[1 : 1 + others]}
    save(
        attempt,
        *(sent(row.order, right_fields(row) if row.pk in good else wrong_fields(row)) for row in rows),
    )
    return attempts.hand_in(attempt=attempt, by=person)


def result(attempt):
    found = Result.objects.get(person=attempt.person, assessment=attempt.assessment)
    return found.score, found.is_passed


def test_an_answer_that_is_also_right_lets_people_pass(assessment, question, told, staff):
    attempt = takes(assessment, 2, first_right=False)
    untouched = takes(assessment, 4)
    before = len(told)
    also = rule(question, Decision.ALSO_RIGHT, options=[wrong_option(question).pk])

    outcome = actions.preview(rule=also)
    assert outcome == actions.Outcome(attempts=2, changed=1, passed=1, failed=0)
    assert result(attempt) == (5000, False)

    actions.carry_out(rule=also, by=staff, expected=outcome)

    assert result(attempt) == (7500, True)
    assert result(untouched) == (10000, True)
    assert [row.person for row in told[before:]] == [attempt.person]
    mail = Message.objects.get(kind="assessments/rescored")
    assert (mail.context["score_before"], mail.context["score"]) == (5000, 7500)
    facts = AuditEntry.objects.get(action="question.rescored").facts
    assert (facts["attempts"], facts["changed"], facts["passed"]) == (2, 1, 1)


def test_another_key_takes_from_some_and_gives_to_others_and_keeps_who_has_passed(assessment, question):
    had, gains = takes(assessment, 3), takes(assessment, 2, first_right=False)

    done = carry_out(rule(question, Decision.ANOTHER_KEY, options=[wrong_option(question).pk]))

    assert result(had) == (5000, True)
    assert result(gains) == (7500, True)
    assert (done.changed, done.passed, done.failed) == (2, 1, 0)


def test_a_pass_is_lost_only_where_staff_say_so(assessment, question):
    had = takes(assessment, 3)

    done = carry_out(rule(question, Decision.ANOTHER_KEY, options=[wrong_option(question).pk], may_fail=True))

    assert result(had) == (5000, False)
    assert done.failed == 1


def test_a_question_that_is_out_leaves_the_score_of_everyone_and_of_those_to_come(assessment, question):
    before = takes(assessment, 3, first_right=False)
    carry_out(rule(question))
    later = takes(assessment, 1)

    assert result(before) == (10000, True)
    assert result(later) == (0, False)
    assert not later.questions.get(order=1).is_counted


def test_full_points_go_to_everyone_also_to_who_left_it_out(assessment, question, participant):
    attempt = attempts.start(assessment=assessment, person=participant)
    attempts.hand_in(attempt=attempt, by=participant)
    carry_out(rule(question, Decision.FULL))

    assert result(attempt)[0] == 2500


def test_it_can_be_decided_back_to_how_it_was_written(assessment, question):
    attempt = takes(assessment, 2, first_right=False)
    carry_out(rule(question, Decision.FULL))
    carry_out(rule(question, Decision.AS_WRITTEN, may_fail=True))

    assert result(attempt) == (5000, False)
    assert Message.objects.filter(kind="assessments/rescored").count() == 2


def test_the_better_of_two_attempts_may_now_be_the_other(assessment, question, participant):
    low = takes(assessment, 2, first_right=False, person=participant)
    move_back(low, DAY)
    high = takes(assessment, 3, person=participant)
    assert result(high) == (7500, True)

    carry_out(rule(question, Decision.ANOTHER_KEY, options=[wrong_option(question).pk], may_fail=True))

    assert Result.objects.get(person=participant).attempt == low
    assert result(low) == (7500, True)


def test_a_pass_that_was_kept_is_not_lost_to_a_higher_failed_attempt(assessment, question, participant):
    kept = takes(assessment, 3, person=participant)
    move_back(kept, DAY)
    takes(assessment, 2, first_right=False, person=participant)

    carry_out(rule(question, Decision.ANOTHER_KEY, options=[wrong_option(question).pk]))

    assert Result.objects.get(person=participant).is_passed


def test_what_was_not_seen_is_not_carried_out(assessment, question):
    out = rule(question)
    seen = actions.preview(rule=out)
    takes(assessment, 1)

    with pytest.raises(actions.ChangedSince):
        actions.carry_out(rule=out, by=None, expected=seen)
    assert not Rescoring.objects.exists()


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("single", {"decision": Decision.ALSO_RIGHT}),
        ("single", {"decision": Decision.ANOTHER_KEY}),
        ("single", {"decision": Decision.AS_WRITTEN}),
        ("single", {"decision": Decision.ALSO_RIGHT, "options": [0]}),
        ("single", {"decision": Decision.OUT, "options": [1]}),
        ("numeric", {"decision": Decision.ANOTHER_KEY}),
        ("multiple", {"decision": Decision.ANOTHER_KEY}),
        ("ordering", {"decision": Decision.ANOTHER_KEY}),
    ],
)
def test_what_makes_no_sense_is_refused(kind, facts):
    with pytest.raises(ValidationError):
        actions.preview(rule=rule(published_question(kind=kind), **facts))


def test_who_was_asked_only_this_cannot_lose_it(participant):
    only = published_question()
    taken(fixed(only), participant)

    with pytest.raises(ValidationError, match="full points"):
        actions.preview(rule=rule(only))


def test_a_number_gets_a_new_key_with_its_tolerance(participant):
    number = published_question(kind="numeric")
    attempt = attempts.start(assessment=fixed(number), person=participant)
    save(attempt, sent(1, {"answer": ["70"]}))
    attempts.hand_in(attempt=attempt, by=participant)

    carry_out(rule(number, Decision.ANOTHER_KEY, number=71, tolerance=1))

    assert result(attempt) == (10000, True)


def test_what_was_decided_stays(assessment, question):
    takes(assessment, 1)
    done = carry_out(rule(question))

    for change in (
        lambda: Rescoring.objects.filter(pk=done.pk).update(reason="Another"),
        lambda: done.delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_work_does_not_grow_with_attempts_that_stay(assessment, question, django_assert_num_queries):
    from django.test.utils import CaptureQueriesContext

    takes(assessment, 4)
    also = rule(question, Decision.ALSO_RIGHT, options=[wrong_option(question).pk])
    actions.preview(rule=also)
    with CaptureQueriesContext(connection) as one:
        actions.preview(rule=also)
    takes(assessment, 4)
    takes(assessment, 3)
    with django_assert_num_queries(len(one)):
        actions.preview(rule=also)


def test_staff_see_what_would_change_and_then_carry_it_out(assessment, question, staff, as_):
    takes(assessment, 2, first_right=False)
    client, path = as_(staff), reverse("assessments:rescore", args=[question.current.pk])
    data = {"decision": "full", "reason": "The picture was missing."}

    page = client.post(path, data)
    assert "1 result changes" in page.content.decode()
    assert not Rescoring.objects.exists()

    assert client.post(path, data | {"carry_out": "yes", "seen": "0.0.0.0"}).status_code == 200
    assert not Rescoring.objects.exists()
    assert client.post(path, data | {"carry_out": "yes", "seen": "1.1.1.0"}).status_code == 302
    assert Rescoring.objects.get().by == staff
    assert "Everyone gets full points" in client.get(path).content.decode()


def test_nobody_else_scores_anew(question, participant, coordinator, as_):
    path = reverse("assessments:rescore", args=[question.current.pk])

    for user in (participant, coordinator):
        assert as_(user).post(path, {"decision": "out", "reason": "x"}).status_code == 404
