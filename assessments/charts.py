"""Plots as numbers for SVG attributes: the server draws, a table beside says the same in words."""

from dataclasses import dataclass

from assessments.statistics import WHOLE

WIDTH, HEIGHT = 360, 280
LEFT, RIGHT, TOP, BOTTOM = 40, 24, 12, 40
# Correlations of questions hardly ever lie below.
LOWEST, HIGHEST = -4000, 10000


@dataclass(frozen=True)
class Dot:
    x: int
    y: int
    code: str
    is_flagged: bool


@dataclass(frozen=True)
class Tick:
    at: int
    label: str


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    width: int
    height: int
    count: int
    label: str


@dataclass(frozen=True)
class Scatter:
    dots: list
    across: list
    up: list
    hard: int
    easy: int
    weak: int


@dataclass(frozen=True)
class Histogram:
    bars: list
    up: list
    across: list
    mark: int | None


def scatter(rows, thresholds):
    """Difficulty across, discrimination up: one dot for each question of which both can be said."""
    known = [row for row in rows if row.share is not None and row.discrimination is not None]
    return Scatter(
        dots=[
            Dot(_across(row.share), _up(row.discrimination), row.version.question.code, bool(row.flags))
            for row in known
        ],
        across=[Tick(_across(share), f"{share // 100}%") for share in range(0, WHOLE + 1, 2500)],
        up=[Tick(_up(value), _signed(value)) for value in range(LOWEST, HIGHEST + 1, 2000)],
        hard=_across(thresholds.hard_below),
        easy=_across(thresholds.easy_above),
        weak=_up(thresholds.weak_below),
    )


def histogram(counts, mark=None):
    """Bars of equal width over 0 to 100 %; `mark` is a score that a line is drawn at."""
    most = max(counts, default=0) or 1
    step = (WIDTH - LEFT - RIGHT) / len(counts) if counts else 0
    room = HEIGHT - TOP - BOTTOM
    bars = [
        Bar(
            x=round(LEFT + place * step) + 1,
            y=HEIGHT - BOTTOM - round(room * count / most),
            width=round(step) - 2,
            height=round(room * count / most),
            count=count,
            label=f"{100 * place // len(counts)}–{100 * (place + 1) // len(counts)}%",
        )
        for place, count in enumerate(counts)
    ]
    up = [Tick(HEIGHT - BOTTOM, "0"), Tick(TOP, str(most))]
    across = [Tick(_across(share), f"{share // 100}%") for share in range(0, WHOLE + 1, 2500)]
    return Histogram(bars, up, across, None if mark is None else _across(mark))


def _across(share):
    return round(LEFT + (WIDTH - LEFT - RIGHT) * share / WHOLE)


def _up(value):
    clamped = max(LOWEST, min(HIGHEST, value))
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (HIGHEST - clamped) / (HIGHEST - LOWEST))


def _signed(value):
    return f"{value / WHOLE:.1f}".replace("-", "−")
