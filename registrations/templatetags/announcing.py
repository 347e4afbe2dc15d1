"""The words of an announcement, filled in for one person: `{% load announcing %}`. From the mail's facts alone."""

from django import template

from registrations import placeholders
from registrations.templatetags.events import mailed_days

register = template.Library()


@register.simple_tag(takes_context=True)
def announced_subject(context):
    return placeholders.fill(context["announced_subject"], _values(context))


@register.simple_tag(takes_context=True)
def announced_text(context):
    """As it was written: Markdown reads well as plain text."""
    return placeholders.fill(context["announced_body"], _values(context))


@register.simple_tag(takes_context=True)
def announced_html(context):
    return placeholders.fill_html(context["announced_body"], _values(context))


def _values(context):
    values = {"name": context["name"]}
    if context.get("event"):
        values |= {"event": context["event"], "date": mailed_days(context)}
    return values
