"""Moments in words. An assessment has no place on the map, so its clock is UTC, and says so."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def in_words(moment):
    """`14 March 2027, 23:59 (UTC)`."""
    return _("%(moment)s (UTC)") % {"moment": date_format(moment.astimezone(datetime.UTC), "DATETIME_FORMAT")}
