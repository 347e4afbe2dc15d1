"""Where a source keeps what we need, and what is read from it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Layout:
    """The columns of one table by their place; None where the source has no such column.

    `meeting` are two cells, start and end of the meeting, where the report says them. `emails` in the order in
    which they are believed.
    """

    provider: str
    table: Any
    name: int
    emails: tuple = ()
    came: int | None = None
    left: int | None = None
    duration: int | None = None
    in_waiting_room: int | None = None
    meeting: tuple = ()
    claimed: int | None = None
    has_gaps: bool = False  # one row spans several stays: the duration is less than from first to last


@dataclass(frozen=True)
class Row:
    """One line about one person. Times are UTC; `minutes` where only a duration is known; neither: unknown."""

    line: int
    name: str
    email: str
    came_at: datetime | None = None
    left_at: datetime | None = None
    minutes: int | None = None
    lasts_to_the_end: bool = False
    in_waiting_room: bool = False


@dataclass(frozen=True)
class Problem:
    """A line that could not be read, and why."""

    line: int
    code: str
    facts: dict = field(default_factory=dict)


@dataclass
class Reading:
    provider: str
    encoding: str
    rows: list
    problems: list
    day_order: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    claimed: int | None = None
