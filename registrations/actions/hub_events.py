"""What a hub does with an event that the office has approved: make it known, and keep its facts right."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from registrations.actions.moving import carry_sessions, save_event
from registrations.models import Faculty, Proposal
from registrations.seating import lock
from registrations.sessions import make_sessions


@transaction.atomic
def publish_event(*, event, by):
    """Show an event to everybody. A hub may do so with those that the office approved."""
    event = lock(event)
    if event.is_published:
        raise ValidationError(_("This event is published already. Nothing was changed."), code="published")
    if event.cancelled_at:
        raise ValidationError(_("This event has been cancelled."), code="cancelled")
    if event.is_over():
        raise ValidationError(_("This event is over."), code="over")
    if not by.is_staff and not Proposal.objects.filter(event=event).exists():
        raise ValidationError(
            _("The office set up this event itself, and publishes it itself."), code="not_approved"
        )
    event.is_published = True
    event.save(update_fields=["is_published"])
    audit.record("event.published", event, by=by)
    return event


@transaction.atomic
def edit_event(*, event, fields, faculty, by):
    """Save what the hub changed of its event. Sessions move along, and whoever counts on it is told of a move.

    `fields` names what was changed; `faculty` are `Faculty` rows, not saved. Returns whether the event moved.
    """
    before = lock(event)
    if before.cancelled_at:
        raise ValidationError(_("This event has been cancelled."), code="cancelled")
    if before.is_over():
        raise ValidationError(_("This event is over: what it was stays on record."), code="over")
    moved = save_event(event=event, fields=fields, by=by) if fields else None
    if moved:
        _move_sessions(event, moved)
    event.faculty.all().delete()
    for order, row in enumerate(faculty):
        row.event, row.order = event, order
    Faculty.objects.bulk_create(faculty)
    audit.record("event.edited", event, by=by, fields=list(fields))
    return moved is not None


def _move_sessions(event, before):
    """Along with the event; made anew where they no longer lie within its hours, unless attendance hangs on them."""
    carry_sessions(event=event, before=before)
    sessions = list(event.sessions.all())
    fits = event.starts_at is not None and all(
        event.starts_at <= session.starts_at and session.ends_at <= event.ends_at for session in sessions
    )
    is_used = event.sessions.exclude(attendances=None, stays=None).exists()
    if not sessions or not (fits or is_used):
        event.sessions.all().delete()
        make_sessions(event)
