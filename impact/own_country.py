"""The figures of one hub beside those of everybody, as its first page shows them. Two queries, with hidden groups said."""

from dataclasses import dataclass

from impact import reading
from impact.figures import FIGURES

WITHOUT_LEVEL = ["joined", "enrolled", "attended", "missed", "certified"]
OF_LEVELS = ["opened", "started", "completed"]


@dataclass(frozen=True)
class Row:
    """One figure: of the own country, and of all countries."""

    title: str
    definition: str
    own: reading.Shown
    all: reading.Shown


@dataclass(frozen=True)
class Beside:
    """`level` 0: what belongs to no level."""

    level: int
    rows: list


def beside_everybody(hub):
    """The newest figures in groups, and their moment; None while there are none yet."""
    numbers = reading.latest(figures=[*WITHOUT_LEVEL, *OF_LEVELS])
    if numbers is None:
        return None
    groups = [Beside(0, [_row(numbers, hub, name, 0) for name in WITHOUT_LEVEL])]
    groups += [
        Beside(level, [_row(numbers, hub, name, level) for name in OF_LEVELS])
        for level in numbers.levels("opened")
    ]
    return numbers.as_of, groups


def _row(numbers, hub, name, level):
    figure = FIGURES[name]
    return Row(
        figure.title,
        figure.definition,
        numbers.get(name, level=level, country=str(hub.country)),
        numbers.get(name, level=level),
    )
