"""What this app holds about a person."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding, register
from hubs.models import Ambassador, Appointment, Evidence, Invitation, Membership, Step


def register_holdings():
    for holding in (
        Holding(
            model="hubs.Membership",
            title=_("Your terms as coordinator of a hub"),
            export=_export_memberships,
            erase=_erase_memberships,
        ),
        Holding(
            model="hubs.Ambassador",
            title=_("Your terms as ambassador of a hub"),
            export=_export_ambassadorships,
            erase=lambda user: Ambassador.objects.filter(user=user).delete(),
        ),
        Holding(
            model="hubs.Step",
            title=_("Your steps as ambassador, and those you recorded for others"),
            export=_export_steps,
            # The own ones have gone with the term; those of others carry an account number, no name.
            erase=lambda user: None,
            kept=_("That somebody recorded a step of an ambassador, without your name."),
        ),
        Holding(
            model="hubs.Evidence",
            title=_("Faculty development days you attended, and what you taught"),
            export=_export_evidence,
            erase=lambda user: Evidence.objects.filter(user=user).delete(),
        ),
        Holding(
            model="hubs.Invitation",
            title=_("Invitations to become an ambassador, sent to you or by you"),
            export=_export_invitations,
            erase=lambda user: _invitations(user).delete(),
        ),
        Holding(
            model="hubs.Appointment",
            title=_("Invitations to run a hub, sent to you or by you"),
            export=_export_appointments,
            erase=lambda user: _appointments(user).delete(),
        ),
    ):
        register(holding)


def _export_memberships(user):
    for membership in Membership.objects.filter(user=user).select_related("hub"):
        yield {
            "hub": membership.hub.name,
            "role": membership.role,
            "starts_on": membership.starts_on.isoformat(),
            "ends_on": membership.ends_on and membership.ends_on.isoformat(),
            "named_in_public": membership.is_shown,
        }


def _erase_memberships(user):
    """The terms go, and their earlier versions with them."""
    Membership.objects.filter(user=user).delete()
    Membership.history.filter(user_id=user.pk).delete()


def _export_ambassadorships(user):
    for row in Ambassador.objects.filter(user=user).select_related("hub"):
        yield {
            "hub": row.hub.name,
            "step": row.get_rung_display(),
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat(),
            "named_in_public": row.is_shown,
            "ended_at": row.ended_at and row.ended_at.isoformat(),
            "how_it_ended": row.ending,
            "why_it_ended": row.ending_reason,
        }


def _export_steps(user):
    """Of other people's steps only that they were recorded, and when."""
    for step in Step.objects.filter(Q(ambassador__user=user) | Q(recorded_by=user)).select_related(
        "ambassador"
    ):
        own = step.ambassador.user_id == user.pk
        yield {
            "step": step.get_rung_display(),
            "recorded_at": step.recorded_at.isoformat(),
            "recorded_by_you": step.recorded_by_id == user.pk,
            "taken_on": step.taken_on.isoformat() if own else None,
            "evidence": step.evidence if own else "",
            "link": step.link if own else "",
        }


def _export_evidence(user):
    for row in Evidence.objects.filter(user=user):
        yield {"kind": row.kind, "title": row.title, "on": row.happened_on.isoformat()}


def _invitations(user):
    return Invitation.objects.filter(Q(invited_by=user) | Q(email=user.email))


def _export_invitations(user):
    """An address of somebody else stays out of the file."""
    for row in _invitations(user).select_related("hub"):
        yield {
            "hub": row.hub.name,
            "sent_by_you": row.invited_by_id == user.pk,
            "invited_at": row.invited_at.isoformat(),
            "note": row.note,
        }


def _appointments(user):
    return Appointment.objects.filter(Q(invited_by=user) | Q(email=user.email))


def _export_appointments(user):
    """An address of somebody else stays out of the file."""
    for row in _appointments(user).select_related("hub"):
        yield {
            "hub": row.hub.name,
            "role": row.role,
            "sent_by_you": row.invited_by_id == user.pk,
            "invited_at": row.invited_at.isoformat(),
            "starts_on": row.starts_on.isoformat(),
        }
