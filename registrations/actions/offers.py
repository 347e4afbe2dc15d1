"""Answering an offer, and what happens when nobody does."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations import emails
from registrations.dates import moment
from registrations.models import Registration, Rule, State
from registrations.seating import lock, rule_of_seat, seat_and_tell
from registrations.states import change_state


class OfferOver(ValidationError):
    """The offer cannot be answered any more: accepted, turned down, run out. Nothing was changed."""


@transaction.atomic
def accept(*, registration, by):
    """Take an offered seat. Raises OfferOver where that comes too late; twice is harmless."""
    event, registration = _lock_offer(registration)
    if registration.state == State.CONFIRMED:
        return registration
    _refuse_unless_open(registration, event)
    change_state(
        registration,
        State.CONFIRMED,
        rule=rule_of_seat(registration, event),
        by=by,
        seat_id=registration.seat_id,
    )
    emails.queue_answer(registration, event)
    return registration


@transaction.atomic
def turn_down(*, registration, by):
    """Leave an offered seat to the next in line, who is told in the same moment."""
    event, registration = _lock_offer(registration)
    if registration.state == State.CANCELLED and registration.rule == Rule.TURNED_DOWN:
        return registration
    _refuse_unless_open(registration, event)
    change_state(registration, State.CANCELLED, rule=Rule.TURNED_DOWN, by=by)
    emails.queue_answer(registration, event)
    seat_and_tell(event)
    return registration


@transaction.atomic
def expire(*, registration, now=None):
    """End an offer whose deadline is past; the seat moves on at once. Returns False when it was answered."""
    event, registration = _lock_offer(registration)
    now = now or timezone.now()
    if registration.state != State.OFFERED or registration.offer_ends_at > now:
        return False
    change_state(registration, State.EXPIRED, rule=Rule.NOT_ANSWERED)
    emails.queue_answer(registration, event)
    seat_and_tell(event)
    return True


def _lock_offer(registration):
    event = lock(registration.event)
    return event, Registration.objects.select_related("user").get(pk=registration.pk)


def _refuse_unless_open(registration, event):
    if registration.state != State.OFFERED:
        raise OfferOver(
            _("This offer is closed: your registration is %(state)s since %(when)s. Nothing was changed."),
            params={
                "state": registration.get_state_display().lower(),
                "when": moment(registration.state_since, event.zone),
            },
            code="not_offered",
        )
    if registration.offer_ends_at <= timezone.now():
        raise OfferOver(
            _("The offer ended on %(when)s, and the seat goes to the next in line. Nothing was changed."),
            params={"when": moment(registration.offer_ends_at, event.zone)},
            code="run_out",
        )
