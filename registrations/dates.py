"""When an event is, in words. A date that is not known yet is said to be so, never guessed."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def days(event):
    """The days of an event in its own time zone: `9–10 September 2026`, or the note while there is no date."""
    if event.starts_at is None:
        return event.date_note
    first, last = event.starts_at.astimezone(event.zone).date(), event.ends_at.astimezone(event.zone).date()
    return day_range(first, last)


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


def hours(event):
    """Start and end on the clock of the event: `09:00–17:00`; nothing while there is no date."""
    if event.starts_at is None:
        return ""
    start, end = event.starts_at.astimezone(event.zone), event.ends_at.astimezone(event.zone)
    return f"{start:%H:%M}–{end:%H:%M}"


def moment(value, zone):
    """A moment with its zone: `14 March 2027, 23:59 (Warsaw)`. `zone` is a ZoneInfo."""
    local = value.astimezone(zone)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M} ({city(zone)})"


def city(zone):
    """What people call a time zone: `Warsaw`."""
    return str(zone).rsplit("/", 1)[-1].replace("_", " ")
