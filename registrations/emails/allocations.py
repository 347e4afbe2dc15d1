"""The mail to the office when the requests of a ranked event have closed: now its seats can be given."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mailing import actions as outbox
from mailing.kinds import Kind, register
from registrations.allocation import at_desks
from registrations.emails.answers import event_facts
from registrations.emails.recipients import office_address
from registrations.models import Event


def queue_due(now=None):
    """Once for each event and each day until which people may ask; due by now, whenever this runs."""
    address = office_address()
    if not address:
        return
    for event in Event.objects.awaiting_allocation(now).published():
        if not event.is_over(now):
            key = f"allocation-due:{event.pk}:{event.requests_until:%Y%m%dT%H%M}"
            outbox.queue("registrations/allocation_due", key=key, to=address, context=_facts(event))


def _facts(event):
    desks = at_desks(event)
    return event_facts(event) | {
        "event_id": event.pk,
        "requests_until": event.requests_until.isoformat(),
        "approved": sum(desk["approved"] for desk in desks),
        "undecided": sum(desk["undecided"] for desk in desks),
        "path": reverse("registrations:allocation", args=[event.slug]),
    }


def _still_due(message):
    """Not any more where the seats are given, or people may ask again."""
    event = Event.objects.awaiting_allocation().filter(pk=message.context["event_id"]).first()
    return event is not None and event.requests_until.isoformat() == message.context["requests_until"]


def register_kinds():
    register(Kind("registrations/allocation_due", _("Seats to be allocated"), still_true=_still_due))
