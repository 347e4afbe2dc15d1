"""Rules side by side on made-up people: as in the study, and the same again for the same seed."""

import pytest

from fellowships import simulation


@pytest.fixture(scope="module")
def effects():
    found = simulation.compare(simulation.World(behind=4).draw, 200, (8, 12))
    return {effect.key: effect for effect in found}


def test_only_a_minimum_is_kept_in_every_draw(effects):
    assert effects["minimum_low"].low >= 8
    assert effects["minimum_high"].low >= 12
    assert effects["merit"].low < 8


def test_a_minimum_changes_less_than_as_many_on_top(effects):
    assert effects["merit"].pilots < effects["minimum_low"].pilots < effects["on_top"].pilots


def test_what_favours_nobody_has_the_best_scores(effects):
    assert effects["merit"].score == max(effect.score for effect in effects.values())


def test_it_is_what_the_study_found(effects):
    """Its table for four points behind, in tenths: 6.4, 8.2 and 12.0 places; about 15 of 20 first choices."""
    assert abs(effects["merit"].pilots - 64) <= 8
    assert abs(effects["minimum_low"].pilots - 82) <= 4
    assert effects["minimum_high"].pilots == 120
    assert all(140 <= effect.first <= 170 for effect in effects.values())


def test_the_same_seed_gives_the_same():
    draw = simulation.World(people=10, fellowships=4).draw

    assert simulation.compare(draw, 5, (1, 2)) == simulation.compare(draw, 5, (1, 2))
    assert simulation.compare(draw, 5, (1, 2)) != simulation.compare(draw, 5, (1, 2), seed="other")


def test_on_top_comes_after_the_others():
    """Two by merit, then one more for a pilot country, though the best two had one already."""
    people = [
        {"code": code, "score": score, "group": group, "lot": code, "choices": [1]}
        for code, score, group in (("A", 90, 1), ("B", 80, None), ("C", 70, None), ("D", 60, 1))
    ]
    world = simulation.facts(people, [[1, 9]], 3)

    def with_place(decision):
        return {turn.code for turn in decision.turns if turn.centre is not None}

    assert with_place(simulation.on_top(world, 1)) == {"A", "B", "D"}
    assert with_place(simulation.minimum(world, 1)) == {"A", "B", "C"}
