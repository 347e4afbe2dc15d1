"""From time to credits, for any rules that an accreditor may have."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.credit.crediting import (
    AFTERNOON,
    MORNING,
    Because,
    explained,
    halves,
    in_credits,
    reckon,
    shared_out,
    uncredited_in_words,
)
from certificates.models import Accreditation, AccreditationState, Accreditor, Form

FIRST, LAST = date(2026, 5, 1), date(2026, 5, 31)
DAY = date(2026, 5, 6)
NOON = time(13)
SPRING = datetime(2026, 3, 20, tzinfo=UTC)  # Clocks are put forward within the days that follow.


def rules(**values):
    facts = {
        "accreditor": Accreditor(short_name="EACCME", unit="ECMEC®"),
        "title": "Level 1 live event",
        "state": AccreditationState.GRANTED,
        "number": "LEE-1",
        "valid_from": FIRST,
        "valid_until": LAST,
        "credits_per_hour": 100,
        "step": 25,
    }
    return Accreditation(**facts | values)


def earned(accreditation, attended, **what):
    return reckon(accreditation, attended, **{"profession": "doctor"} | what)


RULES = st.builds(
    rules,
    credits_per_hour=st.integers(1, 300),
    step=st.sampled_from([1, 10, 25, 50, 100]),
    most_half_day=st.none() | st.integers(0, 600),
    most_day=st.none() | st.integers(0, 1000),
    most=st.none() | st.integers(0, 2000),
)
HALVES = st.tuples(st.dates(FIRST - timedelta(2), LAST + timedelta(2)), st.sampled_from([MORNING, AFTERNOON]))
ATTENDED = st.dictionaries(HALVES, st.integers(0, 500), max_size=8)


# ---- Properties -------------------------------------------------------------------------------------------------


@given(RULES, ATTENDED, HALVES, st.integers(0, 200))
def test_more_minutes_never_earn_less(accreditation, attended, half, more):
    longer = attended | {half: attended.get(half, 0) + more}

    assert earned(accreditation, longer).amount >= earned(accreditation, attended).amount


@given(RULES, ATTENDED)
def test_no_limit_is_ever_passed(accreditation, attended):
    amount = earned(accreditation, attended).amount
    days = {day for day, _half in attended}

    assert amount % accreditation.step == 0 or amount == 0
    if accreditation.most is not None:
        assert amount <= accreditation.most
    if accreditation.most_day is not None:
        assert amount <= accreditation.most_day * len(days)
    if accreditation.most_half_day is not None:
        assert amount <= accreditation.most_half_day * len(attended)
    assert amount * 60 <= sum(attended.values()) * accreditation.credits_per_hour


@given(RULES, ATTENDED)
def test_days_add_up(accreditation, attended):
    accreditation.most = None
    days = {day for day, _half in attended}
    single = [
        earned(accreditation, {half: minutes for half, minutes in attended.items() if half[0] == day}).amount
        for day in days
    ]

    assert earned(accreditation, attended).amount == sum(single)


@given(RULES, ATTENDED)
def test_it_is_what_a_slow_reckoning_by_fractions_finds(accreditation, attended):
    total = 0
    for day in {day for day, _half in attended if FIRST <= day <= LAST}:
        credit = Fraction(0)
        for half in (MORNING, AFTERNOON):
            part = Fraction(attended.get((day, half), 0) * accreditation.credits_per_hour, 60)
            most = accreditation.most_half_day
            credit += part if most is None else min(part, most)
        if accreditation.most_day is not None:
            credit = min(credit, accreditation.most_day)
        total += int(credit // accreditation.step) * accreditation.step
    if accreditation.most is not None and total > accreditation.most:
        total = accreditation.most // accreditation.step * accreditation.step

    assert earned(accreditation, attended).amount == total


@given(RULES, ATTENDED, ATTENDED)
def test_nobody_earns_more_than_was_planned(accreditation, attended, planned):
    most = earned(accreditation, planned).amount

    assert earned(accreditation, attended, planned=planned).amount <= most


@given(st.integers(0, 1500), st.dictionaries(st.integers(), st.integers(0, 90_000), max_size=5))
def test_minutes_that_are_shared_out_add_up(minutes, weights):
    parts = shared_out(minutes, weights)

    assert all(part >= 0 for part in parts.values())
    assert sum(parts.values()) == (minutes if sum(weights.values()) else 0)


@given(
    st.integers(0, 16 * 24 * 60).map(lambda passed: SPRING + timedelta(minutes=passed)),
    st.timedeltas(timedelta(0), timedelta(days=3)),
    st.sampled_from(["Europe/Warsaw", "Asia/Kolkata", "America/New_York"]),
)
def test_half_days_cover_a_stretch_without_gap_or_overlap(starts_at, length, zone):
    pieces = halves(starts_at, starts_at + length, ZoneInfo(zone), NOON)

    assert sum((end - start for _half, start, end in pieces), timedelta(0)) == length
    assert len({half for half, _start, _end in pieces}) == len(pieces)
    for (day, half), start, _end in pieces:
        local = start.astimezone(ZoneInfo(zone))
        assert (local.date(), AFTERNOON if local.time() >= NOON else MORNING) == (day, half)


# ---- Rules, one by one ------------------------------------------------------------------------------------------


def test_an_hour_is_a_credit():
    found = earned(rules(), {(DAY, MORNING): 60})

    assert (found.amount, found.minutes, found.earned_on, found.lost) == (100, 60, DAY, {})


def test_it_is_rounded_down_once_a_day():
    assert earned(rules(step=100), {(DAY, MORNING): 30, (DAY, AFTERNOON): 30}).amount == 100
    assert earned(rules(step=100), {(DAY, MORNING): 119}).amount == 100


def test_half_days_and_days_have_a_most():
    accreditation = rules(most_half_day=300, most_day=500)

    found = earned(accreditation, {(DAY, MORNING): 210, (DAY, AFTERNOON): 180})

    assert found.amount == 500
    assert found.lost == {Because.HALF_DAY: 30, Because.DAY: 60}


def test_all_of_it_has_a_most():
    found = earned(rules(most=300), {(DAY, MORNING): 240})

    assert found.amount == 300
    assert found.lost == {Because.MOST: 60}


@pytest.mark.parametrize(
    "state", [state for state in AccreditationState if state != AccreditationState.GRANTED]
)
def test_only_what_is_granted_earns(state):
    found = earned(rules(state=state), {(DAY, MORNING): 60})

    assert (found.amount, found.lost) == (0, {})


def test_it_is_earned_from_the_first_to_the_last_day_of_validity():
    for day in (FIRST, LAST):
        assert earned(rules(), {(day, MORNING): 60}).amount == 100
    for day in (FIRST - timedelta(1), LAST + timedelta(1)):
        found = earned(rules(), {(day, MORNING): 60})
        assert (found.amount, found.lost) == (0, {Because.VALIDITY: 60})


def test_only_professions_that_are_named_earn():
    for_doctors = rules(professions=["doctor"])

    assert earned(for_doctors, {(DAY, MORNING): 60}, profession="doctor").amount == 100
    assert earned(for_doctors, {(DAY, MORNING): 60}, profession="nurse").lost == {Because.PROFESSION: 60}
    assert earned(for_doctors, {(DAY, MORNING): 60}, profession="").amount == 0


def test_no_minutes_earn_nothing():
    found = earned(rules(), {(DAY, MORNING): 0})

    assert (found.amount, found.minutes, found.lost, found.earned_on) == (0, 0, {}, None)


def test_too_little_for_the_smallest_part_is_said():
    assert earned(rules(step=100), {(DAY, MORNING): 40}).lost == {Because.TOO_SHORT: 40}


def test_e_learning_is_not_bound_to_half_days():
    found = earned(rules(form=Form.E_LEARNING, most_half_day=300, most_day=600), {(DAY, MORNING): 720})

    assert found.amount == 1200


# ---- In words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "text"), [(575, "5.75"), (300, "3"), (50, "0.5"), (105, "1.05"), (0, "0")]
)
def test_hundredths_read_as_credits(amount, text):
    assert in_credits(amount) == text


def test_an_amount_explains_itself():
    accreditation = rules(most_half_day=300)
    found = earned(accreditation, {(DAY, MORNING): 210})

    said = list(explained(accreditation, found.minutes, found.facts(accreditation)["uncredited"]))

    assert said == [
        "210 minutes counted, at 1 ECMEC® an hour.",
        "30 minutes earn no ECMEC®: a half day earns at most 3.",
    ]


@pytest.mark.parametrize("because", Because)
def test_every_reason_has_words(because):
    accreditation = rules(professions=["doctor"], most_half_day=300, most_day=600, most=600)

    said = uncredited_in_words(accreditation, because.value, 1)

    assert said.startswith("1 minute earn")
    assert "%" not in said
