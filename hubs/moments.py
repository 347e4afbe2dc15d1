"""Days and moments in words, on the clock of a place. Whatever has a time zone here says it in the same way."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def day_range(first, last):
    """`6 May 2026`, `9–10 September 2026`, `30 September – 1 October 2026`."""
    if first == last:
        return date_format(first, "DATE_FORMAT")
    if (first.year, first.month) == (last.year, last.month):
        return _("%(first)s–%(last)s") % {"first": first.day, "last": date_format(last, "DATE_FORMAT")}
    form = "MONTH_DAY_FORMAT" if first.year == last.year else "DATE_FORMAT"
    return _("%(first)s – %(last)s") % {
        "first": date_format(first, form),
        "last": date_format(last, "DATE_FORMAT"),
    }


def moment(value, zone):
    """A moment with its zone: `14 March 2027, 23:59 (Warsaw)`. `zone` is a ZoneInfo."""
    local = value.astimezone(zone)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M} ({city(zone)})"


def city(zone):
    """What people call a time zone: `Warsaw`."""
    return str(zone).rsplit("/", 1)[-1].replace("_", " ")
