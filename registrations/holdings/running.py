"""What this app holds about somebody who runs events, teaches at them or decides about seats."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from registrations.emails import transfers as transfer_emails
from registrations.models import (
    Allocation,
    Announcement,
    Closing,
    Faculty,
    Proposal,
    ProposalStep,
    SeatTransfer,
)

DECIDED = _("What the hub and the office decided about its events, without your name.")


def _export_proposals(user):
    mine = Proposal.objects.filter(Q(written_by=user) | Q(proposed_by=user) | Q(decided_by=user))
    for row in mine.select_related("hub").order_by("pk"):
        yield {
            "hub": row.hub.name,
            "title": row.title,
            "state": row.state,
            "you_wrote_it": row.written_by_id == user.pk,
            "you_proposed_it": row.proposed_by_id == user.pk,
            "you_decided_about_it": row.decided_by_id == user.pk,
            "changed_at": row.changed_at.isoformat(),
        }


def _export_steps(user):
    for row in ProposalStep.objects.filter(by=user).select_related("proposal"):
        yield {
            "proposal": row.proposal.title,
            "what_happened": row.state,
            "comment": row.comment,
            "at": row.at.isoformat(),
        }


def _export_allocations(user):
    mine = Allocation.objects.filter(Q(proposed_by=user) | Q(ended_by=user)).select_related("event")
    for row in mine.order_by("pk"):
        yield {
            "event": row.event.title,
            "number": row.number,
            "you_ran_it_at": row.proposed_at.isoformat() if row.proposed_by_id == user.pk else None,
            "you_ended_it_at": row.ended_at.isoformat() if row.ended_by_id == user.pk else None,
        }


def _export_closings(user):
    mine = Closing.objects.filter(Q(closed_by=user) | Q(approved_by=user)).select_related("event")
    for row in mine.order_by("pk"):
        closed, approved = row.closed_by_id == user.pk, row.approved_by_id == user.pk
        yield {
            "event": row.event.title,
            "you_closed_it_at": row.closed_at.isoformat() if closed else None,
            "you_approved_it_at": row.approved_at.isoformat() if approved else None,
        }


def _export_transfers(user):
    deeds = ("proposed", "giver_confirmed", "taker_confirmed", "ended")
    mine = Q()
    for deed in deeds:
        mine |= Q(**{f"{deed}_by": user})
    for row in SeatTransfer.objects.filter(mine).select_related("event").order_by("pk"):
        yield {
            "event": row.event.title,
            "seats": row.seats,
            "giver": str(row.giver),
            "taker": str(row.taker),
            "state": row.state,
            "note": row.note if row.proposed_by_id == user.pk else "",
            "reason": row.reason if row.ended_by_id == user.pk else "",
            "what_you_did": [deed for deed in deeds if getattr(row, f"{deed}_by_id") == user.pk],
            "proposed_at": row.proposed_at.isoformat(),
        }


def _export_faculty(user):
    for row in Faculty.objects.filter(user=user).select_related("event", "proposal").order_by("pk"):
        yield {
            "event": (row.event or row.proposal).title,
            "name": row.name,
            "role": row.role,
            "topic": row.topic,
            "minutes": row.minutes,
        }


def _erase_faculty(user):
    """Off the pages of the events, and out of what was proposed."""
    rows = Faculty.objects.filter(user=user)
    names = set(rows.values_list("name", flat=True))
    for step in ProposalStep.objects.filter(proposal__in=rows.values("proposal")):
        step.facts["faculty"] = [line for line in step.facts.get("faculty", []) if line["name"] not in names]
        step.save(update_fields=["facts"])
    rows.delete()


def _export_announcements(user):
    own = Q(written_by=user) | Q(confirmed_by=user) | Q(cancelled_by=user)
    for row in Announcement.objects.filter(own).order_by("pk"):
        yield {
            "subject": row.subject,
            "text": row.body if row.written_by_id == user.pk else "",
            "state": row.state,
            "you_wrote_it": row.written_by_id == user.pk,
            "you_sent_it": row.confirmed_by_id == user.pk,
            "you_called_it_off": row.cancelled_by_id == user.pk,
            "last_changed_at": row.changed_at.isoformat(),
        }


HOLDINGS = [
    Holding(
        model="registrations.Announcement",
        title=_("Announcements you wrote, sent or called off"),
        export=_export_announcements,
        erase=lambda user: None,
        kept=_(
            "The announcement itself, as many people have read it. It holds your account number, no name."
        ),
    ),
    Holding(
        model="registrations.Proposal",
        title=_("Events you proposed or decided about"),
        export=_export_proposals,
        erase=lambda user: None,
        kept=DECIDED,
    ),
    Holding(
        model="registrations.ProposalStep",
        title=_("What you wrote about proposed events"),
        export=_export_steps,
        erase=lambda user: None,
        kept=DECIDED,
    ),
    Holding(
        model="registrations.Allocation",
        title=_("Allocations of seats you ran or signed off"),
        export=_export_allocations,
        erase=lambda user: None,
        kept=DECIDED,
    ),
    Holding(
        model="registrations.Closing",
        title=_("Events you closed, or whose certificates you approved"),
        export=_export_closings,
        erase=lambda user: None,
        kept=DECIDED,
    ),
    Holding(
        model="registrations.SeatTransfer",
        title=_("Transfers of seats you proposed, confirmed or ended"),
        export=_export_transfers,
        erase=transfer_emails.forget_mails_of,
        kept=_("What the hubs agreed about their seats, without your name."),
    ),
    Holding(
        model="registrations.Faculty",
        title=_("Events you teach at"),
        export=_export_faculty,
        erase=_erase_faculty,
    ),
]
