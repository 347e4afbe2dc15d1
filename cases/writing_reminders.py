"""Reminders to authors whose case came back. Due by now, never "due today": a beat that was missed is made up for."""

from datetime import timedelta

from django.utils import timezone

from cases.emails import writing as emails
from cases.models import Repository, Revision, RevisionState


def queue_due(now=None):
    """Queue the reminders that are due: halfway and at the end of the days the rules give, once each."""
    now = now or timezone.now()
    days = Repository.current().days_to_change
    drafts = Revision.objects.filter(state=RevisionState.DRAFT, number__gt=1, case__author__is_active=True)
    waiting = list(
        drafts.filter(state_since__lte=now - timedelta(days=days // 2))
        .select_related("case__author")
        .order_by("pk")
    )
    last = [draft for draft in waiting if draft.state_since <= now - timedelta(days=days)]
    emails.queue_reminders(last, "last")
    emails.queue_reminders([draft for draft in waiting if draft not in last], "halfway")
