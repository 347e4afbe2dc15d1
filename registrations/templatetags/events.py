"""How events are written: `{% load events %}`."""

import datetime
import zoneinfo

from django import template
from django.utils import timezone
from django_countries import countries

from certificates.durations import duration
from registrations import dates, offers
from registrations.explanations import explain as explanation_of

register = template.Library()
register.filter("days", dates.days)
register.filter("hours", dates.hours)
register.filter("duration", duration)
register.filter("city", dates.city)


@register.filter
def moment(value, zone):
    """A moment, also as ISO text from a mail's facts, on the clock of `zone` (a name or a ZoneInfo)."""
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    return dates.moment(value, zoneinfo.ZoneInfo(str(zone)))


@register.filter
def mailed_day(text):
    """A day from a mail's facts."""
    return datetime.date.fromisoformat(text)


@register.simple_tag(takes_context=True)
def mailed_days(context):
    """When the event is that a mail is about, from the mail's facts."""
    if not context["starts_at"]:
        return context["date_note"]
    zone = zoneinfo.ZoneInfo(context["time_zone"])
    start, end = (
        datetime.datetime.fromisoformat(context[name]).astimezone(zone) for name in ("starts_at", "ends_at")
    )
    return f"{dates.day_range(start.date(), end.date())}, {start:%H:%M}–{end:%H:%M} ({dates.city(zone)})"


@register.filter
def in_zone(value, zone):
    """What the clock on the wall says there. Left aware, `date` would turn it back into UTC."""
    return value.astimezone(zone).replace(tzinfo=None)


@register.filter
def offset(value, zone):
    """Minutes by which a zone is ahead of UTC at a moment, for the script that shows the reader's clock."""
    return int(value.astimezone(zone).utcoffset().total_seconds() // 60)


@register.filter
def is_before_now(value):
    return value is not None and value < timezone.now()


@register.filter
def country(code):
    """The name of a country whose code stands in a mail's facts."""
    return countries.name(code)


@register.filter
def by_country(numbers):
    """`{"PT": 2, "RO": 1}` as `Portugal 2, Romania 1`."""
    named = sorted((countries.name(code), number) for code, number in numbers.items())
    return ", ".join(f"{name} {number}" for name, number in named)


@register.filter
def of_country(numbers, code):
    return numbers.get(code, 0)


@register.filter
def country_of(transfer, side):
    return countries.name(transfer.country(side))


@register.filter
def path_to_answer(registration):
    return offers.path_to_answer(registration)


@register.simple_tag
def explain(registration):
    return explanation_of(registration)
