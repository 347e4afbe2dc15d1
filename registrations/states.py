"""The one place where a registration changes its state."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from registrations.models import State

TRANSITIONS = {
    State.REQUESTED: {State.WAITING, State.CONFIRMED, State.DECLINED, State.CANCELLED},
    State.WAITING: {State.CONFIRMED, State.CANCELLED},
    State.CONFIRMED: {State.CANCELLED},
    State.DECLINED: set(),
    State.CANCELLED: set(),
}


def change_state(registration, state, *, rule, by=None, seat_id=None, **fields):
    """Move a registration, whose event the caller has locked, and put the move on record.

    Raises ValidationError where the table of transitions does not know the move.
    """
    before = registration.state
    if state not in TRANSITIONS[before]:
        raise ValidationError(
            _("This registration is %(state)s and stays so."),
            params={"state": registration.get_state_display().lower()},
            code="transition",
        )
    registration.state, registration.rule, registration.seat_id = state, rule, seat_id
    registration.state_since = timezone.now()
    for name, value in fields.items():
        setattr(registration, name, value)
    registration.save(update_fields=["state", "rule", "seat", "state_since", *fields])
    audit.record(
        f"registration.{state}",
        registration,
        by=by,
        person=registration.user,
        before=before,
        rule=rule,
        seat=seat_id,
    )
