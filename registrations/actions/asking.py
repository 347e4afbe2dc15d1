"""Asking for a place, and giving it back."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import User
from registrations import emails, nominations
from registrations.actions.allocating import seal_lot
from registrations.lines import why_waiting
from registrations.models import Filling, Registration, Rule, State
from registrations.seating import fill_seats, lock, seat_and_tell
from registrations.states import change_state


@transaction.atomic
def register(*, event, user, motivation=""):
    """Register a person: a place at once, a place in line, or a request that the hub will decide.

    Returns `(registration, created)`; asking twice, by a double click or in two tabs, gives the one live
    registration and False. Raises ValidationError where the person can or must do something first.
    """
    home = _home(user)
    event = lock(event)
    live = event.registrations.live().filter(user=user).first()
    if live:
        return live, False
    _refuse_unless_open(event)

    if event.is_ranked:
        seal_lot(event=event)
    registration = Registration(event=event, user=user, home=home, motivation=motivation.strip())
    if event.filling == Filling.REVIEWED or event.takes_ranked_requests():
        registration.state, registration.rule = State.REQUESTED, Rule.RECEIVED
    else:
        registration.state, registration.rule = State.WAITING, why_waiting(event, home)
    # The foreign keys were just read and the one-live rule just asked under the lock; the database holds both.
    registration.clean_fields(exclude=["event", "user", "seat", "decided_by"])
    registration.save(force_insert=True)
    if event.filling != Filling.FIRST_COME:
        nominations.link(registration)
    audit.record(
        f"registration.{registration.state}", registration, by=user, person=user, rule=registration.rule
    )
    if registration.state == State.WAITING:
        _seat_at_once(registration, event)
    emails.queue_answer(registration, event)
    return registration, True


def _home(user):
    """The country whose quota counts: that of the profile, now. Also asks for a verified address."""
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    home, verified = User.objects.filter(pk=user.pk).values_list("profile__country", Exists(addresses)).get()
    if not verified:
        raise ValidationError(
            _("Please confirm your e-mail address first: a seat needs an address that reaches you."),
            code="unverified",
        )
    if not home:
        raise ValidationError(
            _("Please complete your profile first: your country decides whose seats you may have."),
            code="profile",
        )
    return home


def _refuse_unless_open(event):
    now = timezone.now()
    if event.cancelled_at:
        raise ValidationError(_("This event has been cancelled."), code="cancelled")
    if event.registration_opens_at and event.registration_opens_at > now:
        raise ValidationError(_("Registration has not opened yet."), code="not_open_yet")
    if not event.is_open(now):
        raise ValidationError(_("Registration has closed."), code="closed")


def _seat_at_once(registration, event):
    """First come: whoever is due a seat now gets it, and with an honest line that is the newcomer or nobody."""
    for seated in fill_seats(event, newcomer=registration):
        if seated != registration:
            emails.queue_seat_freed(seated, event)


@transaction.atomic
def cancel(*, registration, by):
    """Give a place, or the wish for one, back. A freed seat moves on in the same transaction.

    `by` is the person, or staff on their behalf. Twice is harmless: returns False when it was over already.
    """
    event = lock(registration.event)
    registration = Registration.objects.select_related("user").get(pk=registration.pk)
    if not registration.is_live:
        return False
    if event.is_over():
        raise ValidationError(_("The event is over: there is nothing left to cancel."), code="over")
    rule = Rule.GAVE_BACK if by == registration.user else Rule.BY_STAFF
    change_state(registration, State.CANCELLED, rule=rule, by=by)
    emails.queue_answer(registration, event)
    seat_and_tell(event)
    return True
