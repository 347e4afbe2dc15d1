"""Nominations and the people they are about: linked when they ask, forgotten in time."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from mailing import actions as outbox
from mailing.models import Message
from registrations.models import Filling, Nomination, State

# Counted from the day on which nobody can ask any more: until then the invitation may still be followed.
KEPT = timedelta(days=90)


def are_taken(event, now=None):
    """May people be nominated now? While they can ask and somebody will decide about it."""
    if event.filling == Filling.FIRST_COME or not event.is_open(now):
        return False
    return not event.is_ranked or event.takes_ranked_requests(now)


def addresses_of(user):
    """What the person has proved to own, in small letters."""
    verified = EmailAddress.objects.filter(user=user, verified=True)
    return verified.annotate(small=Lower("email")).values("small")


def about(user):
    return Nomination.objects.filter(Q(email__in=addresses_of(user)) | Q(registration__user=user))


def link(registration):
    """Note, in one query, that somebody who was nominated asks, by whichever of the own addresses.

    A nomination follows the person to a later request when the one before is over.
    """
    over = Q(registration=None) | ~Q(registration__state__in=State.LIVE)
    mine = Nomination.objects.filter(
        over, event=registration.event, email__in=addresses_of(registration.user)
    )
    first = mine.order_by("at", "pk").values("pk")[:1]
    return Nomination.objects.filter(pk__in=first).update(registration=registration)


def mails_about(nominations):
    return Message.objects.filter(key__in=[mail_key(pk) for pk in nominations.values_list("pk", flat=True)])


def mail_key(pk):
    return f"nominated:{pk}"


@transaction.atomic
def forget(nominations):
    """Forget name, address and sentence, and the invitation with them. Open nominations go altogether."""
    mails_about(nominations).delete()
    numbers = list(nominations.values_list("pk", flat=True))
    rows = Nomination.objects.filter(pk__in=numbers)
    rows.open().delete()
    rows.update(name="", email="", sentence="")


def forget_old(now=None):
    """Of events that nobody could ask for during the last 90 days."""
    before = (now or timezone.now()) - KEPT
    closed_at = Coalesce(
        "event__cancelled_at", "event__registration_closes_at", "event__starts_at", "event__ends_at"
    )
    forget(Nomination.objects.exclude(email="").alias(closed_at=closed_at).filter(closed_at__lt=before))


def erase(user):
    """What was written about the person goes; what the person wrote stays with the hub, without the name."""
    forget(about(user))
    outbox.forget(mails_about(Nomination.objects.filter(by=user)))
