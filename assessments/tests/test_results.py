"""Which attempt counts, who is told, and the mail."""

import pytest
from django.core.exceptions import ValidationError

from assessments import followers
from assessments.actions import attempts, results
from assessments.models import Assessment, AttemptQuestion, AttemptState, Result
from assessments.tests.factories import published_question
from assessments.tests.taking import DAY, fixed, of_kind, save, sent, taken
from mailing.models import Message

pytestmark = pytest.mark.django_db
POLICY = Assessment.Policy


@pytest.fixture
def told():
    """What followers are told, as (score, passed)."""
    heard = []
    followers.register(lambda result: heard.append((result.score, result.is_passed)))
    yield heard
    followers._followers.pop()


def four(**fields):
    return fixed(
        *(published_question() for _number in range(4)), cooldown_hours=0, attempts_allowed=9, **fields
    )


@pytest.mark.parametrize(
    ("policy", "counts"), [(POLICY.BEST, 10000), (POLICY.FIRST, 5000), (POLICY.LAST, 7500)]
)
def test_the_policy_says_which_attempt_counts(participant, policy, counts):
    assessment = four(policy=policy)
    for right in (2, 4, 3):
        taken(assessment, participant, right=right)

    assert Result.objects.get().score == counts


def test_of_equal_attempts_the_first_is_the_best(participant):
    assessment = four()
    first, _second = taken(assessment, participant), taken(assessment, participant)

    assert Result.objects.get().attempt == first


def test_followers_are_told_when_the_result_changes_and_only_then(participant, told):
    assessment = four()
    for right in (2, 1, 4):
        taken(assessment, participant, right=right)

    assert told == [(5000, False), (10000, True)]


@pytest.mark.parametrize(("policy", "counts"), [(POLICY.FIRST, None), (POLICY.BEST, 0), (POLICY.LAST, 0)])
def test_an_attempt_that_waits_to_be_marked_does_not_count_yet(participant, told, policy, counts):
    assessment = of_kind("short_text", policy=policy, cooldown_hours=0)
    attempt = attempts.start(assessment=assessment, person=participant)
    save(attempt, sent(1, {"answer": ["Noradrenaline."]}))
    attempts.hand_in(attempt=attempt, by=participant)
    attempts.hand_in(attempt=attempts.start(assessment=assessment, person=participant), by=participant)

    result = Result.objects.first()

    assert (result and result.score) == counts
    assert told == ([] if counts is None else [(counts, False)])


def test_marking_by_hand_completes_the_score(participant, told):
    attempt = attempts.start(assessment=of_kind("short_text"), person=participant)
    save(attempt, sent(1, {"answer": ["Noradrenaline."]}))
    attempt = attempts.hand_in(attempt=attempt, by=participant)
    AttemptQuestion.objects.filter(attempt=attempt).update(points=80)

    results.score(attempt)
    result = results.count(attempt.assessment, participant)

    assert (attempt.state, result.score, told) == (AttemptState.SCORED, 8000, [(8000, True)])
    assert Message.objects.count() == 1


def test_a_question_that_no_longer_counts_changes_the_score_but_sends_no_second_mail(participant, told):
    attempt = taken(four(), participant, right=3)
    attempt.questions.filter(order=4).update(is_counted=False)

    results.score(attempt)
    results.count(attempt.assessment, participant)

    assert (attempt.score, told) == (10000, [(7500, True), (10000, True)])
    assert Message.objects.count() == 1


def test_at_least_one_question_has_to_count(participant):
    attempt = taken(four(), participant)
    attempt.questions.update(is_counted=False)

    with pytest.raises(ValidationError, match="At least one question has to count"):
        results.score(attempt)


def test_the_mail_says_what_came_of_it_but_not_in_its_subject(participant, deliver):
    taken(four(title="Level 1 assessment"), participant, right=3)

    mail = deliver()

    assert mail.subject == "Your result: Level 1 assessment"
    assert "You have 75%; 75% is needed to pass. You have passed. Well done." in " ".join(mail.body.split())
    assert f"/attempts/{Result.objects.get().attempt.public_id}/review/" in mail.body


def test_a_mail_about_an_attempt_that_is_gone_is_not_sent(participant, deliver):
    attempt = taken(of_kind("single"), participant, ago=DAY)
    Result.objects.all().delete()
    attempt.delete()

    assert deliver() is None
