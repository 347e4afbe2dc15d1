"""Who speaks for a centre, and experts who are invited to one."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from fellowships import states
from fellowships.emails import exchange as emails
from fellowships.models import CentreMember, Invitation, InvitationState


def _export_memberships(user):
    for row in CentreMember.objects.filter(user=user).select_related("centre").order_by("pk"):
        yield {
            "centre": row.centre.name,
            "post": row.post,
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on and row.ends_on.isoformat(),
        }


def _erase_memberships(user):
    """The terms go, and their earlier versions with them."""
    CentreMember.objects.filter(user=user).delete()
    CentreMember.history.filter(user_id=user.pk).delete()


def _export_invitations(user):
    """Of those the person sent not whom they went to: that is another person's."""
    mine = Invitation.objects.filter(
        Q(expert=user) | Q(email__iexact=user.email) | Q(invited_by=user)
    ).select_related("centre", "hub")
    for row in mine.order_by("pk"):
        yield {
            "host": str(row.host),
            "sent_by_you": row.invited_by_id == user.pk,
            "sent_at": row.sent_at.isoformat(),
            "what_for": row.purpose,
            "proposed_dates": row.proposed_dates,
            "travel_support_in_euros": str(row.bursary),
            "state": row.state,
            "to_be_answered_by": row.expires_at.isoformat(),
            "ended_at": row.ended_at and row.ended_at.isoformat(),
            "reason": row.because if row.invited_by_id != user.pk else "",
        }


def _erase_invitations(user):
    """Those still open end; what was written about the person goes, and the earlier versions with it."""
    mine = Invitation.objects.filter(Q(expert=user) | Q(email__iexact=user.email))
    emails.forget_mails_about(mine)
    pks = list(mine.values_list("pk", flat=True))
    for invitation in mine.filter(state=InvitationState.SENT).select_for_update(of=("self",)).order_by("pk"):
        states.change(invitation, InvitationState.DECLINED, by=user, person=user)
    Invitation.objects.filter(pk__in=pks).update(email="", purpose="", proposed_dates="", because="")
    Invitation.history.filter(id__in=pks).delete()


HOLDINGS = [
    Holding(
        model="fellowships.CentreMember",
        title=_("The centres you speak for"),
        export=_export_memberships,
        erase=_erase_memberships,
    ),
    Holding(
        model="fellowships.Invitation",
        title=_("Invitations of experts: to you, and by you"),
        export=_export_invitations,
        erase=_erase_invitations,
        kept=_("That an expert was invited to a centre or hub, and what for, without your name."),
    ),
]
