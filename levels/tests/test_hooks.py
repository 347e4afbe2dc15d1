"""What happens below and beside the levels counts at once: results of assessments, answered evaluations."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import followers
from assessments.models import Attempt, Result
from assessments.tests.factories import AssessmentFactory
from evaluations.tests.factories import given, opened
from levels.models import Evidence, LevelEnrolment
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, asking
from mailing.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def level():
    return LevelFactory(evaluation=opened())


@pytest.fixture
def row(level, participant):
    return LevelEnrolmentFactory(enrolment__user=participant, level=level)


def result(person, assessment, score):
    """As `assessments.actions.results.count` leaves it behind, and tells it."""
    attempt, _new = Attempt.objects.get_or_create(
        assessment=assessment, person=person, number=1, defaults={"pass_mark": 7500}
    )
    facts = {"attempt": attempt, "score": score, "is_passed": score >= 7500, "changed_at": timezone.now()}
    row, _new = Result.objects.update_or_create(assessment=assessment, person=person, defaults=facts)
    followers.tell(row)
    return row


def test_a_result_counts_at_once_and_so_does_another_one_after_scoring_anew(row, level, participant):
    test = AssessmentFactory()
    level.score_shares.create(assessment=test)
    asking(level, {"kind": "assessment", "assessment": test}, {"kind": "sign_off"})

    result(participant, test, 7000)
    row.refresh_from_db()
    assert (row.score, row.standing["have"]) == (7000, 0)

    result(participant, test, 8000)
    row.refresh_from_db()
    assert (row.score, row.standing["have"]) == (8000, 1)

    result(participant, test, 7400)
    row.refresh_from_db()
    assert (row.score, row.standing["have"]) == (7400, 0)


def test_the_same_result_told_again_is_no_evidence(row, participant):
    test = AssessmentFactory()
    told = result(participant, test, 7000)

    followers.tell(told)

    assert Evidence.objects.filter(kind="scored").count() == 1


def test_an_answered_evaluation_completes_the_level_and_leaves_no_moment(as_, row, level, participant):
    asking(level, {"kind": "evaluation"})
    answers = {f"q{pk}": value for pk, value in given(level.evaluation).items()}

    as_(participant).post(reverse("levels:evaluation", args=[1]), answers)

    assert LevelEnrolment.objects.get().completed_at
    assert set(Evidence.objects.values_list("kind", flat=True)) == {"completed"}
    assert Message.objects.filter(kind="levels/completed").count() == 1
