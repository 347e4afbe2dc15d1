"""What the home page says about places and countries, counted from the events and seats themselves."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef
from django.db.models.functions import JSONObject
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from levels.models import ActivityKind
from registrations.models import Event, Seat


def public_events():
    """Published events that take place, each with `homes`: how many seats are at home where."""
    homes = Seat.objects.filter(event=OuterRef("pk")).exclude(home="").order_by("home").values("home")
    homes = homes.annotate(seats=Count("pk")).values(of=JSONObject(country="home", seats="seats"))
    events = Event.objects.published().filter(cancelled_at=None)
    return events.for_list().annotate(homes=ArraySubquery(homes))


def open_to_everyone(levels, events):
    """What anybody may join, anywhere, with no limit."""
    numbers = [
        str(level.number)
        for level in levels
        if any(line["kind"] == ActivityKind.ELEARNING for line in level.lines)
    ]
    elearning = _("E-learning of Levels %(numbers)s") % {"numbers": get_text_list(numbers, _("and"))}
    titles = [event.title for event in events if event.hub_id is None and not event.is_limited]
    return titles + ([elearning] if numbers else [])


def kept_for_countries(events):
    """Limited events with seats that are at home somewhere, and in words how many."""
    for event in events:
        if event.homes:
            yield {"event": event, "each": max(home["seats"] for home in event.homes)}


def with_seats(hubs, events):
    """The hubs by the names of their countries, each with its seats, event by event."""
    hubs = sorted(hubs, key=lambda hub: hub.country.name)
    for hub in hubs:
        hub.seats = [
            {"event": event, "seats": home["seats"], "beads": range(home["seats"])}
            for event in events
            for home in event.homes
            if home["country"] == hub.country.code
        ]
    return hubs
