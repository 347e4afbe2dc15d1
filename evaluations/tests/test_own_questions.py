"""Questions that a hub adds: to the evaluation of its event, or for its country only."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from evaluations import actions, own_questions, results
from evaluations.asking import asked_of
from evaluations.models import Answer, Question, Survey
from evaluations.tests.factories import QuestionFactory, SurveyFactory, given
from hubs.tests.factories import HubFactory

pytestmark = pytest.mark.django_db

SAID = {"kind": "text", "text": "Co dalej?", "low": "", "high": "", "options": [], "is_required": True}


@pytest.fixture
def draft():
    return SurveyFactory()


@pytest.fixture
def level_survey(poland):
    """Open, with a core question, and one that only Poland asks."""
    QuestionFactory(survey=None)
    survey = SurveyFactory()
    actions.open_survey(survey=survey, by=None)
    own_questions.add(survey=survey, country="PL", by=None, said=SAID)
    return Survey.objects.get(pk=survey.pk)


def answer(survey, number, country, text="Tak"):
    for _person in range(number):
        person = UserFactory(country=country)
        said = given(survey, text=text)
        asked = {question.pk for question in asked_of(survey, person)}
        actions.answer(survey=survey, person=person, given={pk: said[pk] for pk in said.keys() & asked})


def question_of_poland(survey):
    return next(row for row in results.of(survey).questions if row.question.country == "PL")


def test_questions_stand_in_the_order_in_which_they_were_added_and_can_be_moved(draft, staff):
    texts = ["One?", "Two?", "Three?"]
    rows = [
        own_questions.add(survey=draft, country="", by=staff, said=SAID | {"text": text}) for text in texts
    ]

    own_questions.move(question=rows[2], country="", by=staff, up=True)
    own_questions.move(question=rows[0], country="", by=staff, up=True)
    own_questions.remove(question=rows[1], country="", by=staff)

    assert [question.text for question in own_questions.of(draft, "")] == ["One?", "Three?"]
    assert AuditEntry.objects.filter(action__startswith="question.").count() == 6


def test_there_is_room_for_ten(draft, staff):
    for number in range(own_questions.MOST):
        own_questions.add(survey=draft, country="", by=staff, said=SAID | {"text": f"{number}?"})

    with pytest.raises(ValidationError, match="10 own questions"):
        own_questions.add(survey=draft, country="", by=staff, said=SAID)


def test_once_the_survey_of_an_event_is_open_its_questions_are_fixed(draft, staff):
    question = own_questions.add(survey=draft, country="", by=staff, said=SAID)
    actions.open_survey(survey=draft, by=staff)

    for deed in (
        lambda: own_questions.add(survey=draft, country="", by=staff, said=SAID),
        lambda: own_questions.remove(question=question, country="", by=staff),
        lambda: own_questions.move(question=question, country="", by=staff, up=True),
    ):
        with pytest.raises(ValidationError, match="its questions are fixed"):
            deed()


def test_those_of_a_country_are_fixed_by_the_first_answer_from_anywhere(level_survey, staff):
    own_questions.add(survey=level_survey, country="PL", by=staff, said=SAID | {"text": "Więcej?"})
    answer(level_survey, 1, "IN")

    with pytest.raises(ValidationError, match="its questions are fixed"):
        own_questions.add(survey=level_survey, country="PL", by=staff, said=SAID)


def test_who_changes_what_another_has_just_changed_is_told(draft, staff):
    question = own_questions.add(survey=draft, country="", by=staff, said=SAID)
    before = own_questions.seen(question)
    own_questions.change(
        question=question, country="", by=staff, said=SAID | {"text": "Mine?"}, before=before
    )

    with pytest.raises(ValidationError, match="has just changed this question"):
        own_questions.change(
            question=question, country="", by=staff, said=SAID | {"text": "Yours?"}, before=before
        )
    assert Question.objects.get().text == "Mine?"


def test_a_question_that_somebody_has_removed_is_gone(draft, staff):
    question = own_questions.add(survey=draft, country="", by=staff, said=SAID)
    own_questions.remove(question=Question.objects.get(), country="", by=staff)

    with pytest.raises(ValidationError, match="has removed this question"):
        own_questions.remove(question=question, country="", by=staff)


def test_only_people_of_the_country_are_asked(level_survey, romania):
    def texts(country):
        return [question.text for question in asked_of(level_survey, UserFactory(country=country))]

    assert "Co dalej?" in texts("PL")
    assert "Co dalej?" not in texts("RO") + texts("IN")


def test_somebody_from_elsewhere_cannot_answer_it(level_survey):
    with pytest.raises(ValidationError, match="questions have changed"):
        actions.answer(
            survey=level_survey, person=UserFactory(country="RO"), given=given(level_survey, text="Tak")
        )


def test_it_is_shown_once_the_survey_is_closed_and_from_five_on(level_survey, staff):
    HubFactory(country="SE")
    answer(level_survey, 5, "PL")
    answer(level_survey, 6, "SE")
    actions.count_in(survey=level_survey, by=staff)
    assert question_of_poland(level_survey).awaits_closing
    assert not question_of_poland(level_survey).is_shown

    actions.close_survey(survey=level_survey, by=staff)
    level_survey.refresh_from_db()

    assert question_of_poland(level_survey).texts == ["Tak"] * 5


def test_of_four_people_nothing_is_shown(level_survey, staff):
    answer(level_survey, 4, "PL")
    answer(level_survey, 8, "IN")
    actions.close_survey(survey=level_survey, by=staff)
    level_survey.refresh_from_db()

    assert not question_of_poland(level_survey).is_shown


def test_who_comes_after_the_first_closing_is_not_asked_since_it_would_tell_the_country(level_survey, staff):
    answer(level_survey, 6, "PL")
    actions.close_survey(survey=level_survey, by=staff)
    actions.open_survey(survey=level_survey, by=staff)
    survey = Survey.objects.get(pk=level_survey.pk)

    answer(survey, 5, "PL")

    assert Answer.objects.filter(question__country="PL").count() == 6


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_question_is_never_added_behind_the_back_of_an_answer():
    HubFactory(country="PL")
    QuestionFactory(survey=None)
    survey = SurveyFactory()
    actions.open_survey(survey=survey, by=None)
    survey = Survey.objects.get(pk=survey.pk)
    people = [UserFactory(country="PL") for _number in range(4)]

    def deed(number):
        try:
            if number % 2:
                answer_as = {question.pk: 3 for question in survey.asked if question.is_core}
                return actions.answer(survey=survey, person=people[number // 2], given=answer_as)
            return own_questions.add(survey=survey, country="PL", by=None, said=SAID)
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(deed, range(8)))

    asked = Question.objects.filter(country="PL").count()
    sheets = Answer.objects.values("sheet").distinct().count()
    assert not (asked and sheets), "Whoever answered was asked all that is required."
