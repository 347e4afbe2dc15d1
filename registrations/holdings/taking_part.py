"""What this app holds about somebody who takes part in events."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from registrations import nominations
from registrations.actions import cancel
from registrations.emails import releases as release_warnings
from registrations.models import (
    Attendance,
    CalendarFeed,
    Dispute,
    Nomination,
    Registration,
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
            "gets_a_certificate_though_of_the_office": row.attends_to_learn,
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


HOLDINGS = [
    Holding(
        model="registrations.Registration",
        title=_("Registrations for events"),
        export=_export_registrations,
        erase=_erase_registrations,
        kept=_(
            "That somebody from your country registered and was there, without your name, for the counts of the event."
        ),
    ),
    Holding(
        model="registrations.Attendance",
        title=_("Attendance"),
        export=_export_attendance,
        erase=_erase_attendance,
        kept=_("Minutes of attendance, without your name."),
    ),
    Holding(
        model="registrations.Dispute",
        title=_("What you said about your attendance"),
        export=_export_disputes,
        erase=lambda user: Dispute.objects.filter(registration__user=user).delete(),
    ),
    Holding(
        model="registrations.CalendarFeed",
        title=_("Your calendar feed"),
        export=_export_feed,
        erase=lambda user: CalendarFeed.objects.filter(user=user).delete(),
    ),
    Holding(
        model="registrations.Nomination",
        title=_("Nominations for events: of you, and by you"),
        export=_export_nominations,
        erase=nominations.erase,
        kept=_("That a request followed a nomination, without your name."),
    ),
]
