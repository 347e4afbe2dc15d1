"""What evidence comes to. No database: rules and facts are plain values."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levels.facts import Event, fold
from levels.rules import Asked, Attended, Facts, Group, Rules, Scored, score, stand

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)

RESOURCES = Asked(key="e-learning", kind="resources", title="E-learning", level=1, resources=(1, 2, 3))
TEST = Asked(key="test", kind="assessment", title="Assessment", level=1, assessment=7)
LIVE = Asked(key="live", kind="attendance", title="Live event", level=1, activity=5, share=7500)
EVALUATION = Asked(key="evaluation", kind="evaluation", title="Evaluation", level=1, survey=9)
SIGNED = Asked(key="signed", kind="sign_off", title="Signed off", level=1)
EARLIER = Asked(key="earlier", kind="level", title="Level 0", level=1, earlier=4)
EACH = [RESOURCES, TEST, LIVE, EVALUATION, SIGNED, EARLIER]


def one(asked, **facts):
    return stand(Rules((Group("", "all", 1, (asked,)),)), Facts(**facts)).groups[0].found[0]


def everything():
    return Facts(
        done=dict.fromkeys((1, 2, 3), NOON),
        scored={7: Scored(8000, True, NOON)},
        attended={5: {"level-1-live": Attended(9000, NOON)}},
        answered={9: NOON},
        signed_off={(1, "signed"): NOON},
        completed={4: NOON},
    )


@pytest.mark.parametrize("asked", EACH, ids=lambda asked: asked.kind)
def test_nothing_done_meets_nothing_and_everything_done_meets_each_kind(asked):
    rules = Rules((Group("", "all", 1, (asked,)),))

    assert not stand(rules, Facts()).is_met
    assert stand(rules, everything()).is_met


def test_resources_are_met_on_the_day_of_the_last_one():
    found = one(RESOURCES, done={1: NOON, 2: LATER, 3: NOON})

    assert (found.have, found.of, found.at) == (3, 3, LATER)


def test_resources_name_the_first_that_is_missing_in_the_order_of_the_classroom():
    found = one(RESOURCES, done={3: NOON, 99: NOON})

    assert (found.have, found.of, found.is_met, found.missing) == (1, 3, False, 1)


def test_a_level_without_mandatory_resources_is_not_done_by_itself():
    nothing = Asked(key="e-learning", kind="resources", title="", level=1)

    assert not one(nothing, done={1: NOON}).is_met


def test_an_assessment_that_was_failed_shows_the_score_and_is_not_met():
    found = one(TEST, scored={7: Scored(7499, False, NOON)})

    assert (found.is_met, found.best) == (False, 7499)


@pytest.mark.parametrize(("share", "is_met"), [(7499, False), (7500, True), (10000, True), (0, False)])
def test_attendance_counts_from_the_share_that_is_asked(share, is_met):
    assert one(LIVE, attended={5: {"a": Attended(share, NOON)}}).is_met is is_met


def test_the_same_event_twice_is_one_event():
    twice = Asked(key="live", kind="attendance", title="", level=1, activity=5, share=5000, times=2)

    assert not one(twice, attended={5: {"a": Attended(9000, NOON)}}).is_met
    assert one(twice, attended={5: {"a": Attended(9000, NOON), "b": Attended(5000, LATER)}}).at == LATER


def test_an_event_of_which_no_share_is_asked_still_needs_a_minute():
    any_minute = Asked(key="live", kind="attendance", title="", level=1, activity=5, share=0)

    assert not one(any_minute, attended={5: {"a": Attended(0, NOON)}}).is_met
    assert one(any_minute, attended={5: {"a": Attended(1, NOON)}}).is_met


def test_a_sign_off_counts_for_its_own_level_only():
    assert not one(SIGNED, signed_off={(2, "signed"): NOON}).is_met


def test_an_exemption_meets_a_requirement_and_says_so():
    found = one(TEST, exempted={(1, "test"): NOON}, scored={7: Scored(1000, False, LATER)})

    assert (found.is_met, found.is_exempt, found.best) == (True, True, 1000)


def test_who_has_met_it_needs_no_exemption():
    found = one(TEST, exempted={(1, "test"): NOON}, scored={7: Scored(9000, True, LATER)})

    assert (found.is_met, found.is_exempt, found.at) == (True, False, LATER)


@pytest.mark.parametrize(
    ("operator", "least", "met", "is_met", "have", "of"),
    [
        ("all", 1, 2, False, 2, 3),
        ("all", 1, 3, True, 3, 3),
        ("any", 1, 0, False, 0, 1),
        ("any", 1, 2, True, 1, 1),
        ("at_least", 2, 1, False, 1, 2),
        ("at_least", 2, 3, True, 2, 2),
        ("at_least", 4, 3, False, 3, 4),
    ],
)
def test_a_group_asks_for_all_for_one_or_for_so_many(operator, least, met, is_met, have, of):
    asked = tuple(Asked(key=str(n), kind="sign_off", title="", level=1) for n in range(3))
    facts = Facts(signed_off={(1, str(n)): NOON for n in range(met)})

    standing = stand(Rules((Group("", operator, least, asked),)), facts)

    assert (standing.is_met, standing.have, standing.of) == (is_met, have, of)


@pytest.mark.parametrize("groups", [(), (Group("", "all", 1, ()),), (Group("", "any", 1, ()),)])
def test_what_asks_nothing_is_never_met(groups):
    assert not stand(Rules(groups), everything()).is_met


def test_a_score_is_the_weighted_mean_with_halves_rounded_up():
    facts = Facts(scored={1: Scored(8001, True, NOON), 2: Scored(6000, False, NOON)})

    assert score({1: 1}, facts) == 8001
    assert score({1: 1, 2: 1}, facts) == 7001
    assert score({1: 3, 2: 1}, facts) == 7501


def test_there_is_no_score_before_each_part_has_a_result():
    facts = Facts(scored={1: Scored(8000, True, NOON)})

    assert score({}, facts) is None
    assert score({1: 1, 2: 1}, facts) is None


# ---- Whatever comes, in whatever order ------------------------------------------------------------------------

moments = st.integers(0, 20).map(lambda hours: NOON + timedelta(hours=hours))
scored = st.builds(
    lambda at, points: Event("scored", 7, {"score": points, "passed": points >= 7500, "attempt": 1}, at),
    moments,
    st.integers(0, 10000),
)
attended = st.builds(
    lambda at, occasion, share: Event("attended", 5, {"occasion": occasion, "title": "", "share": share}, at),
    moments,
    st.sampled_from("abc"),
    st.integers(0, 10000),
)
said = st.builds(
    lambda at, kind, key, holds: Event(kind, 1, {"requirement": key, "holds": holds}, at),
    moments,
    st.sampled_from(["signed_off", "exempted"]),
    st.sampled_from(["signed", "test", "live"]),
    st.booleans(),
)
evidence = st.lists(st.one_of(scored, attended, said), max_size=30)
groups = st.builds(
    lambda operator, least, asked: Group("", operator, least, tuple(asked)),
    st.sampled_from(["all", "any", "at_least"]),
    st.integers(1, 4),
    st.lists(st.sampled_from(EACH), max_size=4, unique_by=lambda asked: asked.key),
)
rulesets = st.lists(groups, max_size=3).map(lambda found: Rules(tuple(found)))


def folded(events):
    facts = Facts()
    fold(facts, events)
    return facts


@given(rulesets, evidence, st.randoms(use_true_random=False))
def test_the_order_in_which_evidence_comes_plays_no_part(rules, events, chance):
    mixed = random.Random(chance.random()).sample(events, len(events))

    assert folded(mixed) == folded(events)
    assert stand(rules, folded(mixed)) == stand(rules, folded(events))


@given(rulesets, evidence)
def test_counts_never_pass_what_is_asked(rules, events):
    standing = stand(rules, folded(events))

    assert 0 <= standing.have <= standing.of
    for group in standing.groups:
        assert group.is_met == (bool(group.found) and group.have == group.group.needed)
        assert all(0 <= found.have <= found.of for found in group.found)


@given(rulesets, evidence, st.sampled_from(EACH))
def test_an_exemption_never_takes_anything_away(rules, events, asked):
    before = stand(rules, folded(events))
    exempt = folded(events)
    exempt.exempted[(asked.level, asked.key)] = NOON

    after = stand(rules, exempt)

    assert after.have >= before.have
    assert after.is_met or not before.is_met


@given(st.dictionaries(st.integers(1, 4), st.integers(1, 9), min_size=1), st.data())
def test_a_score_lies_between_the_worst_and_the_best_of_its_parts(shares, data):
    points = {pk: data.draw(st.integers(0, 10000)) for pk in shares}

    found = score(shares, Facts(scored={pk: Scored(value, True, NOON) for pk, value in points.items()}))

    assert min(points.values()) <= found <= max(points.values())
