"""Reminders to reviewers. Due by now, never "due today": a beat that was missed is made up for by the latest one."""

from datetime import timedelta

from django.utils import timezone

from cases.emails import reviews as emails
from cases.models import Review

# Days before and after the promised day.
OCCASIONS = [-7, -2, 3]


def queue_due(now=None):
    """Queue the reminders that are due. The outbox's key makes each the only one, however often this runs."""
    now = now or timezone.now()
    rows = (
        Review.objects.on_desks()
        .to_do()
        .filter(due_at__lte=now - timedelta(days=OCCASIONS[0]), reviewer__is_active=True)
    )
    for review in rows.select_related("reviewer", "revision__case").order_by("pk"):
        occasion = max(day for day in OCCASIONS if review.due_at + timedelta(days=day) <= now)
        emails.queue_reminder(review, occasion=occasion)
