"""The world as tiles of one size: a small country is seen like a large one. Neighbours stand roughly where they are."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from impact.charts.bars import bars, said
from impact.charts.chart import Chart
from impact.models.snapshots import Split

GRID = """
-- -- -- GL -- -- -- -- IS -- -- NO SE FI EE -- -- -- RU -- -- -- -- -- -- --
-- CA -- -- -- -- -- IE GB -- DK -- -- -- LV LT BY -- -- KZ -- MN -- -- -- --
-- US -- -- -- -- -- -- -- NL DE PL CZ SK UA MD GE -- UZ KG -- CN KP JP -- --
MX -- BS -- -- -- -- -- FR BE LU AT HU RO BG TR AM AZ TM TJ -- -- KR -- -- --
GT BZ CU HT DO -- -- PT ES CH LI SI HR RS MK GR CY SY IR AF PK NP BT TW -- --
SV HN JM KN AG DM -- AD MC IT SM VA BA ME AL LB IL IQ KW -- IN BD MM HK MO --
-- NI CR LC VC BB -- MA DZ TN MT LY EG XK PS JO SA BH QA AE -- LK TH LA VN PH
-- -- PA CO VE GD TT CV MR ML NE TD SD ER -- YE OM -- -- -- MV -- KH MY SG BN
-- -- EC PE GY SR SN GM BF NG CF SS DJ ET SO -- -- -- -- -- -- -- ID TL PG --
-- -- -- BO BR -- GN GW CI GH TG BJ CM CD UG KE -- -- -- -- -- -- -- -- SB KI
-- -- -- PY UY -- SL LR ST GQ GA CG RW BI TZ SC -- -- -- -- -- -- AU -- VU FJ
-- -- CL AR -- -- -- -- -- AO ZM MW MZ KM MG MU -- -- -- -- -- -- -- NZ TO WS
-- -- -- -- -- -- -- -- -- NA BW ZW SZ -- -- -- -- -- -- -- -- -- -- -- -- --
-- -- -- -- -- -- -- -- -- -- ZA LS -- -- -- -- -- -- -- -- -- -- -- -- -- --
"""
STEP, SIZE = 24, 21
# From how many people on a tile is drawn how strongly.
TONES = [5, 20, 100, 500]


@dataclass(frozen=True)
class Tile:
    """`tone` 0 is nobody, or so few that the country is not shown by itself; 4 the strongest."""

    code: str
    label: str
    text: str
    x: int
    y: int
    tone: int
    is_pilot: bool

    @property
    def middle(self):
        return self.x + SIZE / 2

    @property
    def base(self):
        return self.y + 14


def world(numbers, words, figure, *, level=0, pilots=(), own=(), title=""):
    """The tiles, and the same figures as bars: those are what a screen reader and a phone go by."""
    listed = bars(numbers, words, figure, Split.COUNTRY, level=level, own=own)
    found = dict(numbers.groups(figure, Split.COUNTRY, level=level))
    tiles = [
        Tile(
            code=code,
            label=words.group(Split.COUNTRY, code),
            text=said(found[code]) if code in found else _("not shown by itself"),
            x=column * STEP,
            y=row * STEP,
            tone=sum((found[code].people or 0) >= least for least in TONES) if code in found else 0,
            is_pilot=code in pilots,
        )
        for row, line in enumerate(GRID.split("\n")[1:-1])
        for column, code in enumerate(line.split())
        if code != "--"
    ]
    across, down = 26 * STEP, 14 * STEP
    return Chart(
        "world",
        listed.figure,
        listed.rows,
        listed.as_of,
        title=title,
        level=level,
        split=str(Split.COUNTRY),
        drawing={"tiles": tiles, "width": across, "height": down, "size": SIZE},
        unit="people",
    )
