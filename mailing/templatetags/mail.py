"""What mail templates need to turn JSON facts back into dates."""

from zoneinfo import ZoneInfo

from django import template
from django.utils.dateparse import parse_datetime

register = template.Library()


@register.filter
def moment(text, time_zone="UTC"):
    """ISO text to a moment in a time zone: `{{ starts_at|moment:time_zone|date:"DATETIME_FORMAT" }}`."""
    parsed = parse_datetime(text) if text else None
    # A wall clock: `date` would turn an aware moment back into the site's own time zone.
    return parsed and parsed.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
