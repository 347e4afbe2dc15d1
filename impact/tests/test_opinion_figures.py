"""Figures of what people say, counted anew from what was really said, in the simplest way there is."""

import random
from collections import defaultdict
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from evaluations import actions as evaluations
from evaluations.models import Measure, QuestionKind, Survey
from evaluations.tests.factories import QuestionFactory, SurveyFactory
from hubs.tests.factories import HubFactory
from impact import counting, gathering
from impact.figures import FIGURES, Source
from impact.figures.opinions import question_texts
from impact.models import Asked, FollowUp
from impact.models.snapshots import Split
from levels.tests.factories import EnrolmentFactory, LevelEnrolmentFactory, LevelFactory
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

YES = [0]
COUNTRIES = ["PL"] * 12 + ["RO"] * 7 + ["SE"] * 3 + ["IN"] * 9


@pytest.fixture
def hubs():
    for country in ("PL", "RO", "SE"):
        HubFactory(country=country)


@pytest.fixture
def questions(hubs):
    """Two of satisfaction, one of intention."""
    good, clear = (QuestionFactory(survey=None, measures=Measure.SATISFACTION) for _number in range(2))
    change = QuestionFactory(
        survey=None, kind=QuestionKind.SINGLE, measures=Measure.INTENTION, agreeing=YES, order=2
    )
    return good, clear, change


@pytest.fixture
def people():
    return [UserFactory(country=country) for country in COUNTRIES]


def opened(**fields):
    survey = SurveyFactory(**fields)
    if not survey.asks_core:
        QuestionFactory(
            survey=survey, kind=QuestionKind.SINGLE, measures=Measure.ACTION, agreeing=[0, 1], order=1
        )
    evaluations.open_survey(survey=survey, by=None)
    return Survey.objects.get(pk=survey.pk)


def answer(survey, people, seed=1):
    """What everybody said, as (country, question, number or choice)."""
    chance, said = random.Random(seed), []
    for person in people:
        given = {}
        for question in survey.asked:
            is_scale = question.kind == QuestionKind.SCALE
            value = chance.randint(1, 5) if is_scale else chance.randint(0, 2)
            given[question.pk] = value if is_scale else [value]
            said.append((str(person.profile.country), question, value))
        evaluations.answer(survey=survey, person=person, given=given)
    return said


def counted(name, **period):
    """Cells of a figure by (level, country, split, group)."""
    with gathering.milestones() as milestones:
        source = Source(milestones, timezone.now(), **period)
        return {
            (cell.level, cell.country, cell.split, cell.group): cell
            for cell in counting.cells(source, figures=[name])
        }


def half_up(part, whole, unit):
    return int(unit * part / whole + 0.5)


@pytest.fixture
def level(questions, people, staff):
    """Answered by all and closed; what they said is in `said`."""
    level = LevelFactory(number=1, evaluation=opened())
    level.said = answer(level.evaluation, people)
    evaluations.close_survey(survey=level.evaluation, by=staff)
    return level


def test_satisfaction_is_the_mean_of_all_answers_to_its_questions(level, questions):
    numbers = [value for _country, question, value in level.said if question in questions[:2]]

    cell = counted("satisfaction")[1, "", Split.TOTAL, ""]

    assert cell.people == 31
    assert cell.value == {"mean": half_up(sum(numbers), len(numbers), 100), "answers": 62}


def test_each_question_has_its_own_mean(level, questions):
    cells = counted("satisfaction")

    for question in questions[:2]:
        numbers = [value for _country, asked, value in level.said if asked == question]
        cell = cells[1, "", Split.QUESTION, str(question.pk)]
        assert (cell.people, cell.value["mean"]) == (31, half_up(sum(numbers), 31, 100))
    assert {question.pk for question in questions} == {int(group) for group in question_texts()}


def test_intention_is_the_share_that_says_yes_and_countries_follow_the_rules_of_evaluations(level, questions):
    """Three from Sweden are not shown; that the rest does not give them away, the seven of Romania stand with them."""
    said = defaultdict(list)
    for country, question, value in level.said:
        if question == questions[2]:
            said[country if country == "PL" else "-"].append(value == 0)

    cells = counted("intention")

    assert {
        cell.group: (cell.people, cell.value["share"])
        for place, cell in cells.items()
        if place[2] == Split.COUNTRY
    } == {
        country: (len(values), half_up(sum(values), len(values), 10_000)) for country, values in said.items()
    }
    assert cells[1, "PL", Split.TOTAL, ""].people == 12
    assert cells[1, "PL", Split.QUESTION, str(questions[2].pk)].people == 12
    assert (1, "SE", Split.TOTAL, "") not in cells


