"""The first page of the workspace of a hub: what to decide, how the country does, what comes next."""

from django.db.models import Count, Exists, F, OuterRef, Q
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from impact import own_country
from impact.decisions import of_hub
from impact.views.people import managed
from registrations.models import Event, Seat, State

MOST_EVENTS = 6


@never_cache
@require_safe
def overview(request, code):
    hub = managed(request.user, code)
    waiting = of_hub.of(hub, request.user)
    as_of, figures = own_country.beside_everybody(hub) or (None, [])
    context = {
        "hub": hub,
        "waiting": waiting,
        "total": sum(decision.count for decision in waiting),
        "as_of": as_of,
        "figures": figures,
        "events": _coming(hub),
        "quotas": quotas(hub),
    }
    return render(request, "impact/hub/overview.html", context)


def _coming(hub):
    """Events of the hub, and those of the programme with seats for its country."""
    seats = Seat.objects.filter(event=OuterRef("pk"), home=hub.country)
    concerned = Q(hub=hub) | Q(Exists(seats), hub=None, is_published=True)
    return list(Event.objects.upcoming().filter(concerned).for_list()[:MOST_EVENTS])


def quotas(hub):
    """Events ahead with seats of the country, annotated: a line for each."""
    own = Q(seats__home=hub.country)
    events = (
        Event.objects.upcoming()
        .filter(is_published=True)
        .annotate(
            at_home=Count("seats", filter=own),
            given=Count("seats", filter=own & Q(seats__registration__state=State.CONFIRMED)),
            offered=Count("seats", filter=own & Q(seats__registration__state=State.OFFERED)),
        )
    )
    lines = events.filter(at_home__gt=0).annotate(free=F("at_home") - F("given") - F("offered"))
    return lines.order_by(F("starts_at").asc(nulls_last=True), "pk")
