"""Experts who are asked to visit a centre or a hub: invited, answered, taken back, or left unanswered."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import states
from fellowships.actions.bursaries import plan_bursary
from fellowships.actions.placements import begin_placement
from fellowships.emails import exchange as emails
from fellowships.models import Invitation, InvitationState

# An address that never answered is not kept longer.
KEPT = timedelta(days=30)


@transaction.atomic
def invite_expert(*, email, by, purpose, days, centre=None, hub=None, proposed_dates="", bursary=0):
    """Ask an expert, by address, to visit a centre or a hub. Who sends it does not learn whether there is an account.

    Raises ValidationError for one's own address, and where this host waits for an answer from it already.
    """
    host = _lock(centre or hub)
    email = email.strip().lower()
    if EmailAddress.objects.filter(user=by, email__iexact=email).exists() or by.email.lower() == email:
        raise ValidationError(_("This is your own address: nobody invites oneself."), code="own")
    if Invitation.objects.filter(email=email, centre=centre, hub=hub, state=InvitationState.SENT).exists():
        raise ValidationError(
            _("%(host)s has invited this address already and waits for an answer."),
            params={"host": host},
            code="twice",
        )
    invitation = Invitation(
        email=email,
        expert=_account_of(email),
        centre=centre,
        hub=hub,
        purpose=purpose,
        proposed_dates=proposed_dates,
        bursary=bursary,
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    invitation.full_clean()
    invitation.save()
    audit.record("invitation.sent", invitation, by=by, person=invitation.expert, bursary=str(bursary))
    emails.queue_invited(invitation)
    return invitation


@transaction.atomic
def claim_invitation(*, invitation, user):
    """Whoever follows the link in the mail is who was meant, once. Raises ValidationError where it is too late."""
    invitation = _lock(invitation)
    if invitation.expert_id == user.pk:
        return invitation
    if invitation.expert_id is not None or not invitation.is_open():
        raise ValidationError(_("This invitation is over, or went to another account."), code="gone")
    if invitation.invited_by_id == user.pk:
        raise ValidationError(_("You sent this invitation yourself: nobody invites oneself."), code="own")
    invitation.expert = user
    invitation.save(update_fields=["expert"])
    audit.record("invitation.claimed", invitation, by=user, person=user)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation, by):
    """The expert says yes: a stay begins, to be arranged with the host, with its travel support."""
    invitation = _to_answer(invitation)
    states.change(invitation, InvitationState.ACCEPTED, by=by, person=by)
    stay = begin_placement(person=by, invitation=invitation)
    plan_bursary(placement=stay, amount=invitation.bursary)
    emails.queue_answered(invitation)
    return stay


@transaction.atomic
def decline_invitation(*, invitation, by, because=""):
    invitation = _to_answer(invitation)
    states.change(invitation, InvitationState.DECLINED, by=by, person=by, because=because.strip())
    emails.queue_answered(invitation)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation, by, because):
    """The host takes it back, with a reason that the expert reads. Raises ValidationError once it was answered."""
    invitation = _lock(invitation)
    if not because.strip():
        raise ValidationError(_("Say why: the expert reads it."), code="required")
    states.change(
        invitation, InvitationState.REVOKED, by=by, person=invitation.expert, because=because.strip()
    )
    emails.queue_revoked(invitation)
    return invitation


def expire_invitations(now=None):
    """End what nobody answered in time. How many?"""
    overdue = list(Invitation.objects.overdue(now).order_by("pk").values_list("pk", flat=True))
    return sum(_expire(pk, now) for pk in overdue)


@transaction.atomic
def _expire(pk, now):
    """Whoever answers or extends at the same moment is first: then there is nothing to end."""
    invitation = Invitation.objects.overdue(now).select_for_update().filter(pk=pk).first()
    if invitation is None:
        return False
    states.change(invitation, InvitationState.EXPIRED, person=invitation.expert)
    emails.queue_expired(invitation)
    return True


@transaction.atomic
def forget_addresses(now=None):
    """Addresses of people without an account who never came are not kept, nor are they in earlier versions."""
    ended = Invitation.objects.filter(expert=None, ended_at__lte=(now or timezone.now()) - KEPT).exclude(
        email=""
    )
    pks = list(ended.select_for_update().values_list("pk", flat=True))
    Invitation.history.filter(id__in=pks).delete()
    return Invitation.objects.filter(pk__in=pks).update(email="", purpose="", proposed_dates="", because="")


def _to_answer(invitation):
    invitation = _lock(invitation)
    if invitation.state == InvitationState.SENT and not invitation.is_open():
        raise ValidationError(
            _("The time to answer is over. Ask the host for another invitation."), code="late"
        )
    return invitation


def _account_of(email):
    address = EmailAddress.objects.filter(email__iexact=email, verified=True, user__is_active=True)
    found = address.select_related("user").first()
    return found and found.user


def _lock(row):
    return type(row).objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
