"""What this app holds about a person."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding, register
from registrations import nominations
from registrations.actions import cancel
from registrations.emails import releases as release_warnings
from registrations.emails import transfers as transfer_emails
from registrations.models import (
    Allocation,
    Announcement,
    Attendance,
    CalendarFeed,
    Closing,
    Dispute,
    Faculty,
    Nomination,
    Proposal,
    ProposalStep,
    Registration,
    SeatTransfer,
)


def register_holdings():
    register(
        Holding(
            model="registrations.Announcement",
            title=_("Announcements you wrote, sent or called off"),
            export=_export_announcements,
            erase=lambda user: None,
            kept=_(
                "The announcement itself, as many people have read it. It holds your account number, no name."
            ),
        )
    )
    register(
        Holding(
            model="registrations.Registration",
            title=_("Registrations for events"),
            export=_export_registrations,
            erase=_erase_registrations,
            kept=_(
                "That somebody from your country registered and was there, without your name, for the counts of the event."
            ),
        )
    )
    register(
        Holding(
            model="registrations.Attendance",
            title=_("Attendance"),
            export=_export_attendance,
            erase=_erase_attendance,
            kept=_("Minutes of attendance, without your name."),
        )
    )
    register(
        Holding(
            model="registrations.Dispute",
            title=_("What you said about your attendance"),
            export=_export_disputes,
            erase=lambda user: Dispute.objects.filter(registration__user=user).delete(),
        )
    )
    register(
        Holding(
            model="registrations.CalendarFeed",
            title=_("Your calendar feed"),
            export=_export_feed,
            erase=lambda user: CalendarFeed.objects.filter(user=user).delete(),
        )
    )
    for model, title, export in (
        ("Proposal", _("Events you proposed or decided about"), _export_proposals),
        ("ProposalStep", _("What you wrote about proposed events"), _export_steps),
        ("Allocation", _("Allocations of seats you ran or signed off"), _export_allocations),
        ("Closing", _("Events you closed, or whose certificates you approved"), _export_closings),
    ):
        register(
            Holding(
                model=f"registrations.{model}",
                title=title,
                export=export,
                erase=lambda user: None,
                kept=_("What the hub and the office decided about its events, without your name."),
            )
        )
    register(
        Holding(
            model="registrations.SeatTransfer",
            title=_("Transfers of seats you proposed, confirmed or ended"),
            export=_export_transfers,
            erase=transfer_emails.forget_mails_of,
            kept=_("What the hubs agreed about their seats, without your name."),
        )
    )
    register(
        Holding(
            model="registrations.Nomination",
            title=_("Nominations for events: of you, and by you"),
            export=_export_nominations,
            erase=nominations.erase,
            kept=_("That a request followed a nomination, without your name."),
        )
    )
    register(
        Holding(
            model="registrations.Faculty",
            title=_("Events you teach at"),
            export=_export_faculty,
            erase=_erase_faculty,
        )
    )


def _export_registrations(user):
    for row in Registration.objects.filter(user=user).select_related("event").order_by("pk"):
        yield {
            "event": row.event.title,
            "state": row.state,
            "because": row.rule,
            "country": str(row.home),
            "asked_at": row.requested_at.isoformat(),
            "in_this_state_since": row.state_since.isoformat(),
            "motivation": row.motivation,
            "reason_of_the_refusal": row.decline_reason,
        }


def _erase_registrations(user):
    """Seats and places in line go to the next person; what the person wrote, and what was written, goes away."""
    for registration in Registration.objects.live().filter(user=user).select_related("event"):
        if not registration.event.is_over():
            cancel(registration=registration, by=user)
    release_warnings.forget_mails_about(user)
    Registration.objects.filter(user=user).update(motivation="")
    Registration.objects.filter(user=user).exclude(decline_reason="").update(decline_reason="erased")


def _export_attendance(user):
    rows = Attendance.objects.filter(registration__user=user).select_related("session__event").order_by("pk")
    for row in rows:
        yield {
            "event": row.session.event.title,
            "session": row.session.title,
            "minutes": row.minutes,
            "how_recorded": row.method,
            "why_by_hand": row.reason,
            "recorded_at": row.recorded_at.isoformat(),
        }


def _erase_attendance(user):
    """The minutes stay, for the counts of the event; what somebody wrote about the person goes."""
    Attendance.objects.filter(registration__user=user).exclude(reason="").update(reason="erased")


def _export_disputes(user):
    rows = Dispute.objects.filter(registration__user=user).select_related("session__event").order_by("pk")
    for row in rows:
        yield {
            "event": row.session.event.title,
            "session": row.session.title,
            "said_at": row.made_at.isoformat(),
            "statement": row.statement,
            "minutes_claimed": row.claimed_minutes,
            "state": row.state,
            "minutes_after_the_answer": row.minutes,
            "answer": row.answer,
            "answered_at": row.answered_at and row.answered_at.isoformat(),
        }


def _export_feed(user):
    """When it was made. The address is as good as a password, so it stays out of a file that is passed on."""
    for feed in CalendarFeed.objects.filter(user=user):
        yield {
            "made_at": feed.created_at.isoformat(),
            "address_renewed_at": feed.renewed_at and feed.renewed_at.isoformat(),
        }


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


def _export_nominations(user):
    """Of those by the person not whom they are about: that is another person's."""
    for row in nominations.about(user).select_related("event", "hub").order_by("pk"):
        yield {
            "event": row.event.title,
            "nominated_by": row.hub.name if row.hub else "office",
            "name": row.name,
            "email": row.email,
            "sentence": row.sentence,
            "at": row.at.isoformat(),
        }
    for row in Nomination.objects.filter(by=user).select_related("event").order_by("pk"):
        yield {"event": row.event.title, "you_nominated_somebody_at": row.at.isoformat()}


def _export_faculty(user):
    for row in Faculty.objects.filter(user=user).select_related("event", "proposal").order_by("pk"):
        yield {"event": (row.event or row.proposal).title, "name": row.name, "role": row.role}


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
