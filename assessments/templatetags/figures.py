"""Figures as people write them: `{% load figures %}{{ row.share|whole }} {{ row.discrimination|coefficient }}`."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()
NOTHING = "–"


@register.filter
def whole(hundredths):
    """`72%` of 7150; a dash where nothing can be said."""
    if hundredths is None:
        return NOTHING
    return f"{(Decimal(hundredths) / 100).quantize(Decimal(1), ROUND_HALF_UP)}%"


@register.filter
def coefficient(ten_thousandths):
    """`0.31` of 3120, with a real minus sign; a dash where nothing can be said."""
    if ten_thousandths is None:
        return NOTHING
    value = (Decimal(ten_thousandths) / 10000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return number_format(value, 2).replace("-", "−")


@register.filter
def part_of(count, of):
    """A count as percent of all."""
    return NOTHING if not of else f"{(200 * count + of) // (2 * of)}%"


@register.filter
def width(count, of):
    """For the length of a bar, 0 to 100."""
    return (100 * count) // of if of else 0


@register.filter
def hundredths(number):
    """`0.82` of 82."""
    return NOTHING if number is None else coefficient(number * 100)


@register.filter
def points(hundredths):
    """`+12` of 1240: percentage points, signed."""
    value = (Decimal(hundredths) / 100).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{value:+f}".replace("-", "−")
