"""The walk down the merit list by itself: the worked example, and what always holds, on small cases of all kinds."""

import warnings
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from matching.games import HospitalResident

from fellowships import allocation
from fellowships.allocation import KEPT, RELEASED, decide

LUND, PORTO, UTRECHT = 1, 2, 3
PILOT = 7
SEED = "an open seed"
WISHES = {
    "A": (92, None, [LUND, PORTO, UTRECHT]),
    "B": (90, PILOT, [LUND, UTRECHT]),
    "C": (88, None, [LUND, PORTO]),
    "D": (86, None, [PORTO, UTRECHT]),
    "E": (84, None, [UTRECHT, PORTO]),
    "F": (81, PILOT, [LUND, PORTO, UTRECHT]),
    "G": (80, None, [UTRECHT]),
    "H": (76, PILOT, [PORTO, UTRECHT]),
    "I": (74, PILOT, [UTRECHT, LUND]),
    "J": (70, PILOT, [LUND, UTRECHT]),
}


def facts(wishes, centres, fellowships, *minimums, held=None, gone=(), is_pilot_first_on_tie=True):
    """`wishes` maps codes to (points, group or None, choices); `minimums` are those of the groups 7, 8, …"""
    return {
        "fellowships": fellowships,
        "is_pilot_first_on_tie": is_pilot_first_on_tie,
        "groups": [
            {"id": PILOT + number, "title": f"Group {number}", "minimum": minimum}
            for number, minimum in enumerate(minimums)
        ],
        "centres": [list(pair) for pair in centres.items()],
        "people": [
            {
                "code": code,
                "score": points * 100,
                "group": group,
                "lot": allocation.lot(SEED, code),
                "choices": choices,
            }
            for code, (points, group, choices) in wishes.items()
        ],
        "held": held or {},
        "gone": list(gone),
    }


def example(minimum=4, **more):
    return facts(WISHES, {LUND: 2, PORTO: 2, UTRECHT: 3}, 6, minimum, **more)


def centres(decision):
    return {turn.code: turn.centre for turn in decision.turns if turn.centre is not None}


def test_the_worked_example_by_merit_only():
    decision = decide(example(minimum=0))

    assert centres(decision) == {"A": LUND, "B": LUND, "C": PORTO, "D": PORTO, "E": UTRECHT, "F": UTRECHT}
    assert [turn.code for turn in decision.reserve] == ["G", "H", "I", "J"]


def test_the_worked_example_with_a_minimum_of_four():
    decision = decide(example())

    assert centres(decision) == {"A": LUND, "B": LUND, "C": PORTO, "F": PORTO, "H": UTRECHT, "I": UTRECHT}
    assert [turn.code for turn in decision.reserve] == ["D", "E", "G", "J"]
    assert [turn.reserve for turn in decision.reserve] == [1, 2, 3, 4]
    assert [turn.place for turn in decision.turns] == list(range(1, 11))


def test_each_turn_of_the_worked_example_has_the_reason_of_the_study():
    seen = {turn.code: turn.seen for turn in decide(example()).turns}

    assert {code: one.why for code, one in seen.items()} == {
        "A": "place",
        "B": "place",
        "C": "place",
        "D": "kept",
        "E": "kept",
        "F": "place",
        "G": "kept",
        "H": "place",
        "I": "place",
        "J": "spent",
    }
    assert (seen["C"].full, seen["F"].full, seen["H"].full) == ([LUND], [LUND], [PORTO])
    assert (seen["D"].given, seen["D"].left, seen["D"].kept) == (3, 3, [["Group 0", 3, 4]])
    assert (seen["G"].given, seen["G"].left) == (4, 2)


def holding(*leaving):
    """Those who hold a place after the first run of the example, without who has left the call."""
    places = centres(decide(example()))
    return {"held": {code: one for code, one in places.items() if code not in leaving}, "gone": leaving}


