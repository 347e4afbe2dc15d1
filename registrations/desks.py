"""Whose requests are decided where: at the hub that runs the event, wherever people are from; for all other events
at the hub of the person's country, or at the office for countries that have none."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hubs.models import Hub
from levels.models import LevelEnrolment
from registrations import boards
from registrations.models import Attendance, Event, Filling, Registration, Seat, SeatTransfer, Session, State


@dataclass(frozen=True)
class Desk:
    """One hub, the people at home in its country and whoever asks for an event that it runs; without a hub, people
    from all countries that have none.
    """

    hub: Hub | None = None

    @property
    def code(self):
        return self.hub.code if self.hub else ""

    @property
    def home(self):
        """The country whose seats are at stake here; None where there is none, and no seat is at home there."""
        return str(self.hub.country) if self.hub else None

    @property
    def people_from(self):
        return self.hub.country.name if self.hub else _("countries without a hub")

    def runs(self, event):
        """Does everyone who asks for this event ask here?"""
        return self.hub is not None and event.hub_id == self.hub.pk

    def board(self, event):
        """The seats that are at stake here, as one `boards.Home` with their holders; None where there are none."""
        if self.hub is None or not event.is_limited:
            return None
        homes = boards.board(event, with_holders=True)
        if self.runs(event):
            return boards.Home(code="", seats=[seat for home in homes for seat in home.seats])
        return next((home for home in homes if home.code == self.home), None)

    def url(self, event):
        if self.hub:
            return reverse("registrations:quota_event", args=[self.hub.code, event.slug])
        return reverse("registrations:office_requests", args=[event.slug])

    def own(self, registrations):
        """Of these registrations, those of people this desk decides about."""
        if self.hub:
            return registrations.filter(Q(event__hub=self.hub) | Q(event__hub=None, home=self.hub.country))
        return registrations.filter(event__hub=None).exclude(home__in=Hub.objects.values("country"))

    def visible_to(self, user):
        return self.own(Registration.objects.visible_to(user))

    def decidable_by(self, user):
        """Nobody decides about the own request: that is for another coordinator, or for the office."""
        return self.own(Registration.objects.decidable_by(user)).exclude(user=user)

    def events_for(self, user):
        """Events that this desk has to do with, annotated with its `open_requests`."""
        people = self.own(Registration.objects.filter(event=OuterRef("pk")))
        reviewed = (
            ~Q(event__filling=Filling.FIRST_COME) | Q(state=State.REQUESTED) | Q(decided_at__isnull=False)
        )
        asked = people.requested().order_by().values("event").annotate(count=Count("pk")).values("count")
        seats = Seat.objects.filter(event=OuterRef("pk"), home=self.home)
        offered = SeatTransfer.objects.open().filter(event=OuterRef("pk"), taker=self.home)
        return (
            Event.objects.visible_to(user)
            .annotate(open_requests=Coalesce(Subquery(asked), Value(0)))
            .filter(Exists(people.filter(reviewed)) | Exists(seats) | Exists(offered))
            .order_by(F("starts_at").asc(nulls_last=True), "pk")
        )


def hub_desk(user, code):
    """The desk of a hub for those who run it today; for anybody else there is no such page."""
    return Desk(get_object_or_404(Hub.objects.manageable_by(user), country=code.upper()))


def office_desk(user):
    if not user.is_staff:
        raise Http404
    return Desk()


def desk_of(registration):
    """Where this person's request is decided."""
    return Desk(registration.event.hub or Hub.objects.filter(country=registration.home).first())


def with_open_requests(hubs, event=None):
    """The hubs, each with the number of requests that wait for it, `open_requests`; of one event or of all."""
    people = Registration.objects.requested().filter(
        Q(event__hub=OuterRef("pk")) | Q(event__hub=None, home=OuterRef("country"))
    )
    return hubs.annotate(open_requests=_number_of(people.filter(event=event) if event else people))


def hubs_asked(event):
    """Hubs with requests for this event that wait for a decision."""
    return with_open_requests(Hub.objects, event).filter(open_requests__gt=0)


def with_background(registrations):
    """Annotate what helps to decide, in one query for any number of people: `levels` that are open to the person,
    `days_attended` of `days_held` at events the person was confirmed for, and `other_requests` that are live.
    """
    levels = LevelEnrolment.objects.filter(enrolment__user=OuterRef("user")).order_by("level__number")
    held = Session.objects.filter(
        Exists(
            Registration.objects.confirmed().filter(event=OuterRef("event"), user=OuterRef(OuterRef("user")))
        ),
        ends_at__lt=timezone.now(),
    )
    attended = Attendance.objects.filter(
        registration__user=OuterRef("user"), minutes__gt=0, session__ends_at__lt=timezone.now()
    )
    others = (
        Registration.objects.live()
        .filter(user=OuterRef("user"))
        .exclude(pk=OuterRef("pk"))
        .exclude(event__filling=Filling.FIRST_COME)
    )
    return registrations.select_related("user__profile", "nomination__hub").annotate(
        levels=ArraySubquery(levels.values("level__number")),
        days_attended=_number_of(attended),
        days_held=_number_of(held),
        other_requests=_number_of(others),
    )


def _number_of(rows):
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), Value(0))
