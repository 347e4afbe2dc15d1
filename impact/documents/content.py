"""What a document consists of, whatever file it becomes. Cells are words, whole numbers, or `Number`s with a form."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Number:
    """A number as it is read, and as a workbook calculates with it."""

    value: Decimal
    text: str
    form: str = "General"


def percent(part):
    """From hundredths of a percent: `62.4 %`."""
    return Number(Decimal(part) / 10000, f"{_one_place(part)} %", "0.0%")


def points(part):
    """From hundredths of a percentage point: `22.3`."""
    return Number(Decimal(part) / 100, _one_place(part), "0.0")


def _one_place(part):
    """With a minus that is as wide as a plus."""
    return f"{Decimal(part) / 100:.1f}".replace("-", "−")


def hundredths(amount):
    """`3`, `3.5`, `3.25`."""
    value = Decimal(amount) / 100
    return Number(value, f"{value:.2f}".rstrip("0").rstrip("."))


@dataclass(frozen=True)
class Table:
    """`bars` is the place of the column whose numbers are also drawn. `sheet` is its name in a workbook, where tables of
    one sheet stand below each other; `under` is what the column is called that says there which of them a row is from.
    """

    sheet: str
    head: list
    rows: list
    title: str = ""
    note: str = ""
    bars: int | None = None
    under: str = ""


@dataclass(frozen=True)
class Part:
    """A chapter. `said` are its paragraphs, before its tables."""

    title: str
    said: list = field(default_factory=list)
    tables: list = field(default_factory=list)


@dataclass(frozen=True)
class Document:
    """`about` are pairs of what it is about, and words; `notice` is what has to be read before anything else."""

    title: str
    kicker: str
    about: list
    as_of: datetime
    parts: list
    notice: str = ""


def is_number(cell):
    return isinstance(cell, int | Number)


def text_of(cell):
    if isinstance(cell, Number):
        return cell.text
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
