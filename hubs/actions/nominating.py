"""How somebody comes onto the roster: nominated by the hub, or by accepting an invitation."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Consent, ConsentKind, User
from hubs import emails
from hubs.models import Ambassador, Appointment, Hub, Invitation, Rung, Step
from hubs.terms import last_day


@transaction.atomic
def nominate(*, hub, email, by, note=""):
    """Nominate whoever has this address. What the nominator sees does not tell whether there is an account.

    Who shares the profile with this hub stands on the roster at once, as the hub knows of the person anyway. All
    others, with an account or without, get the same invitation and appear when they accept it.
    """
    hub = _lock(hub)
    email = email.strip().lower()
    user = _known_to(hub, email)
    if user:
        return _join(hub, user, note=note, by=by, told=emails.queue_nominated)
    invitation = Invitation.objects.open().filter(hub=hub, email=email).first()
    return invitation or _invite(hub, email, note, by)


def _lock(hub):
    """Two coordinators who nominate the same person at once follow one another."""
    return Hub.objects.select_for_update(no_key=True).get(pk=hub.pk)


def _known_to(hub, email):
    agreed = Consent.objects.given().filter(kind=ConsentKind.HUB).values("user")
    people = User.objects.filter(is_active=True, pk__in=agreed, profile__country=hub.country)
    return people.filter(emailaddress__email__iexact=email, emailaddress__verified=True).first()


def _invite(hub, email, note, by):
    Invitation.objects.filter(hub=hub, email=email).delete()
    now = timezone.now()
    invitation = Invitation(
        hub=hub, email=email, note=note, invited_by=by, invited_at=now, expires_at=now + Invitation.KEPT
    )
    invitation.full_clean()
    invitation.save()
    audit.record("invitation.sent", invitation, by=by, hub=hub.pk)
    emails.queue_invited(invitation)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation, by):
    """Take an invitation back. Returns False where it was accepted or taken back meanwhile."""
    invitation = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    if invitation is None:
        return False
    audit.record("invitation.withdrawn", invitation, by=by, hub=invitation.hub_id)
    invitation.delete()
    return True


@transaction.atomic
def accept(*, invitation, user):
    """Come onto the roster. Whoever holds the link accepts, once."""
    hub = _lock(invitation.hub)
    invitation = Invitation.objects.open().select_for_update().filter(pk=invitation.pk).first()
    if invitation is None:
        raise ValidationError(_("This invitation has been used, taken back or is too old."), code="gone")
    ambassador = _join(hub, user, note=invitation.note, by=invitation.invited_by, told=emails.queue_accepted)
    invitation.delete()
    return ambassador


def _join(hub, user, *, note, by, told):
    """On the lowest step. Somebody who is on the roster already stays as they are."""
    ambassador = Ambassador.objects.live().filter(hub=hub, user=user).first()
    if ambassador:
        return ambassador
    today = timezone.localdate()
    ambassador = Ambassador(
        hub=hub, user=user, starts_on=today, ends_on=last_day(today, hub.ambassador_months)
    )
    ambassador.full_clean()
    ambassador.save()
    Step.objects.create(ambassador=ambassador, rung=Rung.NOMINATED, evidence=note, recorded_by=by)
    audit.record(
        "ambassador.nominated", ambassador, by=by, person=user, ends_on=ambassador.ends_on.isoformat()
    )
    told(ambassador, by)
    return ambassador


def forget_expired_invitations():
    """Addresses of people who never answered are not kept. Returns how many."""
    return Invitation.objects.expired().delete()[0] + Appointment.objects.expired().delete()[0]
