"""Who gets a fellowship, and where (applications-and-review C.3). Pure: facts in, decision out, with every turn's reason.

One merit list for all centres is walked down once. Each person gets the highest centre on the own list that still
has a place. A minimum of fellowships is kept for each group, as long as there are people of the group to take
them; what is left of it in the end goes to everyone who waits, in order. Who holds a place is never moved.

The facts are plain JSON without names, written down with each run (`fellowships.runs`), so that a run can be
decided again years later:

    fellowships                 how many there are in all
    is_pilot_first_on_tie       whether a tie goes to who is in a group with a minimum, before the lot
    groups                      [{id, title, minimum}], with the minimum that binds this run
    centres                     [[id of the places of a centre in the call, how many]]
    people                      [{code, score, group: id or null, lot, choices: [ids of centres]}], all of the list
    held                        {code: id of the centre}: who has an open or accepted offer
    gone                        [codes]: who has left the call, and takes no part
"""

import hashlib
from dataclasses import dataclass, field

# Goes up whenever the same facts could lead to another result. A kept run names the rule it was made by.
RULE = "2026-11"

PLACED, HELD, RESERVE = "placed", "held", "reserve"
OPEN, KEPT, RELEASED = "open", "kept", "released"


@dataclass(frozen=True)
class Person:
    code: str
    score: int
    group: int | None
    lot: str
    choices: tuple

    def rank(self, is_pilot_first_on_tie):
        """Smaller is better."""
        return -self.score, is_pilot_first_on_tie and self.group is None, self.lot


@dataclass(frozen=True)
class Seen:
    """What stood before a person at the own turn: the whole of what the reason is made from.

    given:   fellowships that were taken before the turn, those of holders included
    left:    fellowships that were left
    kept:    how many of these were kept, for each group with any: [title, kept, minimum]
    full:    centres on the own list that had no place left, up to the one that was given
    gone:    centres on the own list that are no longer in the call
    why:     "place": got one; "kept": all that was left was kept for others; "spent": nothing was left;
             "full": no centre on the list had a place
    """

    given: int
    left: int
    kept: list
    full: list
    gone: list
    why: str

    def as_json(self):
        return {name: getattr(self, name) for name in ("given", "left", "kept", "full", "gone", "why")}


@dataclass(frozen=True)
class Turn:
    """What one person got. `again` is what the person saw when kept fellowships had been released, if that was so."""

    code: str
    place: int
    outcome: str
    centre: int | None = None
    basis: str = ""
    reserve: int | None = None
    seen: Seen | None = None
    again: Seen | None = None


@dataclass
class Decision:
    """All turns, in the order of the merit list."""

    turns: list = field(default_factory=list)

    @property
    def placed(self):
        return [turn for turn in self.turns if turn.outcome == PLACED]

    @property
    def reserve(self):
        return [turn for turn in self.turns if turn.outcome == RESERVE]

    def centre_of(self, code):
        return next((turn.centre for turn in self.turns if turn.code == code), None)


def lot(seed, code):
    """The lot of an application: nobody can choose it, and whoever knows the seed can check it."""
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()


def in_order(people, *, is_pilot_first_on_tie):
    """The merit list: the better score, on a tie (where the call says so) the groups with a minimum, then the lot."""
    return sorted(people, key=lambda person: person.rank(is_pilot_first_on_tie))


def decide(facts):
    """Walk down the merit list once, and a second time for what was kept and not needed. Returns a Decision."""
    people = in_order(
        [Person(**row | {"choices": tuple(row["choices"])}) for row in facts["people"]],
        is_pilot_first_on_tie=facts["is_pilot_first_on_tie"],
    )
    held, gone = facts["held"], set(facts["gone"])
    walk = _Walk(facts, [person for person in people if person.code not in gone])
    turns = {}
    for person in walk.people:
        turns[person.code] = HELD if person.code in held else walk.turn(person)
    again = walk.release() if walk.has_kept_too_many else {}
    return Decision(list(_written(people, turns, again, held)))


class _Walk:
    """What is left while the list is walked down."""

    def __init__(self, facts, people):
        held = facts["held"]
        self.people = people
        self.waiting = []
        self.given = len(held)
        self.left = facts["fellowships"] - len(held)
        self.free = dict(facts["centres"])
        for centre in held.values():
            self.free[centre] = self.free.get(centre, 0) - 1
        self.centres = set(dict(facts["centres"]))
        self.groups = {group["id"]: group for group in facts["groups"]}
        self.keep = {pk: self._to_keep(group, held) for pk, group in self.groups.items()}

    def _to_keep(self, group, held):
        own = [person for person in self.people if person.group == group["id"]]
        holders = sum(person.code in held for person in own)
        return max(0, min(group["minimum"], len(own)) - holders)

    @property
    def has_kept_too_many(self):
        return self.left > 0 and any(self.keep.values())

    def turn(self, person):
        """What this person gets, as (centre, basis, what was seen)."""
        own = self.keep.get(person.group, 0)
        seen = self._seen(person)
        if self.left <= 0:
            return self._waits(person, seen, "spent")
        if not own and self.left <= sum(self.keep.values()):
            return self._waits(person, seen, "kept")
        centre = next((one for one in person.choices if self.free.get(one, 0) > 0), None)
        if centre is None:
            return self._waits(person, seen, "full")
        self._take(centre)
        if own:
            self.keep[person.group] -= 1
        return centre, KEPT if own else OPEN, self._reason(seen, person, "place", centre)

    def release(self):
        """Everyone who waits is looked at once more, in order. Returns {code: (centre, basis, what was seen)}."""
        self.keep = dict.fromkeys(self.keep, 0)
        waiting, self.waiting = self.waiting, []
        found = {person.code: self.turn(person) for person in waiting}
        return {
            code: (centre, RELEASED if centre is not None else "", seen)
            for code, (centre, _basis, seen) in found.items()
        }

    def _take(self, centre):
        self.free[centre] -= 1
        self.left -= 1
        self.given += 1

    def _waits(self, person, seen, why):
        self.waiting.append(person)
        return None, "", self._reason(seen, person, why, None)

    def _seen(self, person):
        return {
            "given": self.given,
            "left": self.left,
            "kept": [
                [self.groups[pk]["title"], number, self.groups[pk]["minimum"]]
                for pk, number in self.keep.items()
                if number
            ],
        }

    def _reason(self, seen, person, why, centre):
        passed = person.choices[: person.choices.index(centre)] if centre is not None else person.choices
        return Seen(
            **seen,
            full=[one for one in passed if one in self.centres and self.free.get(one, 0) <= 0],
            gone=[one for one in passed if one not in self.centres],
            why=why,
        )


def _written(people, turns, again, held):
    """Turns of all who take part, with the places on the merit list and on the reserve list."""
    reserve = 0
    for place, person in enumerate(people, 1):
        if person.code not in turns:
            continue
        if turns[person.code] == HELD:
            yield Turn(person.code, place, HELD, centre=held[person.code])
            continue
        first, second = turns[person.code], again.get(person.code)
        centre, basis, _seen = second or first
        seen = {"seen": first[2], "again": second and second[2]}
        if centre is not None:
            yield Turn(person.code, place, PLACED, centre=centre, basis=basis, **seen)
        else:
            reserve += 1
            yield Turn(person.code, place, RESERVE, reserve=reserve, **seen)
