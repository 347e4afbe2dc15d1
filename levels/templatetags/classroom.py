"""Words and marks of the classroom: `{% load classroom %}{{ minutes|in_words }}`."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def in_words(minutes):
    """45 → “45 minutes”, 130 → “2 hours 10 minutes”."""
    hours, rest = divmod(int(minutes), 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours})
    if rest or not hours:
        parts.append(ngettext("%(count)s minute", "%(count)s minutes", rest) % {"count": rest})
    return " ".join(parts)


@register.filter
def clock(seconds):
    """80 → “1:20”, as players show it."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"


@register.filter
def where(resource):
    """How far into a video or a PDF the person is, in words; empty where that says nothing."""
    if not resource.position or resource.done_at or not resource.length:
        return ""
    if resource.kind == "video":
        return _("You are at %(at)s of %(length)s.") % {
            "at": clock(resource.position),
            "length": clock(resource.length),
        }
    return _("You are on page %(page)s of %(length)s.") % {
        "page": resource.position,
        "length": resource.length,
    }
