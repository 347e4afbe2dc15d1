"""What no path may do, Python bypassed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.tests.factories import UserFactory
from assessments.actions import attempts
from assessments.models import (
    Accommodation,
    Assessment,
    Attempt,
    AttemptQuestion,
    MatchItem,
    Option,
    Question,
    QuestionVersion,
    Result,
)
from assessments.tests.factories import draft_question
from assessments.tests.taking import answer_all, of_kind

pytestmark = pytest.mark.django_db


def refused(deed):
    with pytest.raises(IntegrityError), transaction.atomic():
        deed()
    return True


@pytest.fixture
def attempt(participant):
    return attempts.start(assessment=of_kind("matching"), person=participant)


@pytest.fixture
def used(attempt):
    return QuestionVersion.objects.get(uses__attempt=attempt)


@pytest.mark.parametrize("change", [{"prompt": "Other?"}, {"explanation": "Other."}, {"frozen_at": None}])
def test_a_version_that_was_used_stays_as_it_is(used, change):
    assert refused(lambda: QuestionVersion.objects.filter(pk=used.pk).update(**change))
    assert QuestionVersion.objects.filter(pk=used.pk).update(author=None) == 1


def test_neither_do_its_options_and_items(used):
    item, option = used.items.first(), used.options.first()
    assert refused(lambda: Option.objects.filter(pk=option.pk).update(text="Other"))
    assert refused(lambda: MatchItem.objects.filter(pk=item.pk).update(answer=used.options.last()))
    assert refused(lambda: MatchItem.objects.filter(pk=item.pk).delete())
    assert refused(lambda: Option.objects.create(version=used, text="One more"))


def test_an_option_stays_with_its_question(used):
    draft = draft_question().versions.get()
    assert refused(lambda: draft.options.update(version=used))


def test_a_version_that_nobody_was_given_is_free():
    version = draft_question().versions.get()
    assert QuestionVersion.objects.filter(pk=version.pk).update(prompt="Better?") == 1
    assert version.options.filter(order=version.options.first().order).update(text="Better") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "numeric", "target": None},
        {"kind": "numeric", "target": 1, "tolerance": -1},
        {"image": "x.png", "image_alt": ""},
    ],
)
def test_a_version_without_its_parts_is_refused(change):
    version = draft_question().versions.get()
    assert refused(lambda: QuestionVersion.objects.filter(pk=version.pk).update(**change))


def test_a_published_version_is_explained():
    version = draft_question(explanation="").versions.get()
    assert refused(lambda: QuestionVersion.objects.filter(pk=version.pk).update(published_at=timezone.now()))


def test_a_question_in_use_has_a_version():
    question = draft_question()
    assert refused(lambda: Question.objects.filter(pk=question.pk).update(state="live"))


@pytest.mark.parametrize(
    "change",
    [
        {"pass_mark": 10001},
        {"minutes": 0},
        {"attempts_allowed": 0},
        {"opens_at": timezone.now(), "closes_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_an_assessment_nobody_can_take_is_refused(change):
    assessment = of_kind("single")
    assert refused(lambda: Assessment.objects.filter(pk=assessment.pk).update(**change))


def test_one_attempt_is_open_at_a_time(attempt):
    second = {"assessment": attempt.assessment, "person": attempt.person, "number": 2, "pass_mark": 7500}
    assert refused(lambda: Attempt.objects.create(**second))


@pytest.mark.parametrize(
    "change",
    [
        {"state": "scored"},
        {"state": "marking"},
        {"score": 5000},
        {"ended_at": timezone.now()},
        {"accepts_until": None},
        {"accepts_until": timezone.now() - timedelta(days=9)},
    ],
)
def test_an_attempt_is_whole(attempt, change):
    assert refused(lambda: Attempt.objects.filter(pk=attempt.pk).update(**change))


def test_a_score_is_at_most_all(attempt):
    answer_all(attempt)
    attempts.hand_in(attempt=attempt, by=attempt.person)
    assert refused(lambda: Attempt.objects.filter(pk=attempt.pk).update(score=10001))
    assert refused(lambda: AttemptQuestion.objects.filter(attempt=attempt).update(points=101))
    result = Result.objects.get()
    result.pk = None
    assert refused(result.save)


@pytest.mark.parametrize("percent", [0, 301])
def test_more_time_is_sensible_time(percent):
    assert refused(
        lambda: Accommodation.objects.create(person=UserFactory(), extra_percent=percent, reason="x")
    )


def test_more_time_is_granted_once(participant):
    Accommodation.objects.create(person=participant, extra_percent=25, reason="x")
    assert refused(lambda: Accommodation.objects.create(person=participant, extra_percent=50, reason="y"))
