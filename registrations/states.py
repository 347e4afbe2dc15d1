"""The one place where a registration changes its state."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from registrations.models import State

TRANSITIONS = {
    State.REQUESTED: {State.WAITING, State.CONFIRMED, State.DECLINED, State.CANCELLED},
    State.WAITING: {State.OFFERED, State.CONFIRMED, State.CANCELLED},
    State.OFFERED: {State.CONFIRMED, State.EXPIRED, State.CANCELLED},
    State.CONFIRMED: {State.OFFERED, State.CANCELLED},
    State.DECLINED: set(),
    State.EXPIRED: set(),
    State.CANCELLED: set(),
}


def change_state(registration, state, *, rule, by=None, seat_id=None, offer_ends_at=None, **fields):
    """Move a registration, whose event the caller has locked, and put the move on record.

    A seat and the end of an offer are held only if they are named: every other state is without. Raises ValidationError where the table of transitions does not know the move.
    """
    before = registration.state
    if state not in TRANSITIONS[before]:
        raise ValidationError(
            _("This registration is %(state)s and stays so."),
            params={"state": registration.get_state_display().lower()},
            code="transition",
        )
    registration.state, registration.rule, registration.seat_id = state, rule, seat_id
    registration.state_since, registration.offer_ends_at = timezone.now(), offer_ends_at
    for name, value in fields.items():
        setattr(registration, name, value)
    registration.save(update_fields=["state", "rule", "seat", "state_since", "offer_ends_at", *fields])
    audit.record(
        f"registration.{state}",
        registration,
        by=by,
        person=registration.user,
        before=before,
        rule=rule,
        seat=seat_id,
    )
