"""How rounds are written: `{% load rounds %}`."""

import datetime
import zoneinfo
from decimal import Decimal

from django import template
from django.utils.formats import number_format

from hubs import moments

register = template.Library()
register.filter("city", moments.city)
register.filter("day_range", moments.day_range)


@register.filter
def moment(value, zone):
    """A moment, also as ISO text from a mail's facts, on the clock of `zone` (a name or a ZoneInfo)."""
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    return moments.moment(value, zoneinfo.ZoneInfo(str(zone)))


@register.filter
def offset(value, zone):
    """Minutes by which a zone is ahead of UTC at a moment, for the script that shows the reader's clock."""
    return int(value.astimezone(zone).utcoffset().total_seconds() // 60)


@register.filter
def mailed_day(text):
    """A day from a mail's facts."""
    return datetime.date.fromisoformat(text)


@register.filter
def stay(days):
    """The days of a stay, from the range in which they are kept: `6–10 September 2027`."""
    return moments.day_range(days.lower, days.upper - datetime.timedelta(days=1)) if days else ""


@register.filter
def points(hundredths):
    """8858 as `88.58`, with the sign of the reader's language. Nothing for nothing."""
    if hundredths is None:
        return ""
    return number_format(f"{hundredths // 100}.{hundredths % 100:02}", decimal_pos=2)


@register.filter
def mailed_amount(text):
    """An amount from a mail's facts."""
    return euros(Decimal(text))


@register.filter
def euros(amount):
    """An amount as `€ 1,000` or `€ 947.50`."""
    return (
        ""
        if amount is None
        else "€\N{NO-BREAK SPACE}"
        + number_format(amount, 0 if amount == int(amount) else 2, force_grouping=True)
    )


@register.simple_tag
def week_days(week):
    """The days of a centre's week: `6–10 September 2027`."""
    return moments.day_range(week.starts_on, week.ends_on)


@register.simple_tag
def mailed_days(first, last):
    """The days of a stay from a mail's facts: `6–10 September 2027`."""
    return moments.day_range(mailed_day(first), mailed_day(last))
