"""The formulas against a worked example, and against the textbook's in floating point from the standard library."""

import random
import statistics as library
from fractions import Fraction
from math import sqrt
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import statistics
from assessments.guessing import by_chance

# Five people, four questions, each a step harder than the one before (Guttman's perfect scale).
GUTTMAN = [
    [100, 100, 100, 100, 0],
    [100, 100, 100, 0, 0],
    [100, 100, 0, 0, 0],
    [100, 0, 0, 0, 0],
]


def test_the_worked_example_gives_the_values_that_the_hand_gives():
    value, low, high = statistics.alpha(GUTTMAN)

    # KR-20: 4/3 · (1 − (.16 + .24 + .24 + .16) / 2)
    assert value == 8000
    assert low < value < high
    # r = .24 / (.4 · √1.36)
    rests = [statistics.rest(row[0], row) for row in zip(*GUTTMAN, strict=True)]
    assert rests == [10000, 6667, 3333, 0, 0]
    assert statistics.correlation(GUTTMAN[0], rests) == 5145
    assert statistics.share(GUTTMAN[0]) == 8000


def test_wilsons_interval_is_the_published_one():
    """15 of 20: 53.1 % to 88.8 %; and never outside of what is possible."""
    assert statistics.wilson([100] * 15 + [0] * 5) == (5313, 8881)
    assert statistics.wilson([100] * 20) == (8389, 10000)
    assert statistics.wilson([0] * 20) == (0, 1611)


def test_d27_compares_the_ends_of_the_field():
    scores = list(range(100))
    points = [100 if score >= 60 else 0 for score in scores]

    assert statistics.groups_apart(points, scores) == 10000
    assert statistics.groups_apart(list(reversed(points)), scores) == -10000
    assert len(statistics.ends(scores, 27, 100)[0]) == 27
    assert len(statistics.ends(scores, 1, 3)[1]) == 33


def test_a_question_that_everybody_gets_right_tells_nobody_from_anybody():
    assert statistics.correlation([100] * 30, list(range(30))) is None
    assert statistics.alpha([[100, 100, 100], [0, 0, 0]]) == (None, None, None)
    assert statistics.alpha([[100, 0, 50]]) == (None, None, None)


def test_of_no_answers_nothing_can_be_said():
    assert statistics.share([]) is None
    assert statistics.wilson([]) == (None, None)
    assert statistics.mean([]) is None
    assert statistics.deviation([5000]) is None
    assert statistics.measurement_error(None, 8000) is None


def test_distractors_below_one_in_twenty_do_not_work():
    answers = [[1]] * 60 + [[2]] * 30 + [[3]] * 5 + [[4]] * 4 + [[]]
    counts = statistics.chosen(answers)

    assert statistics.efficiency(counts, [2, 3, 4], 100, 500) == (6667, [4])
    assert statistics.efficiency(counts, [2, 3, 4], 0, 500) == (None, [])


def test_the_error_of_measurement_follows_from_reliability():
    assert statistics.measurement_error(1000, 8400) == 400
    assert statistics.measurement_error(1000, 10000) == 0


def test_scores_fall_into_steps_of_five_percent():
    counts = statistics.spread([0, 499, 500, 9999, 10000])

    assert (counts[0], counts[1], counts[19], sum(counts)) == (2, 1, 2, 5)


@given(st.fractions(max_denominator=10**6))
def test_halves_are_rounded_away_from_zero(fraction):
    nearest = statistics.rounded(fraction)

    assert abs(nearest - fraction) <= Fraction(1, 2)
    assert statistics.rounded(-fraction) == -nearest


@pytest.mark.parametrize("seed", range(5))
def test_the_figures_are_those_of_an_independent_recomputation(seed):
    chance = random.Random(seed)
    people = [chance.gauss(0, 1) for _number in range(60)]
    columns = [
        [100 if ability + chance.gauss(0, 1) > level / 4 else chance.choice([0, 50]) for ability in people]
        for level in range(-4, 4)
    ]
    rows = list(zip(*columns, strict=True))
    scores = [sum(row) * 100 // len(row) for row in rows]

    for column in columns:
        rests = [(sum(row) - points) / (len(row) - 1) * 100 for row, points in zip(rows, column, strict=True)]
        found = statistics.correlation(
            column, [statistics.rest(points, row) for row, points in zip(rows, column, strict=True)]
        )
        assert found == pytest.approx(library.correlation(column, rests) * 10000, abs=2)
        assert statistics.share(column) == pytest.approx(library.mean(column) * 100, abs=0.5)
        assert statistics.groups_apart(column, scores) == pytest.approx(_d27(column, scores), abs=1)
    variances = sum(library.variance(column) for column in columns)
    textbook = 8 / 7 * (1 - variances / library.variance([sum(row) for row in rows]))
    assert statistics.alpha(columns)[0] == pytest.approx(textbook * 10000, abs=1)
    assert statistics.deviation(scores) == pytest.approx(library.stdev(scores), abs=0.5)


def _d27(column, scores):
    ranked = [points for _score, _place, points in sorted(zip(scores, range(60), column, strict=True))]
    return (library.mean(ranked[-16:]) - library.mean(ranked[:16])) * 100


def test_the_intervals_hold_the_truth_about_as_often_as_they_say():
    """Not a proof, but a wrong formula would not come near 95 %."""
    chance = random.Random(26)
    hits = 0
    for _round in range(400):
        low, high = statistics.wilson([100 if chance.random() < 0.7 else 0 for _n in range(40)])
        hits += low <= 7000 <= high

    assert 0.91 <= hits / 400 <= 0.99


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("single", 4, 2500),
        ("true_false", 3, 5000),
        ("matching", 8, 1250),
        ("ordering", 4, 2500),
        ("numeric", 0, 0),
        ("short_text", 0, 0),
        # Of 16 ways to tick four, one earns 100, four earn 50, six are even.
        ("multiple", 4, 1875),
    ],
)
def test_a_guess_is_worth_what_chance_gives(kind, options, expected):
    version = SimpleNamespace(kind=kind, options=SimpleNamespace(all=lambda: range(options)))

    assert by_chance(version) == expected


def test_roots_keep_their_digits():
    """Two columns of which the correlation is known to all four digits."""
    xs, ys = [0, 0, 100, 100], [1, 2, 3, 5]

    assert statistics.correlation(xs, ys) == round(1.25 / (0.5 * sqrt(2.1875)) / 2 * 10000)
