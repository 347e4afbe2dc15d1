import csv
import io
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.tests.factories import UserFactory
from evaluations import actions, results, tables
from evaluations.models import Answer, AnswerSheet, Survey
from evaluations.tests.factories import given, opened
from hubs.tests.factories import HubFactory

pytestmark = pytest.mark.django_db


def answer(survey, people, /, country="PL", **said):
    for _person in range(people):
        actions.answer(survey=survey, person=UserFactory(country=country), given=given(survey, **said))


def scale(survey):
    return results.of(survey).questions[0]


@pytest.fixture
def survey(poland):
    return opened()


def test_nothing_is_shown_of_four_people(survey, staff):
    answer(survey, 4)

    with pytest.raises(ValidationError, match="4 new answers"):
        actions.count_in(survey=survey, by=staff)

    found = results.of(survey)
    assert (found.received, found.counted, found.missing) == (4, 0, 1)
    assert not any(question.is_shown for question in found.questions)


def test_a_scale_has_its_mean_and_how_many_gave_each_number(survey, staff):
    answer(survey, 4, number=4)
    answer(survey, 3, number=1)
    actions.count_in(survey=survey, by=staff)

    found = scale(survey)

    assert found.mean == Decimal("2.7")
    assert [(bar.count, bar.percent) for bar in found.bars] == [(3, 43), (0, 0), (0, 0), (4, 57), (0, 0)]


def test_choices_are_counted_in_the_order_of_the_options(survey, staff):
    answer(survey, 4, choices=(0, 2))
    answer(survey, 1, choices=(1,))
    actions.count_in(survey=survey, by=staff)

    single, multiple = (question for question in results.of(survey).questions if question.question.is_choice)

    assert [bar.count for bar in single.bars] == [4, 1, 0]
    assert [bar.count for bar in multiple.bars] == [4, 1, 4]


def test_texts_are_shown_from_five_on_in_the_order_of_the_alphabet(survey, staff):
    answer(survey, 1, text="Zoe said no")
    for text in ["beta", "Alpha", "delta"]:
        answer(survey, 1, text=text)
    answer(survey, 4)
    actions.count_in(survey=survey, by=staff)
    assert not results.of(survey).questions[-1].is_shown

    for text in ["gamma", "", "", "", ""]:
        answer(survey, 1, text=text)
    actions.count_in(survey=survey, by=staff)

    texts = next(question for question in results.of(survey).questions if question.question.kind == "text")
    assert texts.texts == ["Alpha", "beta", "delta", "gamma", "Zoe said no"]


def test_results_grow_by_five_at_least(survey, staff):
    answer(survey, 6)
    actions.count_in(survey=survey, by=staff)
    answer(survey, 4, number=1)

    assert [bar.count for bar in scale(survey).bars] == [0, 0, 0, 6, 0]
    with pytest.raises(ValidationError):
        actions.count_in(survey=survey, by=staff)

    answer(survey, 1, number=1)
    assert actions.count_in(survey=survey, by=staff) == 5
    assert scale(survey).count == 11


def test_closing_brings_the_results_up_to_date(survey, staff):
    answer(survey, 7)

    actions.close_survey(survey=survey, by=staff)

    assert results.of(survey).counted == 7


def test_fewer_than_five_that_are_left_when_it_closes_stay_outside(survey, staff):
    answer(survey, 7)
    actions.count_in(survey=survey, by=staff)
    answer(survey, 2)

    actions.close_survey(survey=survey, by=staff)

    found = results.of(survey)
    assert (found.counted, found.new) == (7, 2)
    late = AnswerSheet.objects.filter(is_counted=False)
    assert set(late.values_list("country", "is_late")) == {("", True)}


def test_countries_are_compared_once_the_survey_has_closed(survey, staff):
    answer(survey, 6, number=5)
    HubFactory(country="RO")
    answer(survey, 7, country="RO", number=3)
    actions.count_in(survey=survey, by=staff)
    assert scale(survey).groups == []

    actions.close_survey(survey=survey, by=staff)
    survey.refresh_from_db()

    assert [(group.name, group.count, group.mean) for group in scale(survey).groups] == [
        ("Poland", 6, Decimal("5.0")),
        ("Romania", 7, Decimal("3.0")),
    ]


def test_a_country_of_four_hides_the_next_smallest_too(survey, staff):
    HubFactory(country="RO")
    HubFactory(country="SE")
    answer(survey, 9)
    answer(survey, 6, country="RO")
    answer(survey, 4, country="SE")
    actions.close_survey(survey=survey, by=staff)
    survey.refresh_from_db()

    assert [group.name for group in scale(survey).groups] == ["Poland"]


def test_the_comparison_stays_as_it_was_when_a_survey_is_opened_again(survey, staff):
    """What was hidden must not come out by subtracting an earlier page from a later one."""
    answer(survey, 6)
    answer(survey, 4, country="IN")
    actions.close_survey(survey=survey, by=staff)
    survey.refresh_from_db()
    before = scale(survey).groups

    actions.open_survey(survey=survey, by=staff)
    answer(survey, 5)
    answer(survey, 5, country="IN")
    actions.close_survey(survey=survey, by=staff)
    survey.refresh_from_db()

    assert scale(survey).groups == before == []
    assert scale(survey).count == 20


def test_mixing_changes_no_answer_and_leaves_no_order(survey, staff):
    for number in (1, 2, 3, 4, 5, 5, 4, 3):
        answer(survey, 1, number=number)
    rows = "sheet", "question", "number", "choices", "text"
    before = sorted(map(str, Answer.objects.values_list(*rows)))

    actions.mix_sheets(survey=survey)

    assert sorted(map(str, Answer.objects.values_list(*rows))) == before
    assert not AnswerSheet.objects.filter(is_counted=True).exists()


@pytest.mark.parametrize("number", [5, 15])
def test_results_ask_the_same_queries_for_any_number_of_answers(
    number, survey, staff, django_assert_num_queries
):
    answer(survey, number)
    actions.count_in(survey=survey, by=staff)
    survey = Survey.objects.get(pk=survey.pk)

    with django_assert_num_queries(4):
        found = results.of(survey)
        assert [question.count for question in found.questions][:2] == [number, number]


def test_the_rate_is_of_those_invited(survey):
    answer(survey, 3)

    assert results.of(survey, invited=8).rate == 38
    assert results.of(survey, invited=0).rate is None
    late = results.of(survey, invited=2)
    assert (late.rate, late.invited) == (100, late.received)


def test_the_table_runs_no_formula_and_names_nobody(survey, staff):
    for text in ["=1+1", "@SUM(A1)", "fine", "-2", "good"]:
        answer(survey, 1, text=text)
    actions.count_in(survey=survey, by=staff)

    text = tables.as_csv(results.of(survey))

    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    cells = {cell for row in rows for cell in row}
    assert {"'=1+1", "'@SUM(A1)", "'-2", "fine"} <= cells
    assert ["4", "5", "100"] in [row[2:5] for row in rows]
    assert "Poland" not in text


def test_the_table_too_shows_nothing_of_fewer_than_five(survey, staff):
    answer(survey, 5)
    answer(survey, 1, text="Alone with this")
    actions.count_in(survey=survey, by=staff)

    text = tables.as_csv(results.of(survey))

    assert "Alone with this" not in text
    assert "fewer than five answers: not shown" in text
