"""What templates of and about mails need."""

from zoneinfo import ZoneInfo

from django import template
from django.utils.dateparse import parse_datetime

from mailing import kinds
from mailing.models import MessageState

register = template.Library()

PILLS = {
    MessageState.QUEUED: "requested",
    MessageState.SENDING: "waiting",
    MessageState.SENT: "confirmed",
    MessageState.FAILED: "declined",
    MessageState.UNKNOWN: "offered",
    MessageState.DROPPED: "expired",
}


@register.filter
def moment(text, time_zone="UTC"):
    """ISO text to a moment in a time zone: `{{ starts_at|moment:time_zone|date:"DATETIME_FORMAT" }}`."""
    parsed = parse_datetime(text) if text else None
    # A wall clock: `date` would turn an aware moment back into the site's own time zone.
    return parsed and parsed.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)


@register.filter
def pill(state):
    """The look's pill for a state of a mail."""
    return PILLS[state]


@register.filter
def kind_title(name):
    """What staff call a kind of mail; its name where the kind is gone."""
    return next((kind.title for kind in kinds.all_kinds() if kind.name == name), name)
