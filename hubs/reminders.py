"""Reminders that a term ends. Due by now, never "due today": a beat that was missed is made up for."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from hubs import emails
from hubs.models import Ambassador

DAY = timedelta(days=1)


def queue_due(on=None):
    """Remind of every term that ends within the days its hub has set. The outbox's key makes each the only one."""
    on = on or timezone.localdate()
    ending = Ambassador.objects.live(on).filter(
        ends_on__lte=on + DAY * F("hub__ambassador_reminder_days"), user__is_active=True
    )
    emails.queue_terms_ending(list(ending.select_related("user", "hub")))
