"""What a figure is: a name, words that say what is counted, and one way to count it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import QuerySet

from impact.models.snapshots import Split

# Groups that are no value of their own: what was put together because it was too small, and what nobody has said.
OTHER, NOT_STATED = "other", "-"

# The columns of milestones by which people are divided.
COLUMNS = {Split.COUNTRY: "country", Split.PROFESSION: "profession", Split.CAREER_STAGE: "career_stage"}


class Tally(Protocol):
    """What is counted of a group. Groups can be put together, so that small ones need not be named.

    people: how many stand behind it; decides whether it may be shown. None for figures that are not about people.
    """

    people: int | None

    def __add__(self, other): ...

    def value(self) -> dict:
        """What there is besides the number of people, ready for JSON. Scores are hundredths of a percent."""


@dataclass(frozen=True)
class Count:
    """So many people, and nothing else."""

    people: int

    def __add__(self, other):
        return Count(self.people + other.people)

    def value(self):
        return {}


@dataclass(frozen=True)
class Source:
    """What is counted from: milestones between two moments; `since` None is from the beginning, `until` is excluded."""

    milestones: QuerySet
    until: datetime
    since: datetime | None = None


@dataclass(frozen=True)
class Figure:
    """name:       as it stands in cells, addresses, files and the API. Never changed.
    definition: beside each place where it is shown: who and what is counted, and from which records.
    count:      (source, split) -> {(level, country, group): Tally}. `level` 0 is no level, `country` a code or
                NOT_STATED; `group` is "" for `Split.TOTAL`. Asked once for the total and once for each of `splits`.
    moore:      the rung of Moore's ladder that it belongs to, "1" to "5" (programme-facts C28); else empty.
    holds:      keys of the value -> what they are, with their unit.
    is_steady:  it tells how people did, so a group's old figure stands until at least five more people are in it:
                otherwise the difference of two days would be one person's score.
    of_people:  False for what is no secret in any size: seats, views of pages.
    """

    name: str
    title: str
    definition: str
    count: Callable[[Source, str], dict]
    splits: tuple = ()
    moore: str = ""
    holds: dict | None = None
    is_steady: bool = False
    of_people: bool = True
