"""The tables in a file, found by their shape: the words of a report are in the language of whoever made it.

A header is a line without a date, number or address, followed by a line that has some. What a column holds is
told by what most of its cells look like, and columns go by their place: headers repeat names.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import zip_longest

from registrations.reports import cells, moments


class Kind(Enum):
    EMPTY, TEXT, EMAIL, MOMENT, SPAN, NUMBER = range(6)


def kind_of(cell):
    """What one cell looks like."""
    if not cell:
        return Kind.EMPTY
    if cells.is_number(cell):
        return Kind.NUMBER
    if "@" in cell and cells.email(cell):
        return Kind.EMAIL
    if any(character.isdigit() for character in cell):
        if moments.read(cell):
            return Kind.MOMENT
        if cells.seconds(cell) is not None:
            return Kind.SPAN
    return Kind.TEXT


@dataclass
class Table:
    title: str
    header: object
    lines: list = field(default_factory=list)

    @cached_property
    def kinds(self):
        """Of each column, what most of its filled cells are."""
        return [self._kind(place) for place in range(len(self.header.cells))]

    def _kind(self, place):
        counts = Counter(kind_of(line.cell(place)) for line in self.lines)
        del counts[Kind.EMPTY]
        if not counts:
            return Kind.EMPTY
        kind, times = counts.most_common(1)[0]
        return kind if times * 2 > counts.total() else Kind.TEXT

    def is_like(self, place, *kinds):
        """Whether the columns from `place` on look so; a column without any entry may be anything."""
        shape = self.kinds[max(place, 0) : place + len(kinds)]
        return (
            place >= 0
            and len(shape) == len(kinds)
            and all(mine in (kind, Kind.EMPTY) for mine, kind in zip(shape, kinds, strict=True))
        )

    def pairs_of_moments(self):
        """Places of columns with moments that are followed by another one: start and end, coming and leaving."""
        return [
            place
            for place in range(len(self.kinds) - 1)
            if self.kinds[place : place + 2] == [Kind.MOMENT, Kind.MOMENT]
        ]


def find(lines):
    """All tables, in the order of the file. Titles are lines of one cell right before a header."""
    filled = [line for line in lines if line.filled]
    tables, before = [], None
    for line, following in zip_longest(filled, filled[1:]):
        table = tables[-1] if tables else None
        if _is_header(line, before, following, table):
            title = before.cells[0] if before is not None and before.filled == 1 else ""
            tables.append(Table(title, line))
        elif table is not None and not _is_title(line, before, following):
            table.lines.append(line)
        before = line
    return [table for table in tables if table.lines]


def _is_header(line, before, following, table):
    if not _may_be_header(line) or following is None:
        return False
    if before is not None and before.filled == 1:
        return True
    starts_anew = table is None or line.number > before.number + 1
    return (starts_anew or len(line.cells) != len(table.header.cells)) and _is_typed(following)


def _is_title(line, before, following):
    """One cell that stands over a header, or for itself at the end: not a line that breaks off."""
    if line.filled > 1:
        return False
    return _may_be_header(following) if following else line.number > before.number + 1


def _may_be_header(line):
    return line.filled > 1 and not _is_typed(line)


def _is_typed(line):
    return any(kind_of(cell) not in (Kind.EMPTY, Kind.TEXT) for cell in line.cells)
