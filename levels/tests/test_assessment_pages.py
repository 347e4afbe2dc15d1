"""An assessment where it stands in the classroom: its rules, and its beginning."""

import pytest
from django.urls import reverse

from assessments import places
from assessments.models import Attempt, AttemptState, Result
from assessments.tests.factories import AssessmentFactory
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, ResourceFactory
from levels.tests.test_classroom_pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(participant):
    LevelEnrolmentFactory(enrolment__user=participant, level=LevelFactory())
    return participant


@pytest.fixture
def exam(db):
    assessment = AssessmentFactory(attempts_allowed=3, pass_mark=7500, introduction="Twenty questions.")
    return ResourceFactory(kind="assessment", body="", assessment=assessment)


def start(client, resource):
    return client.post(reverse("levels:start_assessment", args=[1, resource.module.slug, resource.slug]))


def scored(person, exam, score, number=1):
    attempt = Attempt.objects.create(
        assessment=exam.assessment,
        person=person,
        number=number,
        pass_mark=7500,
        state=AttemptState.SCORED,
        ended_at=exam.assessment.opens_at or "2026-05-06T12:00Z",
        score=score,
        is_passed=score >= 7500,
    )
    Result.objects.update_or_create(
        assessment=exam.assessment,
        person=person,
        defaults={"attempt": attempt, "score": score, "is_passed": score >= 7500},
    )
    return attempt


def test_the_rules_stand_there_before_one_begins(as_, learner, exam):
    found = text(as_(learner).get(exam.get_absolute_url()))

    for words in ["Twenty questions.", "75 %", "40 minutes", "0 of 3 used", "Begin the assessment"]:
        assert words in found


def test_a_click_begins_an_attempt_and_a_second_leads_to_the_same(as_, learner, exam):
    first, second = start(as_(learner), exam), start(as_(learner), exam)

    attempt = Attempt.objects.get(person=learner)
    assert first.url == second.url == reverse("assessments:attempt", args=[attempt.public_id])
    assert "Go on with my attempt" in text(as_(learner).get(exam.get_absolute_url()))


def test_what_came_of_it_stands_with_every_attempt(as_, learner, exam):
    scored(learner, exam, 6050)

    found = text(as_(learner).get(exam.get_absolute_url()))

    assert "Not passed yet" in found
    assert "Your result is 60.5 %" in found
    assert "1 of 3 used" in found
    assert "Try again" in found


def test_who_may_not_begin_reads_why(as_, learner, exam):
    exam.assessment.attempts_allowed = 1
    exam.assessment.save()
    scored(learner, exam, 6000)

    found = text(as_(learner).get(exam.get_absolute_url()))
    assert "You have used your 1 attempt." in found
    assert "Try again" not in found

    assert "You have used your 1 attempt." in text(as_(learner).get(start(as_(learner), exam).url))
    assert Attempt.objects.count() == 1


def test_nobody_begins_from_outside_and_staff_only_look(as_, client, staff, stranger, learner, exam):
    page = ResourceFactory()

    assert start(as_(stranger), exam).status_code == 404
    assert start(as_(staff), exam).status_code == 404
    assert start(as_(learner), page).status_code == 404
    assert "Begin the assessment" not in text(as_(staff).get(exam.get_absolute_url()))
    assert not Attempt.objects.exists()


def test_an_assessment_knows_its_way_back_to_those_to_whom_the_level_is_open(learner, stranger, exam):
    assert places.find(exam.assessment, learner) == (exam.get_absolute_url(), exam.title)
    assert places.find(exam.assessment, stranger) is None


@pytest.mark.parametrize("attempts", [1, 3])
def test_the_page_needs_the_same_queries_however_often_one_tried(
    as_, learner, exam, attempts, django_assert_max_num_queries
):
    for number in range(attempts):
        scored(learner, exam, 5000, number + 1)
    client = as_(learner)
    client.get(exam.get_absolute_url())

    with django_assert_max_num_queries(10):
        client.get(exam.get_absolute_url())
