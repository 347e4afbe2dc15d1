"""What the office does with an event as a whole."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from registrations import emails
from registrations.models import Rule, State
from registrations.seating import lock
from registrations.states import change_state


@transaction.atomic
def cancel_event(*, event, by, reason):
    """Call an event off: every live registration ends, its seat with it, and each person is told once."""
    event = lock(event)
    if event.cancelled_at:
        raise ValidationError(_("This event has been cancelled already."), code="cancelled")
    if event.is_over():
        raise ValidationError(_("The event is over: it cannot be cancelled any more."), code="over")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: everyone who is registered reads it.")}, code="reason")
    event.cancelled_at, event.cancellation_reason = timezone.now(), reason.strip()
    event.save(update_fields=["cancelled_at", "cancellation_reason"])
    audit.record("event.cancelled", event, by=by)
    people = list(event.registrations.live().select_related("user"))
    for registration in people:
        change_state(registration, State.CANCELLED, rule=Rule.EVENT_CANCELLED, by=by)
    emails.queue_event_cancelled(people, event)
    return len(people)
