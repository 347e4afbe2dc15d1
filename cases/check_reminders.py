"""Reminders of privacy checks. Due by now, never "due today": a beat that was missed is made up for by the latest one."""

from datetime import timedelta

from django.utils import timezone

from cases.emails import checks as emails
from cases.emails.recipients import checkers_of, editors_of
from cases.models import Repository, Revision, RevisionState

# Days before and after the promised day. Once it has passed the editors are told too: they may check then.
EARLY = -2
LATE = [0, 3, 7, 14]


def queue_due(now=None):
    """Queue the reminders that are due. The outbox's key makes each the only one, however often this runs."""
    now = now or timezone.now()
    promised = Repository.current().days_to_check
    first = now - timedelta(days=max(promised + EARLY, 1))
    waiting = Revision.objects.filter(state=RevisionState.SUBMITTED, submitted_at__lte=first)
    for revision in waiting.select_related("case").order_by("submitted_at", "pk"):
        days = (now - revision.submitted_at).days
        occasion = max((day for day in LATE if promised + day <= days), default=EARLY)
        people = checkers_of(revision.case)
        if occasion != EARLY:
            people = {person.pk: person for person in [*people, *editors_of(revision.case)]}.values()
        emails.queue_overdue(revision, people, occasion=occasion, days=days)
