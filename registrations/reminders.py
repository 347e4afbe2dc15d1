"""Reminders before an event, and of offers. Due by now, never "due today": a beat that was missed is made up for."""

from datetime import timedelta

from django.utils import timezone

from registrations import emails, offers
from registrations.models import Event, Registration


def queue_due(now=None):
    """Queue the reminders that are due. The outbox's key makes each the only one, however often this runs.

    Of several that are due at once (the beat was away for days) only the latest is sent. People who were
    confirmed after a reminder was due have the confirmation in hand and are not reminded by it.
    """
    now = now or timezone.now()
    for event in (
        Event.objects.published().filter(starts_at__gt=now, cancelled_at=None).exclude(reminder_minutes=[])
    ):
        due = [
            minutes
            for minutes in event.reminder_minutes
            if event.starts_at - timedelta(minutes=minutes) <= now
        ]
        if due:
            _queue(event, min(due))


def _queue(event, minutes):
    due_at = event.starts_at - timedelta(minutes=minutes)
    people = (
        event.registrations.confirmed()
        .filter(state_since__lte=due_at)
        .select_related("user")
        .only("event", "home", "user__email", "user__name", "user__language")
    )
    emails.queue_reminders(event, people.iterator(chunk_size=1000), minutes)


def queue_due_of_offers(now=None):
    """Remind people of offers that they have not answered: the latest reminder that is due, each once."""
    now = now or timezone.now()
    open_offers = Registration.objects.offered().filter(offer_ends_at__gt=now)
    for registration in open_offers.select_related("event", "user").iterator(chunk_size=500):
        due = {name: at for name, at in offers.reminders(registration).items() if at <= now}
        if due:
            emails.queue_offer_reminder(registration, registration.event, max(due, key=due.get))
