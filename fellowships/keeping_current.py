"""Asking each centre once a year, or as often as its row says, whether its page is still right."""

from datetime import timedelta

from django.utils import timezone

from fellowships.emails import centres as emails
from fellowships.models import Centre


def ask_centres(now=None):
    """Write to those whose last word is too old. Silence is followed by another question after as long a time."""
    now = now or timezone.now()
    for centre in Centre.objects.to_be_asked(now).order_by("pk"):
        emails.queue_still_current(centre, _occasion(centre, now))


def _occasion(centre, now):
    if centre.looked_after_at is None:
        return f"never/{now.year}"
    times = (now - centre.looked_after_at) // timedelta(days=centre.asked_after_days)
    return f"{centre.looked_after_at.date().isoformat()}/{times}"
