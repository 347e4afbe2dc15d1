"""The order of a ranking and the seats that come of it, by themselves."""

import random
from collections import Counter

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from registrations import ranking
from registrations.models import Rule

PILOT = ["PL", "PT", "RO", "SE", "GB"]
SEED = "an open seed"


def facts(asking, seats=None, **settings):
    """`asking` maps countries to how many ask, or to a list of (desk rank, score); five seats each unless given."""
    claims, number = [], 0
    for home, people in asking.items():
        people = [(place, 0) for place in range(1, people + 1)] if isinstance(people, int) else people
        for desk_rank, score in people:
            number += 1
            claims.append([number, home, home if home in PILOT else "", desk_rank, score])
    homes = seats if seats is not None else [home for home in PILOT for _seat in range(5)]
    usual = {
        "by_desk": True,
        "released": True,
        "has_release_date": False,
        "spread": False,
        "pilot_only": False,
    }
    return {
        "settings": usual | settings,
        "seats": [[1000 + number, home, ""] for number, home in enumerate(homes)],
        "claims": claims,
    }


def seated(facts, seed=SEED):
    """How many seats the people of each country have."""
    homes = {claim[0]: claim[1] for claim in facts["claims"]}
    return Counter(homes[registration] for registration, _seat, _rule in ranking.decide(facts, seed)["given"])


def test_the_worked_example_of_25_seats_for_35_people():
    """applications-and-review C.10: PL 9, PT 3, RO 7, SE 2, UK 8, others 6 ask."""
    found = seated(facts({"PL": 9, "PT": 3, "RO": 7, "SE": 2, "GB": 8, "IN": 6}))

    assert sum(found.values()) == 25
    assert (found["PT"], found["SE"], found["IN"]) == (3, 2, 0)
    assert all(found[home] >= 5 for home in ("PL", "RO", "GB"))


def test_the_worked_example_in_which_no_seat_is_lost():
    """The same, second half: PL 4, PT 3, RO 2, SE 1, UK 6, others 13: 15, one more for the UK, nine others."""
    found = seated(facts({"PL": 4, "PT": 3, "RO": 2, "SE": 1, "GB": 6, "IN": 13}))

    assert found == {"PL": 4, "PT": 3, "RO": 2, "SE": 1, "GB": 6, "IN": 9}


def test_before_the_release_only_the_own_seats_are_given():
    found = seated(facts({"PL": 9, "PT": 3, "IN": 6}, released=False, has_release_date=True))

    assert found == {"PL": 5, "PT": 3}


def test_unused_seats_can_be_spread_over_the_countries_with_the_fewest():
    asking = {"PL": [(None, 900)] * 9, "RO": [(None, 1)] * 9, "PT": 0}
    seats = ["PL"] * 2 + ["RO"] * 2 + ["PT"] * 4

    assert seated(facts(asking, seats)) == {"PL": 6, "RO": 2}
    assert seated(facts(asking, seats, spread=True)) == {"PL": 4, "RO": 4}


def test_unused_seats_can_be_kept_from_everybody_else():
    assert seated(facts({"PL": 1, "IN": 9}, pilot_only=True)) == {"PL": 1}


def test_at_an_event_without_homes_pilot_only_keeps_nobody_out():
    assert seated(facts({"PL": 1, "IN": 9}, [""] * 5, pilot_only=True)).total() == 5


def test_the_hub_decides_the_order_then_the_score_then_the_lot():
    claims = facts({"PL": [(2, 900), (1, 0), (None, 500), (None, 700), (None, 500)]})
    line = ranking.decide(claims | {"seats": []}, SEED)["line"]

    assert line[:3] == [2, 1, 4]
    lots = {number: ranking.lot(SEED, number) for number in (3, 5)}
    assert line[3:] == sorted(lots, key=lots.get)


def test_another_seed_draws_another_lot():
    claims = facts({"PL": [(None, 0)] * 20})

    orders = {tuple(ranking.decide(claims | {"seats": []}, str(seed))["line"]) for seed in range(5)}

    assert len(orders) == 5


def test_each_is_told_the_place_among_those_one_desk_ranks():
    places = ranking.decide(facts({"PL": 2, "IN": 1, "BR": 1}), SEED)["places"]

    assert places["1"] == [1, 2]
    assert places["2"] == [2, 2]
    assert sorted(places[number] for number in ("3", "4")) == [[1, 2], [2, 2]]


def test_the_fingerprint_does_not_depend_on_how_the_data_was_put_together():
    assert ranking.digest({"a": 1, "b": [2, "ż"]}) == ranking.digest({"b": [2, "ż"], "a": 1})
    assert ranking.digest({"a": 1}) != ranking.digest({"a": 2})


# ---- Properties

people = st.lists(
    st.tuples(
        st.sampled_from([*PILOT[:3], "IN", "BR"]),
        st.one_of(st.none(), st.integers(1, 30)),
        st.integers(0, 3),
    ),
    max_size=30,
)
homes_of_seats = st.lists(st.sampled_from(["PL", "PL", "PT", "RO", ""]), max_size=12)
settings = st.fixed_dictionaries(
    {name: st.booleans() for name in ("by_desk", "released", "spread", "pilot_only")}
)


