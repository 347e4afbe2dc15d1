"""How many hundredths each kind of question earns; with answers that nobody would think of."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import answers, marking
from assessments.models import Kind, MatchItem, Option, QuestionVersion

LIST = [11, 12, 13, 14, 15]


def version(kind, correct=(), items=(), **fields):
    """In memory only, with options and items as `papers.load` gives them: marking asks nothing of the database."""
    made = QuestionVersion(pk=1, kind=kind, **fields)
    options = [Option(pk=pk, order=pk, text=str(pk), is_correct=pk in correct) for pk in LIST]
    matched = [MatchItem(pk=pk, order=pk, text=str(pk), answer_id=answer) for pk, answer in items]
    made._prefetched_objects_cache = {"options": options, "items": matched}
    return made


ITEMS = ((7, 11), (8, 12), (9, 11))
SINGLE = version(Kind.SINGLE, correct=[12])
MULTIPLE = version(Kind.MULTIPLE, correct=[11, 13])
STATEMENTS = version(Kind.TRUE_FALSE, correct=[11, 13])
MATCHING = version(Kind.MATCHING, items=ITEMS)
ORDERING = version(Kind.ORDERING)
NUMERIC = version(Kind.NUMERIC, target=65, tolerance=2)
TEXT = version(Kind.SHORT_TEXT)
ALL_KINDS = [SINGLE, MULTIPLE, STATEMENTS, MATCHING, ORDERING, NUMERIC, TEXT]

ids = st.sampled_from(LIST)
ANSWERS = {
    Kind.SINGLE: ids,
    Kind.MULTIPLE: st.sets(ids, min_size=1).map(sorted),
    Kind.TRUE_FALSE: st.dictionaries(ids.map(str), st.booleans(), min_size=1),
    Kind.MATCHING: st.dictionaries(st.sampled_from(["7", "8", "9"]), ids, min_size=1),
    Kind.ORDERING: st.permutations(LIST),
    Kind.NUMERIC: st.decimals(-1000, 1000, places=3).map(str),
    Kind.SHORT_TEXT: st.text(min_size=1),
}


@pytest.mark.parametrize("asked", ALL_KINDS, ids=lambda one: one.kind)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_points_are_whole_hundredths_between_nothing_and_all(asked, data):
    points = marking.points(asked, data.draw(ANSWERS[asked.kind]))

    assert points is None if asked.kind == Kind.SHORT_TEXT else points in range(101)


@pytest.mark.parametrize("asked", ALL_KINDS[:-1], ids=lambda one: one.kind)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_only_the_right_answer_earns_all(asked, data):
    answer, key = data.draw(ANSWERS[asked.kind]), marking.right_answer(asked)

    assert marking.points(asked, key) == 100
    if asked.kind != Kind.NUMERIC:
        assert (marking.points(asked, answer) == 100) == (answer == key)


@pytest.mark.parametrize("asked", ALL_KINDS, ids=lambda one: one.kind)
def test_an_unanswered_question_earns_nothing_and_waits_for_nobody(asked):
    assert marking.points(asked, None) == 0


@pytest.mark.parametrize("asked", ALL_KINDS, ids=lambda one: one.kind)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_an_answer_survives_its_way_through_a_form(asked, data):
    """What comes back means the same: a text loses blank ends, a number superfluous zeros."""
    answer = data.draw(ANSWERS[asked.kind])

    read = answers.read(asked, answers.fields(asked, answer))

    if asked.kind not in (Kind.NUMERIC, Kind.SHORT_TEXT):
        assert read == answer
    assert marking.points(asked, read) == marking.points(asked, answer) or read is None


@pytest.mark.parametrize(
    ("ticked", "earned"),
    [([11, 13], 100), ([11], 60), ([11, 12], 20), ([12], 0), (LIST, 0), ([11, 13, 14], 60), ([14, 15], 0)],
)
def test_each_decision_of_several_answers_earns_or_costs_its_share(ticked, earned):
    assert marking.points(MULTIPLE, ticked) == earned


@pytest.mark.parametrize(
    ("said", "earned"),
    [
        ({"11": True, "12": False, "13": True, "14": False, "15": False}, 100),
        ({"11": True, "12": True, "13": True, "14": False}, 60),
        ({"11": True}, 20),
        ({"12": True}, 0),
    ],
)
def test_each_statement_judged_rightly_earns_its_share(said, earned):
    assert marking.points(STATEMENTS, said) == earned


@pytest.mark.parametrize(
    ("matched", "earned"), [({"7": 11, "8": 12, "9": 11}, 100), ({"7": 11, "8": 11}, 33), ({"8": 11}, 0)]
)
def test_each_item_matched_rightly_earns_its_share(matched, earned):
    assert marking.points(MATCHING, matched) == earned


@pytest.mark.parametrize(
    ("order", "earned"),
    [(LIST, 100), ([12, 13, 14, 15, 11], 75), ([12, 11, 13, 14, 15], 50), (LIST[::-1], 0)],
)
def test_each_pair_of_neighbours_in_order_earns_its_share(order, earned):
    assert marking.points(ORDERING, order) == earned


@pytest.mark.parametrize(
    ("number", "earned"), [("65", 100), ("63", 100), ("67.0", 100), ("67.001", 0), ("62.999", 0), ("-65", 0)]
)
def test_a_number_counts_within_its_tolerance(number, earned):
    assert marking.points(NUMERIC, number) == earned
