"""Everybody on the merit list as a row of beads, with the reader's own: where each stands, as attributes of an SVG."""

from dataclasses import dataclass

from fellowships.models import Outcome

# Above this the beads say no more than the words beside them.
MOST = 111


@dataclass(frozen=True)
class Shape:
    """How the beads are set: how many to a row, how far apart, how large."""

    to_a_row: int
    first: float
    across: float
    down: float
    radius: float
    own_radius: float


WIDE = Shape(to_a_row=37, first=14.0, across=29.6, down=32.0, radius=11, own_radius=12.5)
NARROW = Shape(to_a_row=8, first=17.5, across=36.0, down=38.0, radius=14.5, own_radius=16)


@dataclass(frozen=True)
class Bead:
    x: str
    y: str
    radius: float
    look: str
    text_y: str = ""


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    beads: list


@dataclass(frozen=True)
class Picture:
    """`count` people for `places` fellowships; `own` is the reader's place. Drawings are None for a long list."""

    count: int
    places: int
    own: int
    wide: Drawing | None
    narrow: Drawing | None


def of(turn):
    """The list of the run as it was decided then. Of others it says nothing but whether a place is taken."""
    outcomes = dict(turn.run.turns.values_list("place", "outcome"))
    last = max(turn.seen.get("of", 0), *outcomes)
    looks = ["in" if _has_place(outcomes.get(place)) else "out" for place in range(1, last + 1)]
    has_place, looks[turn.place - 1] = looks[turn.place - 1] == "in", "you"
    is_drawn = len(looks) <= MOST
    return Picture(
        count=len(looks),
        places=looks.count("in") + has_place,
        own=turn.place,
        wide=_draw(looks, WIDE) if is_drawn else None,
        narrow=_draw(looks, NARROW) if is_drawn else None,
    )


def _has_place(outcome):
    return outcome in (Outcome.PLACED, Outcome.HELD)


def _draw(looks, shape):
    rows = -(-len(looks) // shape.to_a_row)
    return Drawing(
        width=round(2 * shape.first + (shape.to_a_row - 1) * shape.across),
        height=round(2 * shape.first + (rows - 1) * shape.down),
        beads=[_bead(number, look, shape) for number, look in enumerate(looks)],
    )


def _bead(number, look, shape):
    row, column = divmod(number, shape.to_a_row)
    x, y = shape.first + column * shape.across, shape.first + row * shape.down
    radius = shape.own_radius if look == "you" else shape.radius
    return Bead(x=f"{x:.1f}", y=f"{y:.1f}", radius=radius, look=look, text_y=f"{y + 5:.1f}")
