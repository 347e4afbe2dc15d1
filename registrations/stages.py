"""How far an event of a hub is, from the approval to the certificates: a short list of steps, with who and when."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import AuditEntry, User

PUBLISHED, RELEASED = "event.published", "event.certificates_released"


@dataclass
class Step:
    name: str
    title: str
    is_done: bool
    at: object = None
    by: object = None
    is_now: bool = False


def steps_of(event):
    """The steps of an event that came with its `proposal` and `closing`, the first open one marked. Three queries."""
    proposal, closing = getattr(event, "proposal", None), getattr(event, "closing", None)
    trail = _trail(event)
    steps = [
        Step("publish", _("Published"), event.is_published, *trail.get(PUBLISHED, ())),
        Step("register", _("Registration"), event.is_published and not event.is_open()),
        Step("attendance", _("Attendance"), closing is not None or _has_attendance(event)),
        Step("close", _("Closed by the hub"), closing is not None, *_who(closing, "closed")),
        Step(
            "approve",
            _("Certificates approved by the office"),
            closing is not None and closing.approved_at is not None,
            *_who(closing, "approved"),
        ),
        Step(
            "release",
            _("Certificates released"),
            event.certificates_released_at is not None,
            *trail.get(RELEASED, ()),
        ),
    ]
    if proposal:
        approved = Step(
            "propose", _("Approved by the office"), True, proposal.decided_at, proposal.decided_by
        )
        steps.insert(0, approved)
    if not event.cancelled_at:
        current = next((step for step in steps if not step.is_done), None)
        if current:
            current.is_now = True
    return steps


def stage_of(event):
    """In a word or two, for a list; the event came with its `closing`."""
    closing = getattr(event, "closing", None)
    if event.cancelled_at:
        return pgettext("event", "Cancelled")
    if not event.is_published:
        return _("Approved, not published yet")
    if event.certificates_released_at:
        return _("Certificates released")
    if closing:
        return _("Certificates approved") if closing.approved_at else _("Closed, waits for the office")
    if event.is_over():
        return _("Over, not closed yet")
    return _("Published")


def _who(closing, deed):
    return (getattr(closing, f"{deed}_at"), getattr(closing, f"{deed}_by")) if closing else ()


def _has_attendance(event):
    return event.is_over() and event.registrations.filter(attendances__isnull=False).exists()


def _trail(event):
    """The latest time each of these was done, and by whom: {action: (when, who)}."""
    entries = AuditEntry.objects.about(event).filter(action__in=[PUBLISHED, RELEASED]).order_by("pk")
    found = {entry.action: (entry.at, entry.actor_id) for entry in entries}
    people = User.objects.in_bulk([actor for _at, actor in found.values() if actor])
    return {action: (at, people.get(actor)) for action, (at, actor) in found.items()}
