"""The same question in other languages: one row of answers, whoever reads it in which words."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from accounts.tests.factories import UserFactory
from evaluations import actions, results
from evaluations.models import Measure, Question, QuestionKind, QuestionWording, Survey
from evaluations.tests.factories import QuestionFactory, SurveyFactory, given, opened
from evaluations.wordings import in_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def question():
    question = QuestionFactory(
        survey=None, kind=QuestionKind.SINGLE, text="Was it good?", options=["Yes", "No"]
    )
    QuestionWording.objects.create(
        question=question, language="pl", text="Czy było dobrze?", options=["Tak", "Nie"]
    )
    return question


def test_a_question_is_read_in_the_language_of_the_page(question):
    with translation.override("pl"):
        said = in_words([question])[0]

    assert (said.pk, said.text, said.options) == (question.pk, "Czy było dobrze?", ["Tak", "Nie"])
    assert question.text == "Was it good?"


def test_without_words_in_a_language_it_is_read_as_it_was_written(question):
    with translation.override("sv"):
        assert in_words([question])[0].text == "Was it good?"


def test_words_that_no_longer_fit_are_not_shown(question):
    Question.objects.update(options=["Yes", "No", "Perhaps"])
    question.refresh_from_db()

    with translation.override("pl"):
        assert in_words([question])[0].options == ["Yes", "No", "Perhaps"]


def test_who_answers_in_polish_and_in_english_answers_the_same_question(question, staff):
    survey = opened()
    for _person in range(5):
        with translation.override("pl"):
            actions.answer(survey=survey, person=UserFactory(), given=given(survey))
    actions.count_in(survey=survey, by=staff)

    with translation.override("pl"):
        words = {row.question.text: row for row in results.of(survey).questions}
    assert [bar.label for bar in words["Czy było dobrze?"].bars] == ["Tak", "Nie"]
    assert words["Czy było dobrze?"].count == 5


def test_a_survey_that_asks_again_leaves_the_core_out(question):
    survey = SurveyFactory(asks_core=False)
    QuestionFactory(survey=survey)
    actions.open_survey(survey=survey, by=None)

    assert question not in Survey.objects.get(pk=survey.pk).asked


def test_a_copy_asks_in_all_languages_too(question, staff):
    survey = SurveyFactory()
    own = QuestionFactory(survey=survey)
    QuestionWording.objects.create(question=own, language="ro", text="Cum?", low="rău", high="bine")

    copy = actions.copy_survey(survey=survey, by=staff)

    assert copy.questions.get().wordings.get().text == "Cum?"


@pytest.mark.parametrize("change", [{"measures": Measure.BIAS, "agreeing": [0]}])
def test_what_a_fixed_core_question_measures_can_be_said(question, change):
    opened()

    Question.objects.filter(pk=question.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(options=["A", "B"])


@pytest.mark.parametrize(
    "fields",
    [
        {"measures": "joy"},
        {"measures": Measure.SATISFACTION, "kind": "text"},
        {"measures": Measure.ACTION, "kind": "single"},
        {"measures": Measure.ACTION, "agreeing": [1]},
        {"agreeing": [1], "kind": "single"},
        {"survey": None, "country": "PL"},
    ],
)
def test_a_question_that_cannot_measure_this_is_refused(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionFactory(**fields)


def test_a_question_is_put_into_a_language_once(question):
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionWording.objects.create(question=question, language="pl", text="Inaczej?")


def test_staff_mend_the_words_of_a_fixed_question(as_, staff, question):
    opened()
    wording = question.wordings.get()
    address = reverse("admin:evaluations_questionwording_change", args=[wording.pk])
    data = {"question": question.pk, "language": "pl", "text": "Czy było dobre?"}

    refused = as_(staff).post(address, data | {"options": "Tak"})
    assert "as many options as the question" in refused.text
    as_(staff).post(address, data | {"options": "Tak\nNie"})

    wording.refresh_from_db()
    assert wording.text == "Czy było dobre?"


def test_staff_say_what_a_fixed_core_question_measures(as_, staff, question):
    opened()
    address = reverse("admin:evaluations_question_change", args=[question.pk])
    wordings = {"wordings-TOTAL_FORMS": 0, "wordings-INITIAL_FORMS": 0}

    as_(staff).post(address, {"measures": "bias", "agreeing": "0", "order": 1} | wordings)

    question.refresh_from_db()
    assert (question.measures, question.agreeing) == ("bias", [0])
