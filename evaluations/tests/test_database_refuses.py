"""What no path may do, Python bypassed."""

import pytest
from django.db import IntegrityError, transaction

from accounts.tests.factories import UserFactory
from evaluations import actions
from evaluations.models import Answer, AnswerSheet, Participation, Question, Survey
from evaluations.tests.factories import QuestionFactory, SurveyFactory, given, opened

pytestmark = pytest.mark.django_db


def refused(deed):
    with pytest.raises(IntegrityError), transaction.atomic():
        deed()
    return True


@pytest.fixture
def answered(participant):
    survey = opened()
    actions.answer(survey=survey, person=participant, given=given(survey))
    return survey


def test_a_core_question_is_free_until_a_survey_is_opened_with_it():
    question = QuestionFactory(survey=None)

    assert Question.objects.filter(pk=question.pk).update(text="Better words?") == 1
    assert not Question.objects.locked().exists()


@pytest.mark.parametrize("change", [{"text": "Other?"}, {"low": "bad"}, {"is_required": False}])
def test_a_core_question_that_was_opened_with_is_fixed(change):
    question = opened().core_questions.get()

    assert refused(lambda: Question.objects.filter(pk=question.pk).update(**change))
    assert refused(lambda: Question.objects.filter(pk=question.pk).delete())
    assert Question.objects.locked().get() == question


def test_a_core_question_can_be_retired_and_moved():
    question = opened().core_questions.get()

    assert Question.objects.filter(pk=question.pk).update(is_retired=True, order=9) == 1


def test_own_questions_are_free_until_the_first_answer():
    survey = opened()

    assert survey.questions.filter(kind="text").update(text="Anything else?") == 1


def test_own_questions_are_fixed_by_the_first_answer(answered):
    assert refused(lambda: answered.questions.filter(kind="text").update(text="Anything else?"))
    assert refused(lambda: answered.questions.filter(kind="text").delete())
    assert refused(lambda: QuestionFactory(survey=answered))


def test_a_question_stays_with_its_survey():
    question = QuestionFactory()

    assert refused(lambda: Question.objects.filter(pk=question.pk).update(survey=None))
    assert refused(lambda: Question.objects.filter(pk=question.pk).update(survey=SurveyFactory()))


def test_a_survey_keeps_the_core_questions_it_was_opened_with(answered):
    assert refused(answered.core_questions.clear)
    assert refused(lambda: answered.core_questions.add(QuestionFactory(survey=None)))


def test_an_own_question_is_no_core_question():
    survey = SurveyFactory()

    assert refused(lambda: survey.core_questions.add(QuestionFactory()))


def test_a_survey_never_becomes_a_draft_again():
    survey = opened()

    assert refused(lambda: Survey.objects.filter(pk=survey.pk).update(state="draft"))


@pytest.mark.parametrize("fields", [{"state": "ajar"}, {"state": "closed", "closed_at": None}])
def test_a_survey_of_an_unknown_kind_is_refused(fields):
    assert refused(lambda: SurveyFactory(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "essay"},
        {"kind": "scale", "low": ""},
        {"kind": "text", "low": "bad", "high": "good"},
        {"kind": "single", "options": ["Only one"]},
        {"kind": "scale", "options": ["Yes", "No"]},
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(fields):
    assert refused(lambda: QuestionFactory(**fields))


def test_a_person_takes_part_once(answered, participant):
    assert refused(lambda: Participation.objects.create(survey=answered, person=participant))
    assert Participation.objects.create(survey=answered, person=UserFactory())


@pytest.mark.parametrize(
    "fields",
    [
        {"number": 6},
        {"number": 0},
        {"number": 3, "text": "and more"},
        {"number": 3, "choices": [1]},
        {},
        {"choices": [1], "text": "and more"},
    ],
)
def test_an_answer_is_of_one_kind(fields, answered):
    sheet = AnswerSheet.objects.create(survey=answered)

    assert refused(lambda: Answer.objects.create(sheet=sheet, question=answered.asked[0], **fields))


def test_a_question_is_answered_once_on_a_sheet(answered):
    said = Answer.objects.filter(number__isnull=False).first()

    assert refused(lambda: Answer.objects.create(sheet=said.sheet, question=said.question, number=1))
