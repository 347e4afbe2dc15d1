"""Calendar files."""

from django.conf import settings
from icalendar import Calendar
from icalendar import Event as CalendarEvent


def event_file(event):
    """One event as an .ics file: stable UID, sequence, its own time zone with VTIMEZONE. Bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sepsis pathway//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    entry = CalendarEvent()
    entry.add("uid", f"event-{event.pk}@{settings.SITE_URL.split('//')[-1]}")
    entry.add("sequence", event.version)
    entry.add("dtstamp", event.starts_at)
    entry.add("dtstart", event.starts_at.astimezone(event.zone))
    entry.add("dtend", event.ends_at.astimezone(event.zone))
    entry.add("summary", event.title)
    entry.add("location", event.place)
    entry.add("url", settings.SITE_URL + event.get_absolute_url())
    if event.cancelled_at:
        entry.add("status", "CANCELLED")
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    return calendar.to_ical()
