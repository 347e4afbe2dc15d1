"""No difference of what is shown gives away a group under five."""

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from evaluations.suppression import SMALLEST, showable

GROUPS = st.dictionaries(st.sampled_from(["PL", "PT", "RO", "SE", "GB", ""]), st.integers(0, 30))


@given(GROUPS)
def test_no_difference_of_shown_totals_is_a_group_under_five(sizes):
    total, shown = sum(sizes.values()), showable(sizes)

    for some in chain.from_iterable(combinations(shown, number) for number in range(len(shown) + 1)):
        rest = total - sum(sizes[name] for name in some)
        if shown:
            assert rest == 0 or rest >= SMALLEST


@given(GROUPS)
def test_no_group_under_five_is_shown(sizes):
    assert all(sizes[name] >= SMALLEST for name in showable(sizes))


@given(GROUPS)
def test_nothing_is_hidden_without_need(sizes):
    """Where all groups that have anybody are large enough, all are shown."""
    there = {name for name, size in sizes.items() if size}
    if there and all(sizes[name] >= SMALLEST for name in there):
        assert showable(sizes) == there


def test_the_next_smallest_is_hidden_with_a_small_one():
    assert showable({"PL": 12, "PT": 7, "SE": 2}) == {"PL"}


def test_two_small_ones_hide_each_other():
    assert showable({"PL": 12, "PT": 3, "SE": 2}) == {"PL"}


def test_a_single_small_group_leaves_nothing():
    assert showable({"PL": 6, "SE": 2}) == set()
    assert showable({"PL": 4}) == set()
    assert showable({}) == set()
