"""Nobody can be made out from a table: tried as somebody would who has the totals and a pencil."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.protecting import hidden


def table(*rows):
    return {(row, column): people for row, cells in enumerate(rows) for column, people in enumerate(cells)}


def possible(counts, concealed):
    """For each hidden cell the numbers it may stand for, found by trying all tables with the same totals."""
    keys = sorted(concealed)
    lines = [
        [key for key in counts if key[axis] == number]
        for axis in (0, 1)
        for number in {k[axis] for k in counts}
    ]
    most = {
        key: min(sum(counts[k] for k in line if k in concealed) for line in lines if key in line)
        for key in keys
    }
    found = {key: set() for key in keys}
    for values in product(*(range(most[key] + 1) for key in keys)):
        guess = dict(zip(keys, values, strict=True))
        if all(sum(guess[k] - counts[k] for k in line if k in concealed) == 0 for line in lines):
            for key in keys:
                found[key].add(guess[key])
    return found


def test_a_table_without_small_groups_is_shown_whole():
    assert hidden(table([5, 8, 0], [9, 0, 30])) == set()


def test_a_small_group_does_not_follow_from_its_row_or_column():
    counts = table([3, 20, 30], [40, 50, 60], [70, 80, 90])

    concealed = hidden(counts)

    assert (0, 0) in concealed
    assert all(len(values) > 1 for values in possible(counts, concealed).values())


def test_two_small_groups_of_three_together_need_a_third():
    counts = table([1, 2, 9], [20, 30, 40])

    assert {(0, 0), (0, 1), (0, 2)} <= hidden(counts)


def follows(counts, concealed):
    """Hidden cells that follow from the totals: those whose unit vector lies in the row space of the equations."""
    keys = sorted(concealed)
    sums = np.array(
        [
            [key[axis] == number for key in keys]
            for axis in (0, 1)
            for number in {key[axis] for key in counts}
        ],
        dtype=float,
    )
    rank = np.linalg.matrix_rank(sums)
    units = np.eye(len(keys))
    return [
        key for key, unit in zip(keys, units, strict=True) if np.linalg.matrix_rank([*sums, unit]) == rank
    ]


def test_a_cell_between_two_knots_of_hidden_ones_is_not_left_to_be_calculated():
    """Each row and column has two hidden cells, and yet the one between the knots follows from the others."""
    counts = table(
        [3, 4, 50, 50],
        [4, 3, 2, 50],
        [50, 50, 3, 4],
        [50, 50, 4, 3],
    )
    small = {key for key, people in counts.items() if people < 5}
    assert follows(counts, small) == [(1, 2)]

    concealed = hidden(counts)

    assert small < concealed
    assert not set(follows(counts, concealed)) & small


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from([0, 1, 3, 5]), min_size=3, max_size=3), min_size=2, max_size=3))
def test_whatever_the_table_no_small_group_can_be_calculated(rows):
    counts = table(*rows)
    lines = [sum(row) for row in rows] + [sum(column) for column in zip(*rows, strict=True)]
    if any(0 < total < 5 for total in lines):
        return  # totals are shown, so small ones are put together before

    concealed = hidden(counts)

    small = {key for key, people in counts.items() if 0 < people < 5}
    assert small <= concealed
    for key, values in possible(counts, concealed).items():
        assert key not in small or len(values) > 1


@pytest.mark.parametrize("rows", [1, 3])
def test_a_column_alone_is_left_as_it_is(rows):
    assert hidden(table(*[[7]] * rows)) == set()
