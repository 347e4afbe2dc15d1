"""Scores are hundredths of a percent: `{% load results %}{{ attempt.score|percent }}`."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def percent(hundredths):
    """`82.5%`; as many digits behind the point as say something. Nothing for no score."""
    if hundredths is None:
        return ""
    number = f"{(Decimal(hundredths) / 100).normalize():f}"
    return _("%(number)s%%") % {"number": number_format(Decimal(number))}
