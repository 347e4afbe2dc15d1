"""The clock: nobody watches more film than time passes. Pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levels.models import Progress
from levels.watching import MOST, SLACK, Account

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
LENGTH = 360_000


def account(seconds, *, allowance=SLACK, counted=None, spent=0, pages=()):
    """`seconds` after the resource was opened; `counted` seconds after the person's last report."""
    now = NOON + timedelta(seconds=seconds)
    progress = Progress(opened_at=NOON, detail={"spent": spent, "pages": list(pages)})
    since = None if counted is None else now - timedelta(seconds=counted)
    return Account.at(now, allowance=allowance, counted_at=since, progress=progress)


def piece(start, end):
    return {"from": start * 1000, "to": end * 1000}


def test_as_much_as_twice_the_time_can_have_been_watched():
    assert account(60).watched(piece(0, 120), LENGTH) == piece(0, 120)


def test_what_is_beyond_is_cut_and_says_so():
    assert account(5).watched(piece(0, 300), LENGTH) == piece(0, 30) | {"claimed": [0, 300_000]}


def test_the_whole_film_at_once_is_some_seconds_of_it():
    assert account(0).watched(piece(0, 360), LENGTH)["to"] == SLACK


def test_many_small_claims_are_held_together():
    one = account(10)

    told = [one.watched(piece(start, start + 10), LENGTH) for start in range(0, 300, 10)]

    assert sum(row["to"] - row["from"] for row in told) == 40_000


def test_reports_just_now_leave_nothing_for_another_film():
    assert account(600, allowance=0, counted=0).watched(piece(0, 300), LENGTH)["to"] == 0


def test_what_was_watched_of_this_film_before_is_spent():
    assert (
        account(60, allowance=MOST, counted=600, spent=130_000).watched(piece(0, 60), LENGTH)["to"] == 10_000
    )


def test_twenty_minutes_in_a_tunnel_are_believed():
    assert account(1300, allowance=0, counted=1200).watched(piece(0, 360), LENGTH) == piece(0, 360)


def test_a_film_ends_where_it_ends():
    told = account(3600).watched(piece(300, 4000), LENGTH)

    assert told == piece(300, 360) | {"claimed": [300_000, 4_000_000]}


def test_what_lies_beyond_the_film_is_empty():
    assert account(3600).watched(piece(400, 500), LENGTH)["from"] == LENGTH
    assert account(3600).watched(piece(400, 500), LENGTH)["to"] == LENGTH


def test_pages_that_were_never_before_the_eyes_are_cut():
    assert account(3).reached({"pages": list(range(1, 41))}) == {
        "pages": list(range(1, 11)),
        "claimed": list(range(1, 41)),
    }


def test_pages_seen_before_cost_nothing():
    assert account(0, pages=[1, 2, 3, 4]).reached({"pages": [2, 4]}) == {"pages": [2, 4]}


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=40),
    st.integers(0, 300),
)
def test_whatever_is_claimed_no_more_than_the_clock_allows_is_told(claims, seconds):
    one = account(seconds)

    told = [one.watched(piece(min(claim), max(claim)), LENGTH) for claim in claims]

    assert all(0 <= row["from"] <= row["to"] <= LENGTH for row in told)
    assert sum(row["to"] - row["from"] for row in told) <= seconds * 2000 + SLACK
    assert min(one.of_person, one.of_film) >= 0


@pytest.mark.parametrize("allowance", [0, MOST])
def test_nothing_is_left_over_for_ever(allowance):
    assert account(10**7, allowance=allowance, counted=10**7).of_person == MOST
