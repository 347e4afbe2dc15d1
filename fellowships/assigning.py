"""Who reviews what. Pure and deterministic: the same facts and the same seed give the same plan, today and next year.

Nobody gets what they have a stake in, nor what they have had before; nobody gets more than the cap; loads differ as
little as that allows; and a reviewer of the applicant's country is taken only where nobody else has room.
"""

import hashlib
from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Need:
    """An application that lacks so many reviews. `barred`: who may not have it, for whatever reason."""

    application: int
    code: str
    country: str
    lacking: int
    barred: frozenset = frozenset()


@dataclass(frozen=True)
class Reviewer:
    """`load`: how many live assignments there are already; they are not touched."""

    person: int
    country: str
    cap: int
    load: int = 0


@dataclass(frozen=True)
class Plan:
    """`pairs`: (application, person), in the order of codes. `short`: application -> how many reviews nobody can take."""

    pairs: tuple = ()
    short: dict = field(default_factory=dict)


def plan(needs, reviewers, seed):
    """Share the applications out."""
    desk = _Desk(needs, reviewers, seed)
    short = {}
    for need in sorted(needs, key=desk.hardest_first):
        missing = sum(not desk.place(need) for _slot in range(need.lacking))
        if missing:
            short[need.application] = missing
    desk.level()
    by_code = sorted(needs, key=lambda need: need.code)
    pairs = [(need.application, person) for need in by_code for person in sorted(desk.given[need])]
    return Plan(tuple(pairs), short)


class _Desk:
    """The plan while it is made: who has how many, who has what."""

    def __init__(self, needs, reviewers, seed):
        self.seed = seed
        self.reviewers = sorted(reviewers, key=lambda reviewer: reviewer.person)
        self.load = {reviewer.person: reviewer.load for reviewer in reviewers}
        self.cap = {reviewer.person: reviewer.cap for reviewer in reviewers}
        self.may = {need: self._who_may(need) for need in needs}
        self.given = {need: set() for need in needs}
        self.of = {person: set() for person in self.load}

    def _who_may(self, need):
        """Those without a stake, with how welcome each is: another country first, then by lot."""
        may = [reviewer for reviewer in self.reviewers if reviewer.person not in need.barred]
        welcome = {
            reviewer.person: (
                bool(need.country) and reviewer.country == need.country,
                self._lot(need, reviewer.person),
            )
            for reviewer in may
        }
        return dict(sorted(welcome.items(), key=lambda item: item[1]))

    def _lot(self, need, person):
        return hashlib.sha256(f"{self.seed}:{need.code}:{person}".encode()).hexdigest()

    def hardest_first(self, need):
        return len(self.may[need]) - need.lacking, need.code

    def place(self, need):
        """Give the application to one more person; where all have their fill, somebody passes one on to make room."""
        free = [person for person in self.may[need] if person not in self.given[need]]
        free.sort(key=lambda person: self._cost(need, person))
        for person in free:
            if self.load[person] < self.cap[person] or self._make_room(person):
                self._give(need, person)
                return True
        return False

    def _cost(self, need, person):
        is_from_there, lot = self.may[need][person]
        return self.load[person] >= self.cap[person], is_from_there, self.load[person], lot

    def level(self):
        """Until no passing on makes the loads more even."""
        while any(self._make_room(person, even=True) for person in self._heaviest_first()):
            pass

    def _heaviest_first(self):
        return sorted(self.load, key=lambda person: (-self.load[person], person))

    def _make_room(self, person, *, even=False):
        """Find the shortest chain of passing on from this person to one with room, and do it."""
        if not self.of[person] or (even and min(self.load.values()) >= self.load[person] - 1):
            return False
        came_from, line = {person: None}, deque([person])
        while line:
            giver = line.popleft()
            for need in sorted(self.of[giver], key=lambda need: need.code):
                for taker in self._takers(need, giver, even):
                    if taker in came_from:
                        continue
                    came_from[taker] = (giver, need)
                    if self._has_room(taker, person, even):
                        self._pass_on(taker, came_from)
                        return True
                    line.append(taker)
        return False

    def _takers(self, need, giver, even):
        """To make loads even nobody is taken from the applicant's country who would not have been before."""
        far = not self.may[need][giver][0]
        for person, (is_from_there, _lot) in self.may[need].items():
            if person not in self.given[need] and not (even and far and is_from_there):
                yield person

    def _has_room(self, taker, person, even):
        limit = min(self.cap[taker], self.load[person] - 1) if even else self.cap[taker]
        return self.load[taker] < limit

    def _pass_on(self, taker, came_from):
        while came_from[taker]:
            giver, need = came_from[taker]
            self.given[need].remove(giver)
            self.of[giver].remove(need)
            self.load[giver] -= 1
            self._give(need, taker)
            taker = giver

    def _give(self, need, person):
        self.given[need].add(person)
        self.of[person].add(need)
        self.load[person] += 1
