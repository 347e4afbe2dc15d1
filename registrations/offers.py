"""Seats that are offered: until when, and the link by which a person answers."""

from datetime import timedelta

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from registrations.models import Registration, State

# As the event comes near, an unanswered offer costs the next person more: nobody is kept waiting for longer
# than an eighth of the time that is left, and nobody is hurried below two hours.
SHARE_OF_TIME_LEFT = 8
SHORTEST = timedelta(hours=2)
# On the last day there is no time left to ask: the seat is given, and can be given back.
LAST_DAY = timedelta(hours=24)
# Whether people still come when the date has changed is asked at each limited event, for a week.
ASKED_AGAIN_HOURS = 7 * 24
REMIND_BEFORE = timedelta(hours=48)

_signer = signing.Signer(salt="registrations.offer")


def answer_until(event, now=None, *, usual_hours=0):
    """Until when a seat that is given now is kept for the answer; None where it is confirmed at once.

    `usual_hours` is for events that set no hours of their own.
    """
    now = now or timezone.now()
    hours = event.offer_hours or usual_hours
    if not hours or not event.is_limited:
        return None
    window = timedelta(hours=hours)
    if event.starts_at:
        left = event.starts_at - now
        if left <= LAST_DAY:
            return None
        window = min(window, max(left / SHARE_OF_TIME_LEFT, SHORTEST))
    return (now + window).replace(second=0, microsecond=0) + timedelta(minutes=1)


def reminders(registration):
    """When a person is reminded of an offer: at half time, and 48 hours before it ends, names first."""
    since, end = registration.state_since, registration.offer_ends_at
    moments = {"half": since + (end - since) / 2, "48h": end - REMIND_BEFORE}
    return {name: at for name, at in moments.items() if at > since}


def path_to_answer(registration):
    """The address on which this very offer is answered without logging in; a later offer has another."""
    token = _signer.sign_object([registration.pk, int(registration.state_since.timestamp())])
    return reverse("registrations:offer", args=[token])


def read(token):
    """The registration that a link is about, with its event, and whether its offer still is the one of the link.

    Raises django.core.signing.BadSignature for what we never wrote, Registration.DoesNotExist for what is gone.
    """
    pk, since = _signer.unsign_object(token)
    registration = Registration.objects.select_related("event__level__pathway", "user").get(pk=pk)
    is_same = registration.state == State.OFFERED and int(registration.state_since.timestamp()) == since
    return registration, is_same
