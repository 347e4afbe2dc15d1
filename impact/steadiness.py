"""Scores of a group stand until at least five more people are in it.

Otherwise whoever looks on two days, and knows who took the test in between, can calculate that person's score.
"""

from impact.figures import FIGURES
from impact.models import Cell
from impact.models.snapshots import SMALLEST


def keep(cells, before):
    """The cells, those of steady figures replaced by what stood in `before` (a snapshot, or None) where too few are new."""
    steady = [name for name, figure in FIGURES.items() if figure.is_steady]
    rows = Cell.objects.filter(snapshot=before, figure__in=steady, is_hidden=False) if before else []
    stood = {_place(cell): cell for cell in rows}
    return [_steadied(cell, stood.get(_place(cell))) for cell in cells]


def _steadied(cell, stood):
    if stood is None or cell.is_hidden or (cell.people == stood.people and cell.value == stood.value):
        return cell
    if abs(cell.people - stood.people) >= SMALLEST:
        return cell
    cell.people, cell.value, cell.as_of = stood.people, stood.value, stood.as_of
    return cell


def _place(cell):
    return cell.figure, cell.level, cell.country, cell.split, cell.group
