from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fellowships import rubric


@pytest.mark.parametrize(
    ("lines", "score"),
    [
        ([(1, 1, 5, 1)], 0),
        ([(1, 1, 5, 5)], 10_000),
        ([(1, 1, 5, 3)], 5_000),
        ([(2, 1, 5, 5), (1, 1, 5, 1)], 6_667),
        ([(1, 0, 3, 1), (1, 0, 3, 1)], 3_333),
        # 1/8 of each point: 62.5 hundredths of a point go up.
        ([(1, 0, 160, 1)], 63),
    ],
)
def test_a_score_is_the_weighted_mean_rounded_half_up(lines, score):
    assert rubric.score(lines) == score


LINES = st.lists(
    st.tuples(st.integers(1, 20), st.integers(0, 3), st.integers(4, 10), st.integers(0, 10)).map(
        lambda line: (*line[:3], min(max(line[3], line[1]), line[2]))
    ),
    min_size=1,
    max_size=8,
)


@given(LINES)
def test_a_score_is_between_nothing_and_all_and_never_a_float(lines):
    score = rubric.score(lines)

    assert 0 <= score <= 10_000
    assert isinstance(score, int)


@given(LINES)
def test_a_better_value_never_gives_less(lines):
    weight, low, high, value = lines[0]

    assert rubric.score([(weight, low, high, min(value + 1, high)), *lines[1:]]) >= rubric.score(lines)


@given(LINES)
def test_the_order_of_the_criteria_does_not_matter(lines):
    assert rubric.score(reversed(lines)) == rubric.score(lines)


@given(st.fractions(min_value=0))
def test_a_half_goes_up_and_nothing_is_off_by_more_than_a_half(number):
    assert Fraction(-1, 2) < rubric.half_up(number) - number <= Fraction(1, 2)


@pytest.mark.parametrize(("scores", "mean"), [([], None), ([7_001], 7_001), ([7_001, 7_002], 7_002)])
def test_an_application_has_the_mean_of_its_reviews(scores, mean):
    assert rubric.mean(scores) == mean


@pytest.mark.parametrize(
    ("scores", "is_settled"),
    [
        ([], False),
        ([8_000], False),
        ([8_000, 5_500], True),
        ([8_000, 5_499], False),
        ([8_000, 5_499, 6_000], True),
    ],
)
def test_two_who_are_too_far_apart_call_for_a_third(scores, is_settled):
    assert rubric.is_settled(scores, 2, 2_500) is is_settled