def given_anew(decision):
    return {turn.code: turn.centre for turn in decision.placed}


def test_an_open_fellowship_that_is_declined_goes_to_the_first_in_reserve():
    assert given_anew(decide(example(**holding("A")))) == {"D": UTRECHT}


def test_a_fellowship_that_leaves_the_minimum_short_goes_to_the_next_of_the_group():
    assert given_anew(decide(example(**holding("B")))) == {"J": LUND}


def test_where_the_minimum_does_not_bind_replacements_it_goes_to_the_first_who_wants_a_free_centre():
    assert given_anew(decide(example(minimum=0, **holding("B")))) == {"D": UTRECHT}


def test_who_has_left_has_no_turn_and_everybody_keeps_the_place_on_the_merit_list():
    decision = decide(example(**holding("B")))

    assert "B" not in [turn.code for turn in decision.turns]
    assert [turn.place for turn in decision.turns] == [1, 3, 4, 5, 6, 7, 8, 9, 10]


def test_what_is_kept_and_not_needed_goes_to_everyone_who_waits():
    """Both of the group want a centre that is full: the two fellowships kept for them are released."""
    wishes = {
        "A": (90, None, [LUND]),
        "B": (80, None, [PORTO]),
        "C": (70, None, [UTRECHT]),
        "D": (60, PILOT, [LUND]),
    }
    decision = decide(facts(wishes, {LUND: 1, PORTO: 1, UTRECHT: 1}, 2, 1))
    turns = {turn.code: turn for turn in decision.turns}

    assert centres(decision) == {"A": LUND, "B": PORTO}
    assert (turns["B"].basis, turns["B"].seen.why, turns["B"].again.why) == (RELEASED, "kept", "place")
    assert (turns["C"].seen.why, turns["C"].again.why) == ("kept", "spent")
    assert (turns["D"].seen.why, turns["D"].again.why) == ("full", "spent")


def test_a_centre_that_left_the_call_is_passed_over_and_said():
    decision = decide(facts({"A": (90, None, [LUND, PORTO])}, {PORTO: 1}, 1))

    assert decision.centre_of("A") == PORTO
    assert decision.turns[0].seen.gone == [LUND]


def test_on_a_tie_the_group_goes_first_where_the_call_says_so_and_the_lot_decides_otherwise():
    wishes = {code: (80, PILOT if code == "D" else None, [LUND]) for code in "ABCD"}
    by_lot = min(wishes, key=lambda code: allocation.lot(SEED, code))

    assert by_lot != "D"
    assert centres(decide(facts(wishes, {LUND: 1}, 1, 0))) == {"D": LUND}
    assert centres(decide(facts(wishes, {LUND: 1}, 1, 0, is_pilot_first_on_tie=False))) == {by_lot: LUND}


def test_a_lot_can_be_computed_by_hand():
    """printf 'seed:CODE' | sha256sum"""
    assert allocation.lot("seed", "CODE").startswith("3b13edd45c27")


# --- what always holds ---------------------------------------------------------------------------------------------

PLACES = st.sampled_from([LUND, PORTO, UTRECHT])


@st.composite
def cases(draw, groups=1, people=7):
    wishes = {
        chr(ord("A") + number): (
            draw(st.integers(60, 64)),
            draw(st.sampled_from([None, *range(PILOT, PILOT + groups)])),
            draw(st.lists(PLACES, unique=True, max_size=3)),
        )
        for number in range(draw(st.integers(1, people)))
    }
    sizes = {centre: draw(st.integers(0, 3)) for centre in (LUND, PORTO, UTRECHT)}
    minimums = [draw(st.integers(0, 3)) for _group in range(groups)]
    return facts(
        wishes,
        sizes,
        draw(st.integers(0, 6)),
        *minimums,
        is_pilot_first_on_tie=draw(st.booleans()),
    )


