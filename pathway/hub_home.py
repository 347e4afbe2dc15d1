"""The public page of a hub: who runs it, what it does and did, and what it sets beside the central content."""

from zoneinfo import ZoneInfo

from django.db.models import Subquery

from hubs import showing
from hubs.models import Language
from impact import reading
from levels import local_material
from levels.models import Pathway
from pathway import facts
from registrations.dates import city

LAST_EVENTS = 3


def hubs_to_show(hubs):
    """With whom and what their pages name, and the pathway's address for those that have none of their own."""
    return showing.with_people(hubs).annotate(office=Subquery(Pathway.objects.values("contact_email")[:1]))


def context_of(hub):
    events = list(facts.public_events())
    facts.with_seats([hub], events)
    own = [event for event in events if event.hub_id == hub.pk]
    over = [event for event in own if event.is_over()]
    materials = hub.local_material.published().select_related("level", "module").defer("body")
    return {
        "hub": hub,
        "running": showing.running(hub),
        "teaching": showing.teaching(hub),
        "events": [event for event in own if not event.is_over()],
        "past": sorted(over, key=lambda event: event.starts_at, reverse=True)[:LAST_EVENTS],
        "materials": local_material.by_kind(materials),
        "on_pathway": _on_pathway(hub.country.code),
        "city": city(ZoneInfo(hub.time_zone)),
        "languages": ", ".join(str(Language(code).label) for code in dict.fromkeys([hub.language, "en"])),
    }


def _on_pathway(country):
    """How many people of the country are on the pathway; None while there are none, or too few to be told."""
    numbers = reading.latest(figures=["enrolled"], country=country)
    shown = numbers and numbers.get("enrolled", country=country)
    return shown if shown and shown.is_there and shown.people else None
