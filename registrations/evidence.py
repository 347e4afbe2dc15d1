"""Who was trained and who taught: told to the rosters of the hubs, whichever way it came to be known here."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from hubs import actions as rosters
from hubs.models import Evidence, EvidenceKind
from registrations.models import Event, EventKind, Faculty, Registration

# Attendance is recorded, imported and disputed for weeks; after half a year it stands.
RECENT = timedelta(days=180)


def keep_up(now=None):
    """Tell the rosters what is new in events of the last months, and take back what turned out not to be so.

    Compared as a whole, so that no import, correction or closing has to think of it.
    """
    now = now or timezone.now()
    events = Event.objects.past(now).filter(ends_at__gte=now - RECENT)
    true = _trained(events) | _taught(events)
    first = (now - RECENT).date() + timedelta(days=2)
    ours = Q(source__startswith="attendance:") | Q(source__startswith="faculty:")
    known = dict(Evidence.objects.filter(ours).values_list("source", "happened_on"))
    for source in true.keys() - known.keys():
        rosters.record_evidence(source=source, **true[source])
    for source in known.keys() - true.keys():
        if known[source] >= first:
            rosters.withdraw_evidence(source=source)


def _trained(events):
    """Attendance at a faculty development day."""
    days = events.filter(kind=EventKind.FACULTY)
    people = Registration.objects.filter(event__in=days).attended().select_related("event", "user")
    return {
        f"attendance:{row.pk}": _facts(row.user, EvidenceKind.TRAINED, row.event)
        for row in people
        if row.user.is_active
    }


def _taught(events):
    """Everybody of the faculty who has an account. Lists of faculty are written anew, so people are the key."""
    people = Faculty.objects.filter(event__in=events, user__is_active=True).select_related("event", "user")
    return {
        f"faculty:{row.event_id}:{row.user_id}": _facts(row.user, EvidenceKind.TAUGHT, row.event)
        for row in people
    }


def _facts(user, kind, event):
    day = event.starts_at.astimezone(event.zone).date()
    return {"user": user, "kind": kind, "title": event.title, "on": day}
