"""Events: requests, seats, attendance, certificates of attendance, what hubs propose."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Least, Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_countries import countries

from hubs.models import Hub
from impact.decisions.decision import Kind
from registrations.desks import Desk
from registrations.models import (
    Attendance,
    AttendanceReport,
    Closing,
    Dispute,
    Event,
    Proposal,
    Registration,
    SeatTransfer,
)

TITLE = _("Events and seats")
# Attendance comes in for a few days; only then is it odd that nobody gets a certificate.
AFTER_AN_EVENT = timedelta(days=3)


def _page(name):
    """The page of one event."""
    return lambda slug: reverse(f"registrations:{name}", args=[slug])


def _requests(asking):
    return Desk().decidable_by(asking.user).requested().filter(event__in=Event.objects.upcoming(asking.now))


def _at_hubs(asking):
    """Requests that have waited long at the hub that decides about them."""
    old = asking.now - timedelta(days=asking.rules.hub_days)
    at_hubs = Q(event__hub__isnull=False) | Q(home__in=Hub.objects.values("country"))
    waiting = Registration.objects.decidable_by(asking.user).requested().filter(requested_at__lte=old)
    return waiting.filter(at_hubs, event__in=Event.objects.upcoming(asking.now))


def _reports(asking):
    return AttendanceReport.objects.to_decide().filter(
        session__event__in=Event.objects.manageable_by(asking.user)
    )


def _unreleased(asking):
    """Events of the programme that are over, with people who were there, whose certificates nobody has released."""
    attended = Attendance.objects.filter(session__event=OuterRef("pk"), minutes__gt=0)
    over = Event.objects.past(asking.now - AFTER_AN_EVENT).filter(hub=None, certificates_released_at=None)
    return over.filter(Exists(attended))


KINDS = [
    Kind(
        name="requests",
        needs="registrations.change_registration",
        title=ngettext_lazy(
            "%(count)s request from a country without a hub",
            "%(count)s requests from countries without a hub",
            "count",
        ),
        why=_("Nobody but the office decides about them, and people plan their journey."),
        rows=_requests,
        since="requested_at",
        due=Least("event__release_at", "event__starts_at"),
        one="event__slug",
        about="event__title",
        url=_page("office_requests"),
    ),
    Kind(
        name="at_hubs",
        needs="registrations.change_registration",
        title=ngettext_lazy(
            "%(count)s request has waited long at a hub",
            "%(count)s requests have waited long at a hub",
            "count",
        ),
        why=_("A hub may be on leave: write to it, or decide in its place."),
        rows=_at_hubs,
        since="requested_at",
        one=Lower(Coalesce("event__hub__country", "home")),
        about=Coalesce("event__hub__country", "home"),
        in_words=countries.name,
        url=lambda code: reverse("registrations:quota", args=[code]),
    ),
    Kind(
        name="proposals",
        needs="registrations.change_proposal",
        title=ngettext_lazy(
            "%(count)s event is proposed by a hub", "%(count)s events are proposed by hubs", "count"
        ),
        why=_("The hub cannot announce it, nor book a room, before you approve it."),
        rows=lambda asking: Proposal.objects.visible_to(asking.user).open().exclude(proposed_by=asking.user),
        since="proposed_at",
        due="starts_at",
        one="pk",
        about="title",
        url=lambda pk: reverse("registrations:office_proposal", args=[pk]),
    ),
    Kind(
        name="transfers",
        needs="registrations.change_seattransfer",
        title=ngettext_lazy(
            "%(count)s agreement about seats is not confirmed",
            "%(count)s agreements about seats are not confirmed",
            "count",
        ),
        why=_("Seats stay where they are until both countries have said yes."),
        rows=lambda asking: SeatTransfer.objects.visible_to(asking.user).open(),
        since="proposed_at",
        due=Least("event__release_at", "event__starts_at"),
        one="event__slug",
        about="event__title",
        url=_page("transfers"),
    ),
    Kind(
        name="disputes",
        needs="registrations.change_dispute",
        title=ngettext_lazy(
            "%(count)s person says that the attendance on record is not right",
            "%(count)s people say that the attendance on record is not right",
            "count",
        ),
        why=_("A certificate may hang on it."),
        rows=lambda asking: Dispute.objects.manageable_by(asking.user).open(),
        since="made_at",
        one="session__event__slug",
        about="session__event__title",
        url=_page("attendance"),
    ),
    Kind(
        name="attendance_reports",
        needs="registrations.change_attendancereport",
        title=ngettext_lazy(
            "%(count)s attendance report waits for decisions",
            "%(count)s attendance reports wait for decisions",
            "count",
        ),
        why=_("Until then nobody in it has any minutes, and no certificate follows."),
        rows=_reports,
        since="uploaded_at",
        one="session__event__slug",
        about="session__event__title",
        url=_page("reports"),
    ),
    Kind(
        name="closings",
        needs="registrations.change_closing",
        title=ngettext_lazy(
            "%(count)s event is closed by its hub: approve its certificates",
            "%(count)s events are closed by their hubs: approve their certificates",
            "count",
        ),
        why=_("The hub has said that the attendance is complete. Certificates wait for a second person."),
        rows=lambda asking: Closing.objects.filter(approved_at=None).exclude(closed_by=asking.user),
        since="closed_at",
        one="event__slug",
        about="event__title",
        url=_page("manage_event"),
    ),
    Kind(
        name="unreleased",
        needs="registrations.change_event",
        title=ngettext_lazy(
            "%(count)s event is over, and its certificates are not released",
            "%(count)s events are over, and their certificates are not released",
            "count",
        ),
        why=_("People were there and have nothing to show for it yet."),
        rows=_unreleased,
        since="ends_at",
        one="slug",
        about="title",
        url=_page("certificates"),
    ),
    Kind(
        name="allocations",
        needs="registrations.change_event",
        title=ngettext_lazy(
            "%(count)s ranked event has seats to be given",
            "%(count)s ranked events have seats to be given",
            "count",
        ),
        why=_("Requests are closed. Everybody who asked waits for this."),
        rows=lambda asking: Event.objects.awaiting_allocation(asking.now).filter(
            Q(starts_at=None) | Q(starts_at__gt=asking.now)
        ),
        since="requests_until",
        due=F("starts_at"),
        one="slug",
        about="title",
        url=_page("allocation"),
    ),
]
