"""Local material grows old: who is told before. Due by now, never "due today": a beat that was missed is made up for."""

from datetime import timedelta

from django.utils import timezone

from hubs.models import Membership
from levels import emails
from levels.models import LocalMaterial, Pathway

WARNED_BEFORE = timedelta(days=30)


def due_among(materials, on=None):
    """Those that are published and have to be looked at soon, or should have been."""
    until = (on or timezone.localdate()) + WARNED_BEFORE
    return [row for row in materials if row.is_published and row.review_by and row.review_by <= until]


def queue_due(on=None):
    """Remind whoever runs the hub today, else the office. The outbox's key makes each mail the only one."""
    on = on or timezone.localdate()
    due = list(LocalMaterial.objects.to_review(on + WARNED_BEFORE).select_related("hub"))
    terms = Membership.objects.in_force(on).filter(hub__in={row.hub_id for row in due}, user__is_active=True)
    terms = list(terms.select_related("user"))
    running = {row: [term.user for term in terms if term.hub_id == row.hub_id] for row in due}
    emails.queue_local_reviews(running, Pathway.objects.first())
