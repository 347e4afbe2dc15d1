"""The evaluation of a level: who may answer, who reads the results."""

import pytest
from django.urls import reverse

from evaluations import actions, occasions
from evaluations.models import Participation
from evaluations.tests.factories import SurveyFactory, given, opened
from levels.admin.programme import LevelForm
from levels.models import Level, LevelEnrolment
from levels.tests.factories import EnrolmentFactory, LevelFactory

pytestmark = pytest.mark.django_db
URL = "/levels/1/evaluation/"


@pytest.fixture
def level(poland):
    return LevelFactory(evaluation=opened())


@pytest.fixture
def learner(participant, level):
    LevelEnrolment.objects.create(enrolment=EnrolmentFactory(user=participant), level=level)
    return participant


def form(survey, **said):
    return {f"q{pk}": value for pk, value in given(survey, **said).items()}


def test_whoever_has_the_level_open_answers_once(as_, learner, level):
    assert "5 questions, 2 minutes." in as_(learner).get(URL).text

    answer = as_(learner).post(URL, form(level.evaluation), follow=True)

    assert "Your answers are in" in answer.text
    assert "You have answered" in answer.text
    assert Participation.objects.filter(person=learner).count() == 1


@pytest.mark.parametrize("who", ["stranger", "staff", "coordinator"])
def test_for_others_there_is_no_such_page(who, as_, level, request):
    assert as_(request.getfixturevalue(who)).get(URL).status_code == 404


def test_a_visitor_is_asked_to_log_in(client, level):
    assert client.get(URL).status_code == 302


@pytest.mark.parametrize("survey", [None, "draft"])
def test_without_an_open_survey_there_is_no_such_page(survey, as_, learner, level):
    Level.objects.update(evaluation=SurveyFactory() if survey else None)

    assert as_(learner).get(URL).status_code == 404


def test_the_page_of_a_closed_one_says_so(as_, learner, level):
    actions.close_survey(survey=level.evaluation)

    assert "This evaluation is closed" in as_(learner).get(URL).text


def test_results_are_for_staff(as_, staff, learner, level, coordinator):
    url = reverse("evaluations:results", args=[level.evaluation.pk])
    actions.answer(survey=level.evaluation, person=learner, given=given(level.evaluation))

    assert "1 of 1 person has answered (100%)." in as_(staff).get(url).text
    assert as_(coordinator).get(url).status_code == 404


def test_my_pathway_asks_until_it_is_answered(as_, learner, level):
    assert URL in as_(learner).get("/me/").text

    actions.answer(survey=level.evaluation, person=learner, given=given(level.evaluation))

    assert URL not in as_(learner).get("/me/").text


def test_a_survey_that_belongs_elsewhere_is_refused(level):
    other = LevelFactory(number=2)
    assert occasions.of(level.evaluation).about == level

    class Choose(LevelForm):
        class Meta:
            model = Level
            fields = ["evaluation"]

    assert Choose({"evaluation": level.evaluation.pk}, instance=level).is_valid()
    refused = Choose({"evaluation": level.evaluation.pk}, instance=other)
    assert "belongs to something else" in str(refused.errors["evaluation"])
