"""Reminders that a call closes. Due by now, never "due today": a beat that was missed is made up for."""

from datetime import timedelta

from django.utils import timezone

from fellowships.emails.closing import queue_call_closes
from fellowships.models import Call

# How long before the closing, and what the occasion is called in the key of the mail.
REMINDERS = [(timedelta(hours=48), "48-hours"), (timedelta(days=7), "7-days")]


def remind_of_closing(now=None):
    """Remind all whose application is a draft. Of two reminders that are due at once only the later one is sent."""
    now = now or timezone.now()
    for call in Call.objects.taking_applications(now):
        for before, occasion in REMINDERS:
            if call.closes_at - before <= now:
                queue_call_closes(call, occasion)
                break
