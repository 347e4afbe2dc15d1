"""Reminders to reviewers: due by now, never "due today", and only where there is work to remind of."""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from fellowships.emails import reviews as emails
from fellowships.models import Assignment, Stage

BEFORE = timedelta(days=3)


def remind_reviewers(now=None):
    """One mail to each reviewer of a call three days before, and one when the day has passed. How many have work due?"""
    now = now or timezone.now()
    rows = (
        Assignment.objects.on_desks()
        .filter(state__in=emails.TO_DO, due_at__lte=now + BEFORE, application__call__stage=Stage.REVIEWING)
        .select_related("application__call", "reviewer")
    )
    work = defaultdict(list)
    for row in rows.filter(reviewer__is_active=True).order_by("pk"):
        work[row.application.call, row.reviewer].append(row)
    for (call, reviewer), assignments in work.items():
        is_late = min(row.due_at for row in assignments) < now
        emails.queue_reminder(call, reviewer, assignments, "late" if is_late else "before")
    return len(work)
