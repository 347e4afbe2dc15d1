"""Figures as people look at them: rows with a drawing beside each, so that the table is the chart and nothing needs a script.

A chart holds what stands in the cells; lengths and places of marks are percentages of the width, for attributes of SVG.
"""

from impact.charts.bars import bars, bars_row, funnel
from impact.charts.change import changes
from impact.charts.chart import Chart, Mark, Row, latest_moment
from impact.charts.months import months
from impact.charts.tiles import world

__all__ = [
    "Chart",
    "Mark",
    "Row",
    "bars",
    "bars_row",
    "changes",
    "funnel",
    "latest_moment",
    "months",
    "world",
]
