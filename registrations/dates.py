"""When an event is, in words. A date that is not known yet is said to be so, never guessed."""

from hubs.moments import city, day_range, moment

__all__ = ["city", "day_range", "days", "hours", "moment"]


def days(event):
    """The days of an event in its own time zone: `9–10 September 2026`, or the note while there is no date."""
    if event.starts_at is None:
        return event.date_note
    first, last = event.starts_at.astimezone(event.zone).date(), event.ends_at.astimezone(event.zone).date()
    return day_range(first, last)


def hours(event):
    """Start and end on the clock of the event: `09:00–17:00`; nothing while there is no date."""
    if event.starts_at is None:
        return ""
    start, end = event.starts_at.astimezone(event.zone), event.ends_at.astimezone(event.zone)
    return f"{start:%H:%M}–{end:%H:%M}"
