"""How attendance reports are shown: `{% load reports %}`."""

from django import template

from registrations.models import ReportState

register = template.Library()

# Each state looks like the state of a registration that is most like it: the same icon, outline and colour.
LOOKS = {
    ReportState.READING: "requested",
    ReportState.ASKING: "offered",
    ReportState.FAILED: "declined",
    ReportState.WAITING: "waiting",
    ReportState.COUNTED: "confirmed",
    ReportState.WITHDRAWN: "cancelled",
}


@register.filter
def look(report):
    return LOOKS[report.state]
