"""What a hub decides about a request."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations import emails
from registrations.dates import moment
from registrations.lines import why_waiting
from registrations.models import Registration, Rule, State
from registrations.seating import fill_seats, lock
from registrations.states import change_state


class AlreadyDecided(ValidationError):
    """Somebody else was faster: says who decided what, when. Nothing was changed."""

    def __init__(self, registration):
        self.registration = registration
        if registration.decided_by and registration.state != State.CANCELLED:
            text = _(
                "%(who)s has decided about %(person)s already, on %(when)s: %(state)s. Nothing was changed."
            )
        else:
            text = _(
                "%(person)s no longer has an open request: %(state)s since %(when)s. Nothing was changed."
            )
        when = registration.decided_at or registration.state_since
        super().__init__(
            text,
            code="already_decided",
            params={
                "who": registration.decided_by,
                "person": registration.user,
                "state": registration.get_state_display().lower(),
                "when": moment(when, registration.event.zone),
            },
        )


@transaction.atomic
def approve(*, registration, by):
    """Approve a request: it takes a free seat it may have, else waits in line in the order of the requests.

    At a ranked event it enters the ranking, and the seats are given all at once.

    Raises AlreadyDecided when it is not an open request any more.
    """
    event, registration = _lock_request(registration)
    if event.is_over():
        raise ValidationError(_("This event is over."), code="over")
    change_state(
        registration,
        State.WAITING,
        rule=Rule.RANKED if event.awaits_allocation else why_waiting(event, registration.home),
        by=by,
        decided_by=by,
        decided_at=timezone.now(),
    )
    for seated in fill_seats(event):
        if seated != registration:
            emails.queue_seat_freed(seated, event)
    registration.refresh_from_db()
    emails.queue_answer(registration, event)
    return registration


@transaction.atomic
def decline(*, registration, by, reason):
    """Decline a request. The reason is read word for word by the person, so there is no declining without one."""
    reason = reason.strip()
    if len(reason) < 10:
        raise ValidationError(
            {"reason": _("Write at least one sentence: nobody is declined without a reason.")}, code="reason"
        )
    event, registration = _lock_request(registration)
    change_state(
        registration,
        State.DECLINED,
        rule=Rule.NOT_CHOSEN,
        by=by,
        decided_by=by,
        decided_at=timezone.now(),
        decline_reason=reason,
    )
    emails.queue_answer(registration, event)
    return registration


def _lock_request(registration):
    """The event, locked, and the request as it stands now: two coordinators never contradict each other."""
    event = lock(registration.event)
    registration = Registration.objects.select_related("event", "user", "decided_by").get(pk=registration.pk)
    if registration.state != State.REQUESTED:
        raise AlreadyDecided(registration)
    if event.cancelled_at:
        raise ValidationError(_("This event has been cancelled."), code="cancelled")
    return event, registration
