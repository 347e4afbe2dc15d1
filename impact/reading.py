"""Figures as pages, files and the API read them. Two queries, however many people stand behind them."""

from dataclasses import dataclass
from datetime import datetime

from impact.figures import FIGURES
from impact.models import Cell, Snapshot
from impact.models.snapshots import Split


@dataclass(frozen=True)
class Shown:
    """One figure of one group. `people` and `value` are empty where there is nothing yet, or it `is_hidden`."""

    figure: object
    people: int | None = None
    value: dict | None = None
    is_hidden: bool = False
    as_of: datetime | None = None

    @property
    def is_there(self):
        return self.as_of is not None and not self.is_hidden

    def __getitem__(self, key):
        """A key of the value, or None: `shown["change"]`.

        Templates ask here before they look for an attribute: `shown.people` is one.
        """
        if hasattr(type(self), key) or key in self.__dataclass_fields__:
            raise KeyError(key)
        return (self.value or {}).get(key)


@dataclass(frozen=True)
class Numbers:
    """Cells of one moment by their place."""

    as_of: datetime
    cells: dict

    def get(self, figure, *, level=0, country="", split=Split.TOTAL, group=""):
        """Nobody yet is not hidden: it is 0."""
        cell = self.cells.get((figure, level, country, str(split), group))
        if cell is None:
            return Shown(FIGURES[figure], people=0 if FIGURES[figure].of_people else None)
        return Shown(FIGURES[figure], cell.people, cell.value, cell.is_hidden, cell.as_of)

    def groups(self, figure, split, *, level=0, country=""):
        """`[(group, Shown)]` in the order of the groups' codes; OTHER and NOT_STATED are among them."""
        places = sorted(place for place in self.cells if place[:4] == (figure, level, country, str(split)))
        return [
            (place[4], self.get(figure, level=level, country=country, split=split, group=place[4]))
            for place in places
        ]

    def levels(self, figure):
        """Numbers of the levels for which there is anything of this figure."""
        return sorted({place[1] for place in self.cells if place[0] == figure})


def of_cells(cells, as_of):
    return Numbers(
        as_of, {(cell.figure, cell.level, cell.country, cell.split, cell.group): cell for cell in cells}
    )


def latest(*, figures=None, country=None, countries=None):
    """The newest snapshot; None while there is none. `country` limits it to one hub's people, "" to everybody's;
    `countries` to those of several.
    """
    snapshot = Snapshot.objects.complete().first()
    countries = [country] if country is not None else countries
    return snapshot and of_snapshot(snapshot, figures=figures, countries=countries)


def of_snapshot(snapshot, *, figures=None, countries=None):
    """Figures as they stood then."""
    rows = Cell.objects.filter(snapshot=snapshot)
    rows = rows.filter(figure__in=figures) if figures else rows
    rows = rows if countries is None else rows.filter(country__in=countries)
    return of_cells(rows, snapshot.as_of)
