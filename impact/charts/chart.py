"""What every chart has: its figure with the definition, its rows, the moment, and where its table is."""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from impact.figures.figure import Figure


@dataclass(frozen=True)
class Mark:
    """A drawn thing in a row: where it begins and how far it reaches, in percent of the width."""

    start: float
    length: float

    @property
    def end(self):
        return self.start + self.length

    @property
    def middle(self):
        return self.start + self.length / 2


@dataclass(frozen=True)
class Row:
    """One group. `text` is what it says in words; empty `mark` is nothing to draw. `beside` is everybody's value."""

    label: str
    text: str
    people: int | None = None
    mark: Mark | None = None
    beside: float | None = None
    is_hidden: bool = False
    is_own: bool = False
    note: str = ""
    detail: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """`kind` names the template that draws it. `country` and `level` are whose figures it shows."""

    kind: str
    figure: Figure
    rows: list
    as_of: datetime | None
    title: str = ""
    level: int = 0
    country: str = ""
    split: str = ""
    drawing: object = None
    unit: str = ""

    @property
    def name(self):
        return f"{self.figure.name}-{self.level}-{self.split}"

    @property
    def heading(self):
        return self.title or self.figure.title

    @property
    def is_empty(self):
        return not self.rows

    @property
    def compares(self):
        return any(row.beside is not None for row in self.rows)

    @property
    def hides(self):
        return any(row.is_hidden for row in self.rows)

    @property
    def table_url(self):
        """Its figures as a file: the whole figure, so that nothing depends on what was drawn."""
        asked = {"level": self.level} if self.level else {}
        asked |= {"country": self.country} if self.country else {}
        query = f"?{urlencode(asked)}" if asked else ""
        return reverse("impact:table", args=[self.figure.name]) + query


def latest_moment(shown):
    """When the newest of these was counted; None where there is nothing."""
    return max((one.as_of for one in shown if one.as_of), default=None)