def situation(people, seats, settings):
    claims = [
        [number, home, home if home in PILOT else "", desk_rank, score]
        for number, (home, desk_rank, score) in enumerate(people, 1)
    ]
    return {
        "settings": settings | {"has_release_date": not settings["released"]},
        "seats": [[1000 + number, home, ""] for number, home in enumerate(seats)],
        "claims": claims,
    }


@examples(people, homes_of_seats, settings)
def test_never_more_seats_than_there_are_and_never_two_for_one(people, seats, settings):
    given = ranking.decide(situation(people, seats, settings), SEED)["given"]

    assert len({seat for _person, seat, _rule in given}) == len(given) <= len(seats)
    assert len({person for person, _seat, _rule in given}) == len(given)


@examples(people, homes_of_seats, settings)
def test_everybody_has_a_seat_or_stands_in_line_once(people, seats, settings):
    result = ranking.decide(situation(people, seats, settings), SEED)

    found = [person for person, _seat, _rule in result["given"]] + result["line"]
    assert sorted(found) == list(range(1, len(people) + 1))


@examples(people, homes_of_seats, settings)
def test_no_country_is_under_its_quota_while_its_people_wait(people, seats, settings):
    now = situation(people, seats, settings)
    result = ranking.decide(now, SEED)
    homes = {claim[0]: claim[1] for claim in now["claims"]}
    has = Counter(homes[person] for person, _seat, _rule in result["given"])

    for home, quota in Counter(home for home in seats if home).items():
        waits = any(homes[person] == home for person in result["line"])
        assert has[home] >= quota or not waits


@examples(people, homes_of_seats, settings)
def test_no_seat_is_idle_while_somebody_eligible_waits(people, seats, settings):
    now = situation(people, seats, settings | {"released": True, "pilot_only": False})
    result = ranking.decide(now, SEED)

    assert len(result["given"]) == min(len(seats), len(people))


@examples(people, homes_of_seats, settings)
def test_nobody_is_overtaken_within_the_own_desk_and_country(people, seats, settings):
    """Who has a seat stands before every compatriot who has none."""
    now = situation(people, seats, settings)
    result = ranking.decide(now, SEED)
    seated = {person for person, _seat, _rule in result["given"]}
    by_home = {}
    for number, home, *_rest in now["claims"]:
        by_home.setdefault(home, []).append(number)

    for numbers in by_home.values():
        order = sorted(numbers, key=lambda number: result["places"][str(number)][0])
        has = [number in seated for number in order]
        assert has == sorted(has, reverse=True)


@examples(people, homes_of_seats, settings, st.randoms(use_true_random=False))
def test_when_people_asked_plays_no_part(people, seats, settings, chance):
    now = situation(people, seats, settings)
    shuffled = list(now["claims"])
    chance.shuffle(shuffled)

    assert ranking.decide(now | {"claims": shuffled}, SEED) == ranking.decide(now, SEED)


@examples(
    st.lists(st.tuples(st.sampled_from([*PILOT[:3], "IN"]), st.integers(0, 3)), min_size=1, max_size=24),
    homes_of_seats,
    settings,
    st.data(),
)
def test_a_better_place_at_the_desk_never_hurts(people, seats, settings, data):
    """Everybody is ranked; one person changes places with the one before: a seat that was due stays due."""
    counts = Counter()
    ranked = []
    for home, score in people:
        desk = home if home in PILOT else ""
        counts[desk] += 1
        ranked.append((home, counts[desk], score))
    now = situation(ranked, seats, settings | {"by_desk": True})
    who = data.draw(st.sampled_from(now["claims"]))
    before = next((row for row in now["claims"] if row[2] == who[2] and row[3] == who[3] - 1), None)
    better = [list(row) for row in now["claims"]]
    if before:
        better[who[0] - 1][3], better[before[0] - 1][3] = before[3], who[3]

    had = {person for person, _seat, _rule in ranking.decide(now, SEED)["given"]}
    has = {person for person, _seat, _rule in ranking.decide(now | {"claims": better}, SEED)["given"]}

    assert who[0] in has or who[0] not in had


@pytest.mark.parametrize("number", [500])
def test_the_rule_of_each_seat_says_why(number):
    chance = random.Random(1)
    asking = {
        home: [(None, chance.randint(0, 9)) for _person in range(number)] for home in (*PILOT[:4], "IN")
    }
    now = facts(asking)
    homes = {claim[0]: claim[1] for claim in now["claims"]}
    seats = {seat: home for seat, home, _holder in now["seats"]}

    for person, seat, rule in ranking.decide(now, SEED)["given"]:
        assert rule == (Rule.HOME_SEAT if homes[person] == seats[seat] else Rule.RELEASED_TO_PILOT)
