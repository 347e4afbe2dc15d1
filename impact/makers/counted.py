"""The figures of a report, counted for its months, and how a report says them."""

from django.utils import timezone

from impact import counting, gathering, reading
from impact.documents.content import Table
from impact.figures import FIGURES, OTHER, Source
from impact.models.snapshots import SMALLEST

FEW = f"fewer than {SMALLEST}"
TOGETHER = (
    f"Groups of fewer than {SMALLEST} people stand in one line with others, so that nobody can be made out, also not by "
    "taking one figure from another."
)
# With the scores of two reports over nearly the same months one person's score could be calculated.
NOT_BY_MONTH = (
    "Scores and answers are told of everybody since the programme began, not of these months alone: otherwise two reports "
    "over nearly the same months, taken from each other, would tell one person’s score."
)


def of_period(period, now=None):
    """Numbers of what happened in these months. Figures of how people did are left out: see NOT_BY_MONTH."""
    until = min(period.until, now or timezone.now())
    names = [name for name, figure in FIGURES.items() if name not in since_the_beginning_names()]
    with gathering.milestones() as milestones:
        rows = milestones.filter(at__gte=period.since, at__lt=until)
        cells = list(counting.cells(Source(rows, until, period.since), names))
    return reading.of_cells(cells, until)


def since_the_beginning_names():
    return [
        name for name, figure in FIGURES.items() if figure.is_steady or name in ("answered", "followed_up")
    ]


def since_the_beginning():
    """Numbers of how people did, as the dashboards tell them; None before the first count."""
    return reading.latest(figures=since_the_beginning_names(), country="")


def people(shown):
    return FEW if shown.is_hidden else shown.people or 0


def figure_lines(numbers, names):
    """What, figure, how it is counted."""
    return [
        [str(FIGURES[name].title), people(numbers.get(name)), str(FIGURES[name].definition)] for name in names
    ]


def groups(numbers, figure, split, name, *, sheet, head, title="", level=0):
    """A table of groups, the largest first, what was put together last; `name` says a group in words."""
    found = [
        (group, people(shown))
        for group, shown in numbers.groups(figure, split, level=level)
        if shown.people or shown.is_hidden
    ]
    found.sort(
        key=lambda pair: (pair[0] == OTHER, pair[1] == FEW, -pair[1] if pair[1] != FEW else 0, pair[0])
    )
    rows = [[name(group), count] for group, count in found]
    note = TOGETHER if rows else "Nobody in these months, or so few people that they are not divided."
    return Table(sheet, head, rows, title=title, note=note, bars=1)


def definitions(names):
    rows = [[str(FIGURES[name].title), str(FIGURES[name].definition)] for name in names]
    return Table("Definitions", ["figure", "what is counted"], rows, title="Definitions")
