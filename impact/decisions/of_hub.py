"""What waits for those who run one hub: the same kinds of lines as for staff, and one query for all of them."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from evaluations.models import State as SurveyState
from hubs.models import Ambassador, Hub
from impact.decisions.decision import Asking, Kind, counted
from impact.models import MorningRules
from levels.models import LocalMaterial
from registrations.desks import Desk
from registrations.models import (
    Attendance,
    AttendanceReport,
    Dispute,
    Event,
    Proposal,
    ProposalState,
    Seat,
    SeatTransfer,
)

RELEASE_AHEAD = timedelta(days=14)
REVIEW_AHEAD = timedelta(days=30)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class AskingOfHub(Asking):
    hub: Hub

    @property
    def home(self):
        return str(self.hub.country)


def of(hub, user, now=None):
    """The most urgent first."""
    asking = AskingOfHub(user, now or timezone.now(), MorningRules(), hub)
    found = [decision for decisions in counted(_kinds(hub), asking).values() for decision in decisions]
    return sorted(found, key=lambda decision: decision.urgency)


def _requests(asking):
    return (
        Desk(asking.hub)
        .decidable_by(asking.user)
        .requested()
        .filter(event__in=Event.objects.upcoming(asking.now))
    )


def _transfers(asking):
    """Those that this side has still to answer."""
    giving = Q(giver=asking.home, giver_confirmed_at=None)
    return SeatTransfer.objects.open().filter(giving | Q(taker=asking.home, taker_confirmed_at=None))


def _evaluations(asking):
    """Events of the hub that are over, whose evaluation nobody has opened."""
    past = Event.objects.past(asking.now).filter(hub=asking.hub)
    return past.filter(evaluation__state=SurveyState.DRAFT)


def _disputes(asking):
    own = Dispute.objects.open().filter(session__event__hub=asking.hub)
    return own.exclude(registration__user=asking.user)


def _reports(asking):
    return AttendanceReport.objects.to_decide().filter(session__event__hub=asking.hub)


def _to_close(asking):
    """Events of the hub that are over, with people who were there, and whose attendance nobody has closed."""
    there = Attendance.objects.filter(session__event=OuterRef("pk"), minutes__gt=0)
    past = Event.objects.past(asking.now).filter(hub=asking.hub, closing=None)
    return past.filter(Exists(there))


def _terms(asking):
    """Ambassadors whose term can be renewed, as it ends soon."""
    today = asking.now.date()
    soon = Q(ends_on__lte=today + DAY * F("hub__ambassador_reminder_days"))
    return Ambassador.objects.live(today).filter(soon, hub=asking.hub).exclude(user=asking.user)


def _seats(asking):
    """Free seats of the country at events that release them soon."""
    soon = Q(event__release_at__gt=asking.now, event__release_at__lte=asking.now + RELEASE_AHEAD)
    events = Event.objects.upcoming(asking.now).filter(is_published=True)
    return Seat.objects.free().filter(soon, home=asking.home, event__in=events)


def _material(asking):
    by = (asking.now + REVIEW_AHEAD).date()
    return LocalMaterial.objects.to_review(by).filter(hub=asking.hub)


def _kinds(hub):
    def page(name):
        return lambda pk: reverse(name, args=[hub.code, pk])

    def event(name):
        return lambda slug: reverse(name, args=[slug])

    return [
        Kind(
            name="requests",
            needs="",
            title=ngettext_lazy(
                "%(count)s request waits for your decision",
                "%(count)s requests wait for your decision",
                "count",
            ),
            why=_("People plan their journey, and only your hub decides about them."),
            rows=_requests,
            since="requested_at",
            one="event__slug",
            about="event__title",
            url=page("registrations:quota_event"),
        ),
        Kind(
            name="transfers",
            needs="",
            title=ngettext_lazy(
                "%(count)s agreement about seats waits for your answer",
                "%(count)s agreements about seats wait for your answer",
                "count",
            ),
            why=_("Seats stay where they are until both countries have said yes."),
            rows=_transfers,
            since="proposed_at",
            one="event__slug",
            about="event__title",
            url=page("registrations:hub_transfers"),
        ),
        Kind(
            name="seats",
            needs="",
            title=ngettext_lazy(
                "%(count)s free seat of your country is released soon",
                "%(count)s free seats of your country are released soon",
                "count",
            ),
            why=_("From that day on they go to the next in line anywhere."),
            rows=_seats,
            due="event__release_at",
            one="event__slug",
            about="event__title",
            url=page("registrations:quota_event"),
        ),
        Kind(
            name="proposals",
            needs="",
            title=ngettext_lazy(
                "%(count)s proposal came back from the office",
                "%(count)s proposals came back from the office",
                "count",
            ),
            why=_("The office says what to change. Propose it again when you have."),
            rows=lambda asking: Proposal.objects.filter(hub=asking.hub, state=ProposalState.SENT_BACK),
            since="decided_at",
            one="pk",
            about="title",
            url=page("registrations:proposal"),
        ),
        Kind(
            name="disputes",
            needs="",
            title=ngettext_lazy(
                "%(count)s person says that the attendance on record is not right",
                "%(count)s people say that the attendance on record is not right",
                "count",
            ),
            why=_("A certificate may hang on it."),
            rows=_disputes,
            since="made_at",
            one="session__event__slug",
            about="session__event__title",
            url=event("registrations:attendance"),
        ),
        Kind(
            name="attendance_reports",
            needs="",
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
            url=event("registrations:reports"),
        ),
        Kind(
            name="to_close",
            needs="",
            title=ngettext_lazy(
                "%(count)s event is over: close its attendance",
                "%(count)s events are over: close their attendance",
                "count",
            ),
            why=_("Certificates can be approved only after that."),
            rows=_to_close,
            since="ends_at",
            one="slug",
            about="title",
            url=event("registrations:manage_event"),
        ),
        Kind(
            name="evaluations",
            needs="",
            title=ngettext_lazy(
                "%(count)s event is over, and nobody can evaluate it yet",
                "%(count)s events are over, and nobody can evaluate them yet",
                "count",
            ),
            why=_("People remember best in the first days: open the evaluation."),
            rows=_evaluations,
            since="ends_at",
            one="slug",
            about="title",
            url=lambda slug: reverse("impact:hub_evaluations", args=[hub.code]),
        ),
        Kind(
            name="terms",
            needs="",
            title=ngettext_lazy(
                "%(count)s ambassador’s term ends soon", "%(count)s ambassadors’ terms end soon", "count"
            ),
            why=_("It ends by itself, unless you renew it."),
            rows=_terms,
            due="ends_on",
            url=lambda one: reverse("hubs:ambassadors", args=[hub.code]),
        ),
        Kind(
            name="material",
            needs="",
            title=ngettext_lazy(
                "%(count)s text of your hub is to be looked at again",
                "%(count)s texts of your hub are to be looked at again",
                "count",
            ),
            why=_("Readers rely on it: policies and resistance data change."),
            rows=_material,
            due="review_by",
            one="pk",
            about="title",
            url=page("levels:local_material_one"),
        ),
    ]
