"""A person and an event, in one state."""

from datetime import timedelta
from enum import nonmember

from django.conf import settings
from django.db import models
from django.db.models import (
    CharField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Concat, Extract, Floor
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from certificates.models import Award
from evaluations.models import Participation
from hubs.models import Hub
from registrations.models.events import Event
from registrations.models.proposals import Faculty
from registrations.models.seats import Seat


class State(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("Offered")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    CANCELLED = "cancelled", _("Cancelled")

    LIVE = nonmember(("requested", "waiting", "offered", "confirmed"))
    HOLDING_A_SEAT = nonmember(("offered", "confirmed"))


class Rule(models.TextChoices):
    """Why a registration is in its state: what `explanations.py` puts into words."""

    RECEIVED = "received", _("received, not decided yet")
    RANKED = "ranked", _("approved for the ranking")
    AFTER_RANKING = "after_ranking", _("asked after the ranking, so behind everybody who is ranked")
    UNLIMITED = "unlimited", _("places are not limited")
    HOME_SEAT = "home_seat", _("a free seat of the own country")
    OPEN_SEAT = "open_seat", _("a free seat that is for anyone")
    RELEASED_TO_PILOT = "released_to_pilot", _("a released seat, pilot countries first")
    RELEASED_TO_ANYONE = "released_to_anyone", _("a released seat, open to anyone")
    HOME_FULL = "home_full", _("all seats of the own country are taken")
    BEHIND_PILOT = "behind_pilot", _("pilot countries come first until the release date")
    ALL_FULL = "all_full", _("all seats are taken")
    MOVED = "moved", _("the event moved, so the person is asked again")
    TURNED_DOWN = "turned_down", _("the offered seat was turned down")
    NOT_ANSWERED = "not_answered", _("the offer was not answered in time")
    NOT_CHOSEN = "not_chosen", _("declined by the hub or the office")
    GAVE_BACK = "gave_back", _("cancelled by the person")
    BY_STAFF = "by_staff", _("cancelled by the office")
    EVENT_CANCELLED = "event_cancelled", _("the event was cancelled")


def at_hub_of(user):
    """For events that a hub runs, everyone who asked that hub; for all others, who is at home in its country."""
    hubs = Hub.objects.run_by(user)
    return Q(event__hub__in=hubs) | Q(event__hub=None, home__in=hubs.values("country"))


def _length():
    """Minutes of all sessions of the event of a registration, each in whole minutes as `Session.minutes` is."""
    length = ExpressionWrapper(F("sessions__ends_at") - F("sessions__starts_at"), DurationField())
    minutes = Sum(Floor(Extract(length, "epoch") / 60), output_field=IntegerField())
    return Event.objects.filter(pk=OuterRef("event")).annotate(length=minutes).values("length")


# Where in line somebody stands who was never ranked: behind all who were, in the order of the requests.
BEHIND_THE_RANKED = 2**31 - 1


class RegistrationQuerySet(models.QuerySet):
    def live(self):
        return self.filter(state__in=State.LIVE)

    def requested(self):
        return self.filter(state=State.REQUESTED)

    def waiting(self):
        return self.filter(state=State.WAITING)

    def offered(self):
        return self.filter(state=State.OFFERED)

    def offers_run_out(self, now=None):
        """Offers whose deadline is past, by now: an hour or a week ago."""
        return self.offered().filter(offer_ends_at__lte=now or timezone.now())

    def confirmed(self):
        return self.filter(state=State.CONFIRMED)

    def in_line(self):
        """The order of the ranking, where there was one; then that of the requests: who asked first stands first."""
        return self.order_by("line_place", "requested_at", "pk")

    def ranked(self):
        """Approved for the ranking, before seats are given."""
        return self.waiting().filter(rule=Rule.RANKED)

    def attended(self):
        """Annotated with `minutes`: the sum over all sessions; only people who reached the minimum of the event.

        Counted in whole minutes and compared as integers, as `Event.minutes_needed` does.
        """
        people = self.confirmed().annotate(minutes=Sum("attendances__minutes"))
        needed = F("event__minimum_attendance") * Subquery(_length())
        return people.alias(hundredfold=F("minutes") * 100).filter(minutes__gt=0, hundredfold__gte=needed)

    def with_answered(self):
        """Annotated with `has_answered`: the evaluation of the event."""
        answered = Participation.objects.filter(survey=OuterRef("event__evaluation"), person=OuterRef("user"))
        return self.annotate(has_answered=Exists(answered))

    def with_teaching(self):
        """Annotated with `has_taught`: the person is on the faculty of the event."""
        teaching = Faculty.objects.filter(event=OuterRef("event"), user=OuterRef("user"))
        return self.annotate(has_taught=Exists(teaching))

    def with_source(self):
        """Annotated with `source`: under which name attendance is awarded (registrations.certification)."""
        return self.annotate(
            source=Concat(Value("attendance:"), Cast("pk", CharField()), output_field=CharField())
        )

    def with_certificate(self):
        """Annotated with `is_issued`: the certificate of attendance is out."""
        awards = Award.objects.filter(source=OuterRef("source"), issued_at__isnull=False)
        return self.with_source().annotate(is_issued=Exists(awards))

    def learning(self):
        """Who took part to learn. Nobody gets a participant's certificate for an event they taught at, and nobody of
        the office by accident.
        """
        people = self.with_teaching().filter(has_taught=False, user__is_active=True)
        return people.filter(Q(user__is_staff=False) | Q(attends_to_learn=True) | Q(is_issued=True))

    def certifiable(self):
        """Who attended to learn, and has answered the evaluation where the event requires that.

        What is out already was earned: neither an evaluation that is asked for since nor a post in the office undoes it.
        """
        people = self.with_certificate().with_answered().learning()
        is_answered = Q(event__evaluation_required=False) | Q(has_answered=True) | Q(is_issued=True)
        return people.filter(is_answered).attended()

    def held_back(self):
        """Who attended and gets no certificate until the evaluation is answered."""
        people = self.with_certificate().with_answered().learning()
        return people.filter(event__evaluation_required=True, has_answered=False, is_issued=False).attended()

    def with_waiting(self):
        """Annotated with `waits`: among those `held_back`."""
        held_back = self.model.objects.held_back().filter(pk=OuterRef("pk"))
        return self.annotate(waits=Exists(held_back))

    def no_shows(self):
        """Who held a place and did not come, as far as is known now: an attendance recorded later undoes it."""
        return self.confirmed().filter(event__closing__isnull=False).exclude(attendances__minutes__gt=0)

    def visible_to(self, user):
        """The own; those that a hub which the person coordinates today has to do with; all for staff."""
        return self.all() if user.is_staff else self.filter(Q(user=user) | at_hub_of(user))

    def decidable_by(self, user):
        """Requests a person may approve or decline: staff any, coordinators those of their hub."""
        return self.all() if user.is_staff else self.filter(at_hub_of(user))


class Registration(models.Model):
    """`home` is the country at the moment of asking: a later move does not change whose quota counts.

    A trigger refuses a seat of another event, and a confirmed registration without a seat where the event
    is limited.
    """

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="registrations", verbose_name=_("event")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="registrations",
        verbose_name=_("person"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State)
    rule = models.CharField(_("because"), max_length=20, choices=Rule)
    home = CountryField(_("country at registration"))
    seat = models.OneToOneField(
        Seat,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registration",
        verbose_name=_("seat"),
    )
    motivation = models.TextField(_("what they would bring back"), max_length=1000, blank=True)
    desk_rank = models.PositiveSmallIntegerField(
        _("place the hub gave"), null=True, blank=True, help_text=_("Before the seats are given.")
    )
    ranked_place = models.PositiveSmallIntegerField(
        _("place in the ranking"), null=True, blank=True, help_text=_("Among those whom one hub ranks.")
    )
    ranked_of = models.PositiveSmallIntegerField(_("of how many"), null=True, blank=True)
    line_place = models.PositiveIntegerField(
        default=BEHIND_THE_RANKED, db_default=BEHIND_THE_RANKED, editable=False
    )
    requested_at = models.DateTimeField(_("asked"), default=timezone.now)
    state_since = models.DateTimeField(_("in this state since"), default=timezone.now)
    offer_ends_at = models.DateTimeField(
        _("offer stands until"), null=True, blank=True, help_text=_("Only while a seat is offered.")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decided_registrations",
        verbose_name=_("decided by"),
    )
    decline_reason = models.TextField(_("reason of the refusal"), max_length=1000, blank=True)
    attends_to_learn = models.BooleanField(
        _("gets a certificate though of the office"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Only people of the office need this: they get no certificate of attendance otherwise."),
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "user"],
                condition=Q(state__in=State.LIVE),
                name="registrations_registration_one_live",
                violation_error_message=_("You are registered for this event already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values) & Q(rule__in=Rule.values),
                name="registrations_registration_choices_known",
            ),
            models.CheckConstraint(
                condition=Q(seat=None) | Q(state__in=State.HOLDING_A_SEAT),
                name="registrations_registration_seat_only_held",
            ),
            models.CheckConstraint(
                condition=Q(state=State.OFFERED, seat__isnull=False, offer_ends_at__isnull=False)
                | (~Q(state=State.OFFERED) & Q(offer_ends_at=None)),
                name="registrations_registration_offer_has_seat_and_end",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.DECLINED) & ~Q(decline_reason="") & Q(decided_at__isnull=False))
                | (~Q(state=State.DECLINED) & Q(decline_reason="")),
                name="registrations_registration_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(ranked_place=None, ranked_of=None) | Q(ranked_place__lte=F("ranked_of")),
                name="registrations_registration_place_of_how_many",
            ),
        ]
        indexes = [
            models.Index(
                fields=["event", "state", "home", "line_place", "requested_at"], name="registrations_line"
            ),
            models.Index(fields=["user", "-requested_at"], name="registrations_of_person"),
            models.Index(
                fields=["offer_ends_at"],
                condition=Q(state=State.OFFERED),
                name="registrations_open_offers",
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.event} ({self.get_state_display()})"

    @property
    def is_live(self):
        return self.state in State.LIVE

    @property
    def shows_code(self):
        """Whether the person is shown the code for check-in: from the day before an event in a room until its end."""
        event, now = self.event, timezone.now()
        is_near = event.starts_at is not None and event.starts_at - timedelta(days=1) <= now <= event.ends_at
        return self.state == State.CONFIRMED and is_near and not event.is_online and not event.cancelled_at
