"""Mails about the exchange of experts: to the expert, and to who invited."""

from datetime import timedelta

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowships.emails.recipients import office_address
from fellowships.models import Invitation, InvitationState
from mailing import actions as outbox
from mailing.kinds import Kind
from mailing.models import Message

SALT = "fellowships.invitation"
INVITED = "fellowships/expert_invited"
REMINDER = "fellowships/expert_reminder"
ANSWERED = "fellowships/expert_answered"
REVOKED = "fellowships/expert_not_invited"
EXPIRED = "fellowships/expert_silent"
ENDED = "fellowships/expert_too_late"
# A reminder needs time to act on it.
REMINDED_BEFORE = timedelta(days=3)


def token_of(invitation):
    return signing.dumps(invitation.pk, salt=SALT)


def invitation_of(token):
    """The invitation a link was made for."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Invitation.objects.select_related("centre", "hub").filter(pk=pk).first()


def queue_invited(invitation):
    """In the language of the account, else of who invites. The link lets whoever holds it in: it is a secret."""
    _to_expert(INVITED, invitation, secret=True)


def queue_reminders(now=None):
    """To those who have three days left, unless they had no more from the beginning. Once each."""
    now = now or timezone.now()
    for invitation in _related(Invitation.objects.open(now).filter(expires_at__lte=now + REMINDED_BEFORE)):
        if invitation.expires_at - invitation.sent_at > 2 * REMINDED_BEFORE:
            _to_expert(REMINDER, invitation, secret=True)


def queue_answered(invitation):
    """To who invited, with the name of whoever says yes, and to the office that pays the journey."""
    _to_inviter(ANSWERED, invitation)
    if invitation.state == InvitationState.ACCEPTED and (address := office_address()):
        key = f"{ANSWERED}/{invitation.pk}/office"
        outbox.queue(ANSWERED, key=key, to=address, context=_facts(invitation) | {"name": ""})


def queue_revoked(invitation):
    _to_expert(REVOKED, invitation)


def queue_expired(invitation):
    _to_expert(ENDED, invitation)
    _to_inviter(EXPIRED, invitation)


def forget_mails_about(invitations):
    """Mails that name somebody who is erased."""
    mails = Message.objects.filter(kind__in=[kind.name for kind in KINDS])
    for pk in invitations.values_list("pk", flat=True):
        outbox.forget(mails.filter(context__invitation=pk))


def _to_expert(kind, invitation, *, secret=False):
    expert = invitation.expert
    outbox.queue(
        kind,
        key=f"{kind}/{invitation.pk}",
        user=expert,
        to=expert.email if expert else invitation.email,
        language=(expert or invitation.invited_by).language,
        secret=secret,
        context=_facts(invitation)
        | {
            "name": expert.name if expert else "",
            "path": reverse("fellowships:claim_invitation", args=[token_of(invitation)])
            if secret
            else reverse("fellowships:exchange"),
        },
    )


def _to_inviter(kind, invitation):
    person = invitation.invited_by
    if person.is_active:
        outbox.queue(
            kind,
            key=f"{kind}/{invitation.pk}",
            user=person,
            context=_facts(invitation) | {"name": person.name},
        )


def _facts(invitation):
    return {
        "invitation": invitation.pk,
        "host": str(invitation.host),
        "invitee": invitation.invitee,
        "by": invitation.invited_by.name,
        "purpose": invitation.purpose,
        "proposed_dates": invitation.proposed_dates,
        "bursary": str(invitation.bursary) if invitation.bursary else "",
        "state": invitation.state,
        "because": invitation.because,
        "until": invitation.expires_at.isoformat(),
        "time_zone": str(invitation.zone),
        "path": reverse("fellowships:invitation", args=[invitation.pk]),
    }


def _related(invitations):
    return invitations.select_related("expert", "centre", "hub", "invited_by").order_by("pk")


def _still_open(message):
    return Invitation.objects.open().filter(pk=message.context["invitation"]).exists()


KINDS = [
    Kind(name=INVITED, title=_("An expert is invited"), still_true=_still_open),
    Kind(name=REMINDER, title=_("An expert is reminded of an invitation"), still_true=_still_open),
    Kind(name=ANSWERED, title=_("An expert has answered an invitation, to who sent it")),
    Kind(name=REVOKED, title=_("An invitation was taken back, to the expert")),
    Kind(name=EXPIRED, title=_("An expert did not answer, to who sent the invitation")),
    Kind(name=ENDED, title=_("An invitation was not answered in time, to the expert")),
]
