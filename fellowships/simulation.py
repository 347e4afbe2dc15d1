"""What a rule would do, on made-up people or on a merit list of the past: rules side by side, before one is chosen.

Pure, and the same for the same seed. Every rule is played by the very walk that decides (`fellowships.allocation`);
the rules differ in the facts it is given.
"""

import random
from dataclasses import dataclass
from functools import partial

from fellowships import allocation

GROUP = 1
MEAN, SPREAD = 7200, 900  # of made-up scores, in hundredths of a point


@dataclass(frozen=True)
class World:
    """Made-up rounds: so many people for so many fellowships at centres of so many places each.

    share:  of a hundred people, how many are of a pilot country
    behind: by how many points people of pilot countries are behind on average
    """

    people: int = 60
    share: int = 45
    behind: int = 4
    fellowships: int = 20
    centres: int = 8
    places: int = 3

    def draw(self, dice):
        """One round: people with scores, groups and choices, as facts of a run without a minimum."""
        popularity = [1 / (number + 1) ** 0.5 for number in range(self.centres)]
        people = [self._person(number, dice, popularity) for number in range(self.people)]
        centres = [[number, self.places] for number in range(self.centres)]
        return facts(people, centres, self.fellowships)

    def _person(self, number, dice, popularity):
        is_pilot = dice.randrange(100) < self.share
        points = dice.gauss(MEAN - self.behind * 100 * is_pilot, SPREAD)
        liking = sorted(range(self.centres), key=lambda centre: dice.random() ** (1 / popularity[centre]))
        length = min(self.centres, dice.randint(4, 8))
        return {
            "code": str(number),
            "score": max(0, min(10_000, round(points))),
            "group": GROUP if is_pilot else None,
            "lot": f"{dice.getrandbits(64):016x}",
            "choices": liking[::-1][:length],
        }


def facts(people, centres, fellowships):
    return {
        "fellowships": fellowships,
        "is_pilot_first_on_tie": False,
        "groups": [],
        "centres": centres,
        "people": people,
        "held": {},
        "gone": [],
    }


def by_merit(world):
    return allocation.decide(world)


def tie_break(world, band):
    """Scores count in whole bands; on a tie pilot countries go first."""
    return allocation.decide(
        _with_scores(world, lambda row: row["score"] // band * band) | {"is_pilot_first_on_tie": True}
    )


def points_more(world, points):
    """So many points more for people of pilot countries."""
    return allocation.decide(
        _with_scores(world, lambda row: row["score"] + (points * 100 if row["group"] else 0))
    )


def minimum(world, number):
    """At least so many for pilot countries, as long as there are people to take them."""
    return allocation.decide(
        world
        | {
            "is_pilot_first_on_tie": True,
            "groups": [{"id": GROUP, "title": "", "minimum": number}],
        }
    )


def on_top(world, number):
    """First the others by merit, then so many more for pilot countries."""
    first = allocation.decide(world | {"fellowships": max(0, world["fellowships"] - number)})
    held = {turn.code: turn.centre for turn in first.placed}
    pilots = {row["code"] for row in world["people"] if row["group"]}
    return minimum(world | {"held": held}, number + len(held.keys() & pilots))


def _with_scores(world, score):
    return world | {"people": [row | {"score": score(row)} for row in world["people"]]}


def rules(minimums):
    """All that are compared: {key: (what plays it, its number)}."""
    low, high = minimums
    return {
        "merit": (by_merit, None),
        "tie_points": (partial(tie_break, band=100), None),
        "tie_bands": (partial(tie_break, band=500), 5),
        "plus_few": (partial(points_more, points=3), 3),
        "plus_many": (partial(points_more, points=8), 8),
        "minimum_low": (partial(minimum, number=low), low),
        "minimum_high": (partial(minimum, number=high), high),
        "on_top": (partial(on_top, number=low), low),
    }


@dataclass(frozen=True)
class Effect:
    """What one rule did over all draws. Scores are the true ones, whatever the rule added.

    pilots: fellowships of pilot countries on average, in tenths; low, high: in all but 5 of 100 draws at each end
    score:  mean of those placed, in hundredths; first: at the first choice on average, in tenths
    """

    key: str
    number: int | None
    pilots: int
    low: int
    high: int
    score: int
    first: int


def compare(draw, draws, minimums, seed="0"):
    """Play every rule on the same draws. `draw` takes dice and gives the facts of a round."""
    dice = random.Random(seed)  # noqa: S311  (made-up people; the lots of a call come from its sealed seed)
    worlds = [draw(dice) for _number in range(draws)]
    return [
        _effect(key, number, [_outcome(world, play(world)) for world in worlds])
        for key, (play, number) in rules(minimums).items()
    ]


def _outcome(world, decision):
    """Of one draw: pilots, sum of true scores, first choices, placed."""
    people = {row["code"]: row for row in world["people"]}
    placed = [(people[turn.code], turn.centre) for turn in decision.turns if turn.centre is not None]
    return (
        sum(row["group"] is not None for row, _centre in placed),
        sum(row["score"] for row, _centre in placed),
        sum(row["choices"][:1] == [centre] for row, centre in placed),
        len(placed),
    )


def _effect(key, number, outcomes):
    pilots = sorted(outcome[0] for outcome in outcomes)
    placed = sum(outcome[3] for outcome in outcomes) or 1
    last = len(outcomes) - 1
    return Effect(
        key=key,
        number=number,
        pilots=round(10 * sum(pilots) / len(outcomes)),
        low=pilots[last * 5 // 100],
        high=pilots[-(-last * 95 // 100)],
        score=round(sum(outcome[1] for outcome in outcomes) / placed),
        first=round(10 * sum(outcome[2] for outcome in outcomes) / len(outcomes)),
    )