def test_while_a_survey_is_open_there_are_no_countries_and_nothing_that_is_not_counted_in(
    questions, people, staff
):
    event = EventFactory(evaluation=opened())
    answer(event.evaluation, people[:8])
    evaluations.count_in(survey=event.evaluation, by=staff)
    answer(event.evaluation, people[8:12], seed=2)

    cells = counted("satisfaction")

    assert {(place[:3], cell.people) for place, cell in cells.items() if place[2] != Split.QUESTION} == {
        ((0, "", Split.TOTAL), 8),
        ((0, "", Split.COUNTRY), 8),
    }
    assert (0, "", Split.COUNTRY, "-") in cells


def test_late_sheets_are_in_no_figure(level, staff):
    evaluations.open_survey(survey=level.evaluation, by=staff)
    answer(level.evaluation, [UserFactory(country="PL") for _number in range(6)], seed=3)
    evaluations.close_survey(survey=level.evaluation, by=staff)

    assert counted("satisfaction")[1, "", Split.TOTAL, ""].people == 31


def test_a_period_takes_the_surveys_that_were_first_closed_in_it(level):
    now = timezone.now()

    assert counted("satisfaction", since=now - timedelta(days=1))
    Survey.objects.update(closed_at=now - timedelta(days=40))
    assert not counted("satisfaction", since=now - timedelta(days=1))


def test_four_answers_are_nothing(questions, people, staff):
    LevelFactory(number=1, evaluation=opened())
    survey = Survey.objects.get(level__number=1)
    answer(survey, people[:4])
    evaluations.close_survey(survey=survey, by=staff)

    assert counted("satisfaction") == {}


def test_action_is_what_people_say_when_asked_again(hubs, people, staff):
    level = LevelFactory(number=2)
    survey = opened(asks_core=False)
    follow_up = FollowUp.objects.create(level=level, survey=survey)
    for person in people:
        row = LevelEnrolmentFactory(enrolment=EnrolmentFactory(user=person), level=level)
        row.completed_at = timezone.now() - timedelta(days=130)
        row.save()
    Asked.objects.bulk_create(Asked(follow_up=follow_up, person=person) for person in people[:20])
    said = answer(survey, people[:14])
    evaluations.close_survey(survey=survey, by=staff)

    action = counted("action")[2, "", Split.TOTAL, ""]
    again = counted("followed_up")[2, "", Split.TOTAL, ""]

    yes = sum(value in (0, 1) for _country, _question, value in said)
    assert (action.people, action.value["share"]) == (14, half_up(yes, 14, 10_000))
    assert (again.people, again.value) == (14, {"invited": 20, "answered": 14, "rate": 7000})


def test_answered_is_of_those_to_whom_the_level_is_open_and_of_those_at_events(questions, people):
    level = LevelFactory(number=1, evaluation=opened())
    for person in people:
        LevelEnrolmentFactory(enrolment=EnrolmentFactory(user=person), level=level)
    answer(level.evaluation, people[:10])
    event = EventFactory(evaluation=opened(), starts_at=timezone.now() - timedelta(days=2))
    for person in people[:15]:
        RegistrationFactory(event=event, user=person, home=person.profile.country)
    answer(event.evaluation, people[:6])

    cells = counted("answered")

    assert cells[1, "", Split.TOTAL, ""].value == {"invited": 31, "answered": 10, "rate": 3226}
    assert cells[0, "", Split.TOTAL, ""].value == {"invited": 15, "answered": 6, "rate": 4000}
    assert cells[1, "PL", Split.TOTAL, ""].people == 10


def test_every_figure_of_opinions_says_how_it_is_counted():
    for name in ("answered", "satisfaction", "relevance", "unbiased", "intention", "action", "followed_up"):
        assert len(str(FIGURES[name].definition)) > 60


@pytest.mark.parametrize("surveys", [1, 3])
def test_the_queries_do_not_grow_with_surveys(
    surveys, questions, people, staff, django_assert_max_num_queries
):
    for _number in range(surveys):
        event = EventFactory(evaluation=opened())
        answer(event.evaluation, people[:6])
        evaluations.close_survey(survey=event.evaluation, by=staff)

    with gathering.milestones() as milestones, django_assert_max_num_queries(11):
        list(counting.cells(Source(milestones, timezone.now()), figures=["satisfaction"]))
