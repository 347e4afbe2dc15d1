"""What pages and mails about reviews show: `{% load reviewing_cases %}`."""

import datetime

from django import template

register = template.Library()


@register.filter
def day_of(text):
    """A day from a mail's facts."""
    return datetime.date.fromisoformat(text)


@register.filter
def remark_at(form, where):
    """The field for a comment on a place of the text."""
    return form.remark(where)
