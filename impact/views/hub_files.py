"""Tables of a hub for a spreadsheet: its events with their numbers, and its quota."""

import csv

from django.db.models import Count, Q
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.tables import harmless
from impact.views.hub import quotas
from impact.views.people import managed
from registrations.models import Attendance, State

EVENTS = ["event", "kind", "starts", "ends", "time_zone", "place", "language", "published", "cancelled"]
NUMBERS = ["places", "asked", "waiting", "offered", "confirmed", "attended"]
QUOTA = ["event", "starts", "time_zone", "seats", "taken", "offered", "free", "released_on"]


@never_cache
@require_safe
def events_file(request, code):
    hub = managed(request.user, code)
    rows = [
        [
            event.title,
            event.get_kind_display(),
            *(_clock(moment, event) for moment in (event.starts_at, event.ends_at)),
            event.time_zone,
            event.place,
            event.get_language_display(),
            int(event.is_published),
            int(event.cancelled_at is not None),
            "" if event.capacity is None else event.capacity,
            *(getattr(event, name) for name in NUMBERS[1:-1]),
            there,
        ]
        for event, there in _with_numbers(hub)
    ]
    return _table(f"events-{hub.code}", EVENTS + NUMBERS, rows)


def _with_numbers(hub):
    """Two queries: somebody at two sessions of an event was there once."""

    def people(*states):
        return Count("registrations", filter=Q(registrations__state__in=states) if states else None)

    events = hub.events.annotate(
        asked=people(),
        waiting=people(State.REQUESTED, State.WAITING),
        offered=people(State.OFFERED),
        confirmed=people(State.CONFIRMED),
    )
    there = Attendance.objects.filter(session__event__hub=hub, minutes__gt=0).order_by()
    there = dict(there.values_list("session__event").annotate(people=Count("registration", distinct=True)))
    return [(event, there.get(event.pk, 0)) for event in events.order_by("starts_at", "pk")]


@never_cache
@require_safe
def quota_file(request, code):
    hub = managed(request.user, code)
    rows = [
        [
            event.title,
            _clock(event.starts_at, event),
            event.time_zone,
            event.at_home,
            event.given,
            event.offered,
            event.free,
            _clock(event.release_at, event),
        ]
        for event in quotas(hub)
    ]
    return _table(f"quota-{hub.code}", QUOTA, rows)


def _clock(moment, event):
    return f"{moment.astimezone(event.zone):%Y-%m-%d %H:%M}" if moment else ""


def _table(name, columns, rows):
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.csv"'
    table = csv.writer(response)
    table.writerow(columns)
    table.writerows([harmless(cell) for cell in row] for row in rows)
    return response
