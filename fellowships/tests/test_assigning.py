from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from fellowships.assigning import Need, Reviewer, plan

SEED = "of-the-call"


def need(number, *, country="PL", lacking=2, barred=()):
    return Need(
        application=number, code=f"C{number:03}", country=country, lacking=lacking, barred=frozenset(barred)
    )


def reviewers(count, *, country="SE", cap=15, **fields):
    return [Reviewer(person=number, country=country, cap=cap, **fields) for number in range(1, count + 1)]


def loads(made):
    return Counter(person for _application, person in made.pairs)


def test_everybody_gets_the_same_when_that_is_possible():
    made = plan([need(number) for number in range(12)], reviewers(4), SEED)

    assert set(loads(made).values()) == {6}
    assert made.short == {}


def test_the_same_facts_and_seed_give_the_same_plan_whatever_their_order():
    needs, people = [need(number) for number in range(20)], reviewers(7)

    assert plan(needs, people, SEED) == plan(needs[::-1], people[::-1], SEED)
    assert plan(needs, people, SEED).pairs != plan(needs, people, "another").pairs


def test_nobody_gets_what_is_barred():
    made = plan([need(1, barred={1, 2})], reviewers(4), SEED)

    assert loads(made) == {3: 1, 4: 1}


def test_a_reviewer_from_another_country_comes_first():
    people = [Reviewer(1, "PL", 15), Reviewer(2, "PL", 15), Reviewer(3, "SE", 15), Reviewer(4, "RO", 15)]

    assert loads(plan([need(1)], people, SEED)) == {3: 1, 4: 1}
    assert loads(plan([need(1)], people[:3], SEED))[3] == 1


def test_work_that_is_there_counts_and_stays():
    people = [Reviewer(1, "SE", 15, load=5), Reviewer(2, "SE", 15), Reviewer(3, "SE", 15)]

    made = plan([need(number, lacking=1) for number in range(4)], people, SEED)

    assert loads(made) == {2: 2, 3: 2}


def test_somebody_passes_one_on_so_that_nobody_is_left_without_a_review():
    """Whoever takes the first one lightly leaves none for the last: only 1 may have it, and 1 has room for one."""
    people = [Reviewer(1, "SE", 1), Reviewer(2, "SE", 2)]
    needs = [need(1, lacking=1), need(2, lacking=1), need(3, lacking=1, barred={2})]

    made = plan(needs, people, SEED)

    assert made.short == {}
    assert (3, 1) in made.pairs


def test_what_nobody_can_take_is_said():
    made = plan([need(1), need(2, barred={1, 2, 3})], reviewers(3, cap=1), SEED)

    assert made.short == {2: 2}


def test_nobody_at_all():
    assert plan([need(1)], [], SEED).short == {1: 2}
    assert plan([], reviewers(2), SEED).pairs == ()


CASES = st.tuples(
    st.lists(
        st.tuples(
            st.sampled_from(["PL", "SE", "RO"]),
            st.integers(1, 3),
            st.frozensets(st.integers(1, 6), max_size=4),
        ),
        max_size=12,
    ),
    st.lists(
        st.tuples(st.sampled_from(["PL", "SE", "RO"]), st.integers(1, 6), st.integers(0, 3)),
        min_size=1,
        max_size=6,
    ),
)


def build(case):
    needs = [
        need(number, country=country, lacking=lacking, barred=barred)
        for number, (country, lacking, barred) in enumerate(case[0])
    ]
    people = [
        Reviewer(person, country, cap, load) for person, (country, cap, load) in enumerate(case[1], start=1)
    ]
    return needs, people


@given(CASES)
def test_no_plan_breaks_a_rule(case):
    needs, people = build(case)
    made = plan(needs, people, SEED)

    barred = {need.application: need.barred for need in needs}
    got = Counter(application for application, _person in made.pairs)
    assert len(set(made.pairs)) == len(made.pairs)
    assert not any(person in barred[application] for application, person in made.pairs)
    assert all(
        count + person.load <= max(person.cap, person.load)
        for person in people
        for count in [loads(made)[person.person]]
    )
    assert all(got[need.application] + made.short.get(need.application, 0) == need.lacking for need in needs)


@given(CASES)
def test_nothing_is_left_that_somebody_has_room_for(case):
    needs, people = build(case)
    made = plan(needs, people, SEED)

    has = set(made.pairs)
    room = [person for person in people if person.load + loads(made)[person.person] < person.cap]
    for need in (need for need in needs if need.application in made.short):
        for person in room:
            assert person.person in need.barred or (need.application, person.person) in has


@given(CASES)
def test_no_single_passing_on_would_make_it_more_even(case):
    needs, people = build(case)
    made = plan(needs, people, SEED)
    load = {person.person: person.load + loads(made)[person.person] for person in people}
    country = {person.person: person.country for person in people}

    has = set(made.pairs)
    for application, giver in made.pairs:
        need = next(need for need in needs if need.application == application)
        for taker in people:
            lighter = load[taker.person] < min(taker.cap, load[giver] - 1)
            stays_far = country[giver] == need.country or taker.country != need.country
            is_free = taker.person not in need.barred and (application, taker.person) not in has
            assert not (lighter and stays_far and is_free)