def with_person(case, code, **changes):
    people = [row | changes if row["code"] == code else row for row in case["people"]]
    return case | {"people": people}


def liking(case, code):
    """The person's centres by how much they are liked: 0 is the first choice, and no centre comes last."""
    choices = next(row["choices"] for row in case["people"] if row["code"] == code)
    return {centre: number for number, centre in enumerate(choices)} | {None: len(choices)}


def lists_of(centres_):
    return [list(one) for size in range(len(centres_) + 1) for one in permutations(centres_, size)]


@given(cases())
def test_nobody_gets_a_centre_they_did_not_choose_and_no_centre_is_overfull(case):
    decision = decide(case)
    used = Counter(turn.centre for turn in decision.placed)

    assert len(decision.placed) <= case["fellowships"]
    assert all(used[centre] <= places for centre, places in case["centres"])
    for turn in decision.placed:
        assert turn.centre in liking(case, turn.code)


@given(cases())
def test_without_a_minimum_and_with_enough_fellowships_it_is_deferred_acceptance(case):
    """Against the resident-optimal matching of the `matching` library, each centre ranking by the one merit list."""
    case["groups"], case["fellowships"] = [], 100
    order = [turn.code for turn in decide(case).turns]
    sizes = {str(centre): places for centre, places in case["centres"] if places}
    choices = {
        row["code"]: [str(one) for one in row["choices"] if str(one) in sizes] for row in case["people"]
    }
    residents = {code: liked for code, liked in choices.items() if liked}
    hospitals = {centre: [code for code in order if centre in residents.get(code, ())] for centre in sizes}
    hospitals = {centre: ranked for centre, ranked in hospitals.items() if ranked}
    assume(hospitals)
    game = HospitalResident.create_from_dictionaries(
        residents, hospitals, {centre: sizes[centre] for centre in hospitals}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of residents without a match
        expected = {
            resident.name: int(hospital.name)
            for hospital, matched in game.solve(optimal="resident").items()
            for resident in matched
        }

    assert centres(decide(case)) == expected


@given(cases(groups=2))
def test_with_room_everywhere_it_is_the_best_adjusted_to_the_minimums(case):
    """The other way to say it: take the best; while a group is short, its next best replaces the last one above."""
    case["centres"] = [[LUND, 100]]
    case = case | {"people": [row | {"choices": [LUND]} for row in case["people"]]}
    assume(sum(group["minimum"] for group in case["groups"]) <= case["fellowships"])

    assert {turn.code for turn in decide(case).placed} == best_adjusted(case)


def best_adjusted(case):
    order = [turn.code for turn in decide(case).turns]
    groups = {row["code"]: row["group"] for row in case["people"]}
    eligible = Counter(groups.values())
    minimum = {group["id"]: min(group["minimum"], eligible[group["id"]]) for group in case["groups"]}
    taken, waiting = order[: case["fellowships"]], order[case["fellowships"] :]
    while True:
        count = Counter(groups[code] for code in taken)
        short = [code for code in waiting if count[groups[code]] < minimum.get(groups[code], 0)]
        if not short:
            return set(taken)
        above = [code for code in taken if count[groups[code]] > minimum.get(groups[code], 0)]
        taken.remove(above[-1])
        waiting.append(above[-1])
        taken.append(short[0])
        waiting.remove(short[0])
        taken.sort(key=order.index)
        waiting.sort(key=order.index)


@settings(max_examples=60)
@given(cases(people=6))
def test_nobody_gains_by_another_list(case):
    """Every list of every person is tried."""
    truth = decide(case)
    for row in case["people"]:
        likes = liking(case, row["code"])
        own = likes[truth.centre_of(row["code"])]
        for other in lists_of([LUND, PORTO, UTRECHT]):
            got = decide(with_person(case, row["code"], choices=other)).centre_of(row["code"])
            assert likes.get(got, len(likes)) >= own


@given(cases(groups=2))
def test_a_better_score_never_hurts(case):
    truth = decide(case)
    for row in case["people"]:
        likes = liking(case, row["code"])
        own = likes[truth.centre_of(row["code"])]
        for more in (50, 100, 300):
            better = decide(with_person(case, row["code"], score=row["score"] + more))
            assert likes[better.centre_of(row["code"])] <= own


@given(cases())
def test_being_in_the_group_never_hurts(case):
    for row in case["people"]:
        likes = liking(case, row["code"])
        outside = decide(with_person(case, row["code"], group=None)).centre_of(row["code"])
        inside = decide(with_person(case, row["code"], group=PILOT)).centre_of(row["code"])
        assert likes[inside] <= likes[outside]


@given(cases(groups=2))
def test_nothing_is_wasted(case):
    """No fellowship and place are left while somebody waits who would take them."""
    decision = decide(case)
    if len(decision.placed) == case["fellowships"]:
        return
    used = Counter(turn.centre for turn in decision.placed)
    free = {centre for centre, places in case["centres"] if used[centre] < places}
    for turn in decision.reserve:
        assert not free & set(liking(case, turn.code))


@settings(max_examples=400)
@given(cases(groups=2))
def test_a_minimum_is_missed_only_where_nobody_left_of_the_group_could_take_a_place(case):
    """As long as the minimums together are not more than the fellowships there are."""
    assume(sum(group["minimum"] for group in case["groups"]) <= case["fellowships"])
    decision = decide(case)
    groups = {row["code"]: row["group"] for row in case["people"]}
    used = Counter(turn.centre for turn in decision.placed)
    free = {centre for centre, places in case["centres"] if used[centre] < places}
    for group in case["groups"]:
        if sum(groups[turn.code] == group["id"] for turn in decision.placed) < group["minimum"]:
            waiting = [turn for turn in decision.reserve if groups[turn.code] == group["id"]]
            assert not any(free & set(liking(case, turn.code)) for turn in waiting)


@given(cases(groups=2))
def test_nobody_has_a_reason_to_envy(case):
    """Whoever has the centre I liked more stands above me, or has a fellowship kept for a group that is not mine.

    Left out: who was placed in the second walk, from what was kept (the known limit of late release).
    """
    decision = decide(case)
    groups = {row["code"]: row["group"] for row in case["people"]}
    for mine in decision.turns:
        if mine.basis == RELEASED:
            continue
        likes = liking(case, mine.code)
        for theirs in decision.placed:
            if likes.get(theirs.centre, len(likes)) < likes[mine.centre]:
                is_protected = theirs.basis == KEPT and groups[theirs.code] != groups[mine.code]
                assert theirs.place < mine.place or is_protected or theirs.basis == RELEASED


@given(cases(groups=2), st.data())
def test_whoever_holds_a_place_is_never_moved(case, data):
    first = decide(case)
    assume(first.placed)
    leaving = data.draw(st.sampled_from([turn.code for turn in first.placed]))
    held = {turn.code: turn.centre for turn in first.placed if turn.code != leaving}

    second = decide(case | {"held": held, "gone": [leaving]})

    assert {turn.code: turn.centre for turn in second.turns if turn.outcome == "held"} == held
    assert len(second.placed) + len(held) <= case["fellowships"]


@given(cases(groups=2), st.randoms())
def test_the_same_facts_in_another_order_give_the_same_turns(case, random):
    shuffled = case | {"people": list(case["people"])}
    random.shuffle(shuffled["people"])

    assert decide(shuffled) == decide(case)


@pytest.mark.parametrize(("score", "first"), [(7000, "B"), (7001, "A")])
def test_one_hundredth_of_a_point_decides(score, first):
    people = [
        allocation.Person("A", score, None, "later lot", ()),
        allocation.Person("B", 7000, None, "earlier lot", ()),
    ]

    assert allocation.in_order(people, is_pilot_first_on_tie=True)[0].code == first
