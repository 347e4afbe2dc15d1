"""Calendar files: one event for everybody, and all events of one person.

A link to join stands in neither: calendars are copied, shared with colleagues and kept by their makers.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, vDuration
from icalendar import Event as Entry

from accounts.models import AuditEntry
from registrations import zones
from registrations.models import Registration, State

# So that a calendar that looks in now and then still learns that an event is off.
CANCELLED_KEPT = timedelta(days=30)
LOOK_AGAIN_AFTER = timedelta(hours=1)


def event_file(event):
    """One event as an .ics file, an entry for each session. Bytes."""
    return events_file([event])


def events_file(events):
    """Several events as one .ics file. Bytes; their sessions come with them."""
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    for event in events:
        for entry in _entries(event):
            calendar.add_component(entry)
    return _bytes(calendar)


def feed_file(user):
    """All events of a person, as a calendar subscribes to them. Bytes; three queries for any number of events."""
    with translation.override(user.language):
        calendar = _calendar()
        calendar.add("x-wr-calname", _("Sepsis pathway"))
        calendar.add("refresh-interval", LOOK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(LOOK_AGAIN_AFTER).to_ical().decode())
        for registration, edition in _shown(user):
            given_back = registration.state not in State.HOLDING_A_SEAT
            since = registration.state_since if given_back else None
            for entry in _entries(registration.event, given_back_at=since, edition=edition):
                calendar.add_component(entry)
        return _bytes(calendar)


def _shown(user):
    """Registrations to show, each with its edition: it rises when a place is given back, and when it is had anew.

    Of several for one event the latest counts. What was never confirmed was never in a calendar.
    """
    latest = {}
    editions = {}
    for registration in _once_confirmed(user):
        latest[registration.event_id] = registration
        editions[registration.event_id] = editions.get(registration.event_id, -2) + 2
    kept_since = timezone.now() - CANCELLED_KEPT
    for event, registration in latest.items():
        if registration.state in State.HOLDING_A_SEAT:
            yield registration, editions[event]
        elif registration.state_since >= kept_since:
            yield registration, editions[event] + 1


def _once_confirmed(user):
    """Confirmed ones, and those that the trail knows to have been: the row itself says only what it is now."""
    gave_up = AuditEntry.objects.filter(
        object_type=Registration._meta.label_lower,
        object_id=Cast(OuterRef("pk"), CharField()),
        facts__before=State.CONFIRMED,
    )
    mine = Registration.objects.filter(Q(state=State.CONFIRMED) | Exists(gave_up), user=user)
    return mine.select_related("event").prefetch_related("event__sessions").order_by("requested_at", "pk")


def _calendar():
    calendar = Calendar()
    calendar.add("prodid", "-//Sepsis pathway//EN")
    calendar.add("version", "2.0")
    return calendar


def _entries(event, **about_the_place):
    """An entry for each session; one for the event where there are none; nothing while there is no date."""
    if event.starts_at is None:
        return []
    sessions = list(event.sessions.all())
    if not sessions:
        return [_entry(event, event, f"event-{event.pk}", event.title, **about_the_place)]
    return [
        _entry(event, session, f"session-{session.pk}", _title(event, session), **about_the_place)
        for session in sessions
    ]


def _title(event, session):
    return event.title if session.title == event.title else f"{event.title}: {session.title}"


def _entry(event, span, uid, title, *, given_back_at=None, edition=0):
    """One appointment. `span` is what has start and end: the event or one of its sessions."""
    entry = Entry()
    entry.add("uid", f"{uid}@{urlsplit(settings.SITE_URL).netloc}")
    revised = [event.revised_at, span.revised_at, given_back_at]
    entry.add("dtstamp", max(moment for moment in revised if moment))
    # Both only ever rise, and so does their sum. An event without sessions is its own span.
    entry.add("sequence", event.sequence + (span.sequence if span is not event else 0) + edition)
    entry.add("dtstart", span.starts_at.astimezone(event.zone))
    entry.add("dtend", span.ends_at.astimezone(event.zone))
    entry.add("summary", title)
    entry.add("location", event.place)
    entry.add("url", settings.SITE_URL + event.get_absolute_url())
    if getattr(span, "join_url", ""):
        entry.add("description", _where_the_link_is(event))
    off = event.cancelled_at or given_back_at
    entry.add("status", "CANCELLED" if off else "CONFIRMED")
    return entry


def _where_the_link_is(event):
    return _("The link to join is on the event page from %(minutes)s minutes before the start.") % {
        "minutes": event.join_opens_minutes
    }


def _bytes(calendar):
    """With the rules of each time zone that is used, so that nobody has to know them."""
    times = [entry["dtstart"].dt for entry in calendar.walk("VEVENT")]
    if times:
        years = min(times).year - 1, max(times).year + 2
        for name in sorted(calendar.get_missing_tzids()):
            calendar.subcomponents.insert(0, zones.rules(name, *years))
    return calendar.to_ical()
