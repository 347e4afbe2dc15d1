"""What this app holds about a person."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding, register
from registrations.actions import cancel
from registrations.models import Attendance, CalendarFeed, Registration


def register_holdings():
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
            erase=lambda user: None,
            kept=_("Minutes of attendance, without your name."),
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
    Registration.objects.filter(user=user).update(motivation="")
    Registration.objects.filter(user=user).exclude(decline_reason="").update(decline_reason="erased")


def _export_attendance(user):
    rows = Attendance.objects.filter(registration__user=user).select_related("session__event").order_by("pk")
    for row in rows:
        yield {
            "event": row.session.event.title,
            "session": row.session.title,
            "minutes": row.minutes,
            "recorded_at": row.recorded_at.isoformat(),
        }


def _export_feed(user):
    """When it was made. The address is as good as a password, so it stays out of a file that is passed on."""
    for feed in CalendarFeed.objects.filter(user=user):
        yield {
            "made_at": feed.created_at.isoformat(),
            "address_renewed_at": feed.renewed_at and feed.renewed_at.isoformat(),
        }
