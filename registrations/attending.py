"""Attendance counts towards levels: the share of an event that people were there for, told to the levels.

Told at once when minutes change, and compared as a whole by the beat: so sessions that end, events that move and an
activity that is chosen later are seen too. Only sessions that are over count, as somebody who came may still leave.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from levels.actions import attending, completion
from levels.models import Evidence, EvidenceKind
from registrations.models import Attendance, Event, Registration, State

RECENT = timedelta(days=180)


def occasion(event):
    """The name under which the levels know an event, whatever becomes of its title and its address."""
    return f"event-{event.pk}"


def planned(activity):
    """How many events that are held or planned count as this activity."""
    return Event.objects.published().filter(counts_as=activity, cancelled_at=None).count()


def tell(event, registrations, now=None):
    """Tell the levels what these registrations (ids) come to. In the transaction that changed their minutes."""
    if event.counts_as_id is None or not registrations:
        return 0
    people = Registration.objects.filter(pk__in=registrations).values_list("user", flat=True)
    return _tell(event, set(people), now or timezone.now())


def keep_up(now=None):
    """Tell what is new about events of the last half year. Returns how many shares changed."""
    now = now or timezone.now()
    counting = Q(counts_as__isnull=False) | Q(pk__in=_told())
    events = Event.objects.filter(counting, starts_at__lte=now, ends_at__gte=now - RECENT)
    return sum(_catch_up(event, now) for event in events.select_related("counts_as"))


@transaction.atomic
def _catch_up(event, now):
    """Holds only those of whom there is news."""
    figures = _figures(event, _everybody(event), now)
    people = {person for person, _activity in attending.differing(**figures)}
    return _tell(event, people, now) if people else 0


def _told():
    """Events of which something was said that may have to be taken back."""
    said = Evidence.objects.filter(kind=EvidenceKind.ATTENDED, resource=None, activity__isnull=False)
    names = said.order_by().values_list("data__occasion", flat=True).distinct()
    return [int(name.removeprefix("event-")) for name in names]


def _everybody(event):
    there = Attendance.objects.filter(session__event=event)
    return set(there.values_list("registration__user", flat=True))


def _tell(event, people, now):
    completion.hold(people)
    return attending.set_shares(title=event.title, **_figures(event, people, now))


def _figures(event, people, now):
    return {
        "occasion": occasion(event),
        "activity": event.counts_as,
        "shares": dict.fromkeys(people, 0) | _shares(event, people, now),
    }


def _shares(event, people, now):
    """`{person: hundredths of a percent}` of all minutes of the event, of those who hold a place."""
    length = sum(session.minutes for session in event.sessions.all())
    if not length:
        return {}
    there = Attendance.objects.filter(
        session__event=event,
        session__ends_at__lte=now,
        registration__state=State.CONFIRMED,
        registration__user__in=people,
    )
    minutes = there.order_by().values_list("registration__user").annotate(sum=Sum("minutes"))
    return {person: min(10000, 10000 * total // length) for person, total in minutes}
