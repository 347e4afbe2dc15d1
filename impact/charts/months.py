"""People by month, as columns that stand on a line."""

from dataclasses import dataclass

from impact import words as spoken
from impact.charts.bars import said
from impact.charts.chart import Chart, Row, latest_moment
from impact.figures import FIGURES, NOT_STATED, OTHER
from impact.models.snapshots import Split

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 360, 190, 34, 14, 150


@dataclass(frozen=True)
class Column:
    x: float
    y: float
    width: float
    height: float
    label: str
    text: str
    is_hidden: bool
    short: str


def months(numbers, words, figure, *, level=0, country="", title=""):
    """Months in which too few came are put together in one row below; they have no column."""
    found = dict(numbers.groups(figure, Split.MONTH, level=level, country=country))
    apart = {code: shown for code, shown in found.items() if code not in (OTHER, NOT_STATED)}
    codes = _all_between(sorted(apart))
    rows = [
        Row(words.group(Split.MONTH, code), said(shown), people=shown.people, is_hidden=shown.is_hidden)
        for code, shown in sorted(apart.items())
    ]
    if OTHER in found:
        rows.append(Row(words.group(Split.COUNTRY, OTHER), said(found[OTHER]), people=found[OTHER].people))
    most = max((shown.people or 0 for shown in apart.values()), default=0)
    return Chart(
        "months",
        FIGURES[figure],
        rows,
        latest_moment(found.values()),
        title=title,
        level=level,
        country=country,
        split=str(Split.MONTH),
        drawing={"columns": list(_columns(codes, apart, most)), "most": most, "bottom": BOTTOM}
        if most
        else None,
    )


def _columns(codes, apart, most):
    step = (WIDTH - LEFT - 8) / max(len(codes), 1)
    for place, code in enumerate(codes):
        shown = apart.get(code)
        if shown is None:
            continue
        height = 24 if shown.is_hidden else (BOTTOM - TOP) * (shown.people or 0) / most
        yield Column(
            x=round(LEFT + place * step + step * 0.15, 1),
            y=round(BOTTOM - height, 1),
            width=round(step * 0.7, 1),
            height=round(height, 1),
            label=spoken.month(code),
            text=said(shown),
            is_hidden=shown.is_hidden,
            short=code if place in (0, len(codes) - 1) else "",
        )


def _all_between(codes):
    """Months without anybody keep their place."""
    if not codes:
        return []
    (year, month), last = map(int, codes[0].split("-")), codes[-1]
    found = [codes[0]]
    while found[-1] != last:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        found.append(f"{year}-{month:02}")
    return found
