"""Reminders about stays. Due by now, never "due today": a beat that was missed is made up for."""

from django.utils import timezone

from fellowships.emails import placements as emails
from fellowships.models import Placement, PlacementState, Side

# After so many days of waiting for the host or for the visitor.
WAITED = [21, 7]
# A line of the checklist is brought to mind so many days before it should be done.
DAYS_AHEAD = 3


def queue_due():
    """Queue what is due. The outbox's key makes each mail the only one, however often this runs."""
    for placement in Placement.objects.waiting().with_host():
        _remind_who_is_waited_for(placement)
    for placement in Placement.objects.dated_to_come().with_host().prefetch_related("checklist"):
        for side in (Side.FELLOW, Side.HOST):
            _remind_of_checklist(placement, side)


def _remind_who_is_waited_for(placement):
    waited = (timezone.now() - placement.state_since).days
    due = [days for days in WAITED if days <= waited]
    if due:
        emails.queue_waiting(placement, due[0])


def _remind_of_checklist(placement, side):
    """One mail for all that should be done by now; a new one when the next line is due."""
    left = (placement.first_day - timezone.localdate()).days
    due = [
        item
        for item in placement.checklist.all()
        if item.side == side and item.done_at is None and left <= item.days_before + DAYS_AHEAD
    ]
    if due:
        latest = min(item.days_before for item in due)
        occasion = f"{side}/{placement.first_day:%Y%m%d}/{latest}"
        emails.queue_checklist(placement, side, due, occasion)


def is_late(placement, item):
    """Is this line not done, though it should be?"""
    if item.done_at or not placement.days or placement.state == PlacementState.CANCELLED:
        return False
    return (placement.first_day - timezone.localdate()).days < item.days_before
