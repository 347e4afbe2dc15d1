"""Reminders of offers that nobody has answered. Due by now, never "due today": a beat that was missed is made up for."""

from django.utils import timezone

from fellowships import windows
from fellowships.emails import offers as emails
from fellowships.models import Offer, OfferState


def queue_due(now=None):
    """The latest reminder that is due, each once: the outbox's key sees to that."""
    now = now or timezone.now()
    unanswered = Offer.objects.filter(state=OfferState.SENT, expires_at__gt=now)
    for offer in unanswered.select_related(
        "application__call", "application__person", "offering__centre"
    ).iterator(chunk_size=500):
        due = {name: at for name, at in windows.reminders(offer).items() if at <= now}
        if due:
            emails.queue_reminder(offer, max(due, key=due.get))
