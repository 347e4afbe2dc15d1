"""A stay as an entry for the person's own calendar: whole days, without anybody's address in it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from fellowships.models import PlacementState


def file_of(placement):
    """The days of a stay as an .ics file. Bytes; with other days, or cancelled, the same entry changes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sepsis pathway//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_entry(placement))
    return calendar.to_ical()


def _entry(placement):
    entry = Event()
    entry.add("uid", f"stay-{placement.pk}@{urlsplit(settings.SITE_URL).netloc}")
    entry.add("dtstamp", placement.state_since)
    # Later editions have larger numbers.
    entry.add("sequence", int(placement.state_since.timestamp()) // 60 % 2**31)
    entry.add("dtstart", placement.days.lower)
    entry.add("dtend", placement.days.upper)
    entry.add("summary", _("Stay at %(host)s") % {"host": placement.host})
    entry.add("location", _place(placement))
    entry.add("url", settings.SITE_URL + placement.get_absolute_url())
    is_off = placement.state == PlacementState.CANCELLED
    entry.add("status", "CANCELLED" if is_off else "CONFIRMED")
    # The days are kept free, or not, in calendars that show when somebody is busy.
    entry.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    return entry


def _place(placement):
    centre = placement.centre
    return f"{centre.name}, {centre.city}" if centre else str(placement.hub)
