"""The rule of who gets a free seat, by itself."""

from collections import Counter

from hypothesis import given as examples
from hypothesis import strategies as st

from registrations.filling import Free, Given, InLine, give
from registrations.models import Rule

PILOT = ["PL", "PT", "RO"]


def line(*homes):
    return [InLine(number, home) for number, home in enumerate(homes, 1)]


def seats(*homes):
    return [Free(number, home) for number, home in enumerate(homes, 101)]


def filled(free, waiting, *, quotas=None, held=None, released=False, has_release_date=True):
    quotas = {"PL": 2, "RO": 2} if quotas is None else quotas
    return give(
        free=free,
        waiting=waiting,
        quotas=quotas,
        held=held or {},
        released=released,
        has_release_date=has_release_date,
    )


def test_a_seat_goes_to_the_first_in_line_of_its_home():
    assert filled(seats("RO"), line("PL", "RO", "RO")) == [Given(2, 101, Rule.HOME_SEAT)]


def test_before_the_release_a_seat_stays_free_rather_than_leave_home():
    assert filled(seats("RO"), line("PL", "IN")) == []


def test_a_released_seat_goes_to_the_first_of_any_pilot_country_then_to_anyone():
    given = filled(seats("RO", "RO", "RO"), line("IN", "PL"), released=True)

    assert given == [Given(2, 101, Rule.RELEASED_TO_PILOT), Given(1, 102, Rule.RELEASED_TO_ANYONE)]


def test_home_comes_first_even_after_the_release():
    assert filled(seats("RO"), line("PL", "RO"), released=True) == [Given(2, 101, Rule.HOME_SEAT)]


def test_a_country_at_its_quota_has_no_claim_on_its_seat_before_others():
    given = filled(seats("RO"), line("PL", "RO"), held={"RO": 2}, released=True)

    assert given == [Given(1, 101, Rule.RELEASED_TO_PILOT)]


def test_home_seats_are_given_before_released_ones_so_that_nobody_is_moved_past_the_own_seat():
    given = filled(seats("PT", "PL"), line("PL", "RO"), quotas={"PT": 1, "PL": 1, "RO": 1}, released=True)

    assert given == [Given(1, 102, Rule.HOME_SEAT), Given(2, 101, Rule.RELEASED_TO_PILOT)]


def test_at_an_event_without_homes_the_line_alone_counts():
    given = filled(seats("", ""), line("IN", "PL", "RO"), quotas={}, has_release_date=False)

    assert given == [Given(1, 101, Rule.OPEN_SEAT), Given(2, 102, Rule.OPEN_SEAT)]


def test_an_open_seat_beside_homes_waits_for_the_release_before_it_goes_elsewhere():
    assert filled(seats(""), line("IN")) == []
    assert filled(seats(""), line("IN", "RO")) == [Given(2, 101, Rule.OPEN_SEAT)]
    assert filled(seats(""), line("IN"), released=True) == [Given(1, 101, Rule.OPEN_SEAT)]
    assert filled(seats(""), line("IN"), has_release_date=False) == [Given(1, 101, Rule.OPEN_SEAT)]


countries = st.sampled_from([*PILOT, "IN", "BR"])
quota = st.fixed_dictionaries({home: st.integers(1, 4) for home in PILOT})


@examples(st.lists(countries, max_size=30), quota, st.booleans(), st.integers(0, 3))
def test_no_seat_is_given_twice_and_nobody_is_overtaken_in_the_own_country(homes, quotas, released, extra):
    waiting = line(*homes)
    free = seats(*[home for home, number in quotas.items() for _ in range(number)], *[""] * extra)

    given = filled(free, waiting, quotas=quotas, released=released)

    assert max(Counter(row.seat for row in given).values(), default=1) == 1
    assert max(Counter(row.registration for row in given).values(), default=1) == 1
    seated = {row.registration for row in given}
    for country in set(homes):
        own = [person.registration in seated for person in waiting if person.home == country]
        assert own == sorted(own, reverse=True)


@examples(st.lists(countries, max_size=30), quota, st.booleans())
def test_no_country_waits_under_its_quota_and_no_seat_is_idle(homes, quotas, released):
    free = seats(*[home for home, number in quotas.items() for _ in range(number)])

    given = filled(free, line(*homes), quotas=quotas, released=released)

    asked, got = Counter(homes), Counter(homes[row.registration - 1] for row in given)
    for country, number in quotas.items():
        assert got[country] >= min(number, asked[country])
    if released:
        assert len(given) == min(len(free), len(homes))
    else:
        assert got["IN"] == got["BR"] == 0
