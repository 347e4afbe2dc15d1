"""People and the numbers beside them, ready to be put together."""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Sum:
    """Groups of which nobody is in two. `people` None: it is about nobody."""

    people: int | None
    numbers: dict

    def __add__(self, other):
        people = None if self.people is None else self.people + other.people
        return Sum(people, _together(self.numbers, other.numbers))

    def value(self):
        return self.numbers


@dataclass(frozen=True)
class Distinct:
    """Groups that may have people in common: put together they have everybody once."""

    who: frozenset
    numbers: dict

    @property
    def people(self):
        return len(self.who)

    def __add__(self, other):
        return Distinct(self.who | other.who, _together(self.numbers, other.numbers))

    def value(self):
        return self.numbers


def _together(one, other):
    found = Counter(one)
    found.update(other)
    return dict(found)
