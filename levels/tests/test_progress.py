"""What evidence comes to: pure, and whatever the order in which it arrives."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levels.models import EvidenceKind
from levels.progress import Fact, add, state_of, total, union

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)


def watched(start, end, minute=0, needed=90, length=100):
    data = {"from": start * 1000, "to": end * 1000, "length": length * 1000, "needed": needed}
    return Fact(EvidenceKind.WATCHED, NOON + timedelta(minutes=minute), data)


def reached(*pages, minute=0, needed=90, length=10, version=1):
    data = {"pages": list(pages), "length": length, "needed": needed}
    return Fact(EvidenceKind.PAGES, NOON + timedelta(minutes=minute), data, version)


def scored(score, minute, passed):
    return Fact(EvidenceKind.SCORED, NOON + timedelta(minutes=minute), {"score": score, "passed": passed})


def test_pieces_are_put_together():
    assert union([[5, 9], [0, 2], [2, 3], [8, 12], [7, 7]]) == [[0, 3], [5, 12]]
    assert total([[0, 3], [5, 12]]) == 10


def test_what_is_watched_twice_counts_once():
    state = state_of([watched(0, 50), watched(0, 50, minute=1), watched(40, 60, minute=2)])

    assert (state.covered, state.done_at) == (60, None)
    assert state.detail == {"watched": [[0, 60000]], "spent": 120000}


def test_jumping_to_the_end_is_not_watching():
    state = state_of([watched(0, 5), watched(95, 100, minute=1)])

    assert (state.covered, state.position, state.done_at) == (10, 100, None)


def test_a_video_is_done_with_the_piece_that_makes_it_enough():
    state = state_of([watched(0, 50), watched(55, 94, minute=1), watched(49, 51, minute=2), watched(0, 9, 3)])

    assert state.done_at == NOON + timedelta(minutes=2)
    assert (state.done_version, state.last_at) == (1, NOON + timedelta(minutes=3))
    assert state.position == 9


def test_an_empty_piece_is_nothing():
    state = state_of([watched(7, 7)])

    assert (state.covered, state.position, state.detail) == (0, 0, {})


def test_what_was_asked_for_when_it_was_watched_decides():
    assert state_of([watched(0, 80, needed=80)]).done_at
    assert not state_of([watched(0, 80, needed=81)]).done_at
    assert state_of([watched(0, 80, needed=90), watched(0, 1, minute=1, needed=80)]).done_at


def test_pages_are_counted_once_each():
    state = state_of([reached(1, 2, 3), reached(3, 4, minute=1), reached(2, minute=2)])

    assert (state.covered, state.position, state.detail) == (4, 2, {"pages": [1, 2, 3, 4]})


def test_nine_pages_of_ten_are_enough_for_90_percent_and_8_are_not():
    assert state_of([reached(*range(1, 10), version=3)]).done_version == 3
    assert state_of([reached(*range(1, 9))]).done_at is None


def test_nothing_is_done_by_being_opened():
    assert state_of([Fact(EvidenceKind.OPENED, NOON)]).done_at is None


@pytest.mark.parametrize("kind", [EvidenceKind.DECLARED, EvidenceKind.CONTRIBUTED])
def test_what_a_person_says_is_enough(kind):
    state = state_of([Fact(EvidenceKind.OPENED, NOON), Fact(kind, NOON + timedelta(minutes=1), {}, 2)])

    assert (state.opened_at, state.done_at, state.done_version) == (NOON, NOON + timedelta(minutes=1), 2)


def test_a_package_is_done_when_it_says_so_and_keeps_the_best_score():
    played = [
        Fact(EvidenceKind.PLAYED, NOON, {"completed": False, "passed": None, "score": 8000, "seconds": 60}),
        Fact(
            EvidenceKind.PLAYED,
            NOON + timedelta(minutes=1),
            {"completed": True, "passed": False, "score": 5000, "seconds": 90},
        ),
    ]

    assert state_of(played[:1]).done_at is None
    assert state_of(played).done_at == NOON + timedelta(minutes=1)
    assert state_of(played).detail == {"score": 8000, "seconds": 90}


def test_of_an_assessment_the_result_holds_that_was_scored_last():
    facts = [scored(4000, 0, False), scored(8000, 1, True)]
    assert state_of(facts).done_at == NOON + timedelta(minutes=1)

    assert state_of([*facts, scored(7000, 2, False)]).done_at is None


FACTS = st.one_of(
    st.builds(
        watched,
        st.integers(0, 60),
        st.integers(0, 100),
        minute=st.integers(0, 9),
        needed=st.sampled_from([50, 90]),
    ),
    st.builds(lambda page, minute: reached(page, minute=minute), st.integers(1, 10), st.integers(0, 9)),
    st.builds(lambda minute: Fact(EvidenceKind.OPENED, NOON + timedelta(minutes=minute)), st.integers(0, 9)),
    st.builds(scored, st.integers(0, 10000), st.integers(0, 9), st.booleans()),
)


@given(st.lists(FACTS, max_size=12), st.randoms(use_true_random=False))
def test_the_order_in_which_evidence_arrives_makes_no_difference(facts, random):
    shuffled = list(facts)
    random.shuffle(shuffled)

    assert state_of(shuffled) == state_of(facts)


@given(st.lists(FACTS, min_size=1, max_size=12))
def test_one_more_fact_that_is_the_latest_comes_to_the_same_as_all_anew(facts):
    latest, state = watched(0, 100, minute=99), state_of(facts)

    add(state, latest)

    assert state == state_of([*facts, latest])


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), max_size=20))
def test_the_union_covers_exactly_what_was_watched(pieces):
    seconds = {second for start, end in pieces for second in range(start, end)}

    assert total(union(pieces)) == len(seconds)
    assert all(one[1] < other[0] for one, other in zip(union(pieces), union(pieces)[1:], strict=False))
