"""What people register for."""

import zoneinfo
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from certificates.models import Accreditation, Form
from evaluations.models import Survey
from hubs.models import Hub, validate_time_zone
from levels.models import Activity, Level
from registrations.models.event_choices import (
    Criterion,
    EventKind,
    EventLanguage,
    Filling,
    default_release_warnings,
    default_reminders,
    validate_slug_is_free,
)
from registrations.models.event_lists import EventQuerySet


class Event(models.Model):
    """A webinar, live event, workshop, masterclass or hub event.

    `capacity` None means unlimited places; else there are exactly that many `Seat` rows. Moments are UTC;
    `time_zone` is where the event takes place. Both moments are empty while the date is to be announced.
    """

    slug = models.SlugField(_("address"), max_length=80, unique=True, validators=[validate_slug_is_free])
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=EventKind)
    level = models.ForeignKey(
        Level, null=True, blank=True, on_delete=models.PROTECT, related_name="events", verbose_name=_("level")
    )
    counts_as = models.ForeignKey(
        Activity,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
        verbose_name=_("counts towards the level as"),
        help_text=_("What attending it counts for where a level asks for live events."),
    )
    hub = models.ForeignKey(
        Hub,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
        verbose_name=_("hub"),
        help_text=_("Who runs it; empty for events run by ESICM."),
    )
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True, help_text=_("Markdown."))
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    date_note = models.CharField(
        _("date, while it is not fixed"), max_length=80, blank=True, help_text=_("“2027, to be announced”")
    )
    expected_year = models.PositiveSmallIntegerField(_("expected year"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="Europe/Brussels", validators=[validate_time_zone]
    )
    place = models.CharField(_("place"), max_length=200)
    is_online = models.BooleanField(_("online"), default=False)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=EventLanguage,
        default=EventLanguage.ENGLISH,
        db_default=EventLanguage.ENGLISH,
    )
    host_conference = models.CharField(
        _("host conference"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("The national or regional conference that it is part of, if any."),
    )
    filling = models.CharField(
        _("how places are given"), max_length=12, choices=Filling, default=Filling.FIRST_COME
    )
    capacity = models.PositiveSmallIntegerField(
        _("places"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(
        _("registration closes"), null=True, blank=True, help_text=_("Empty: when the event starts.")
    )
    release_at = models.DateTimeField(
        _("unused seats are released on"),
        null=True,
        blank=True,
        help_text=_(
            "From then on a free seat that its country does not need goes to the next in line anywhere."
        ),
    )
    released_at = models.DateTimeField(_("released"), null=True, blank=True, editable=False)
    released_seats = models.JSONField(
        _("seats that were released"),
        default=dict,
        db_default={},
        blank=True,
        editable=False,
        help_text=_("How many of which country were free when the release date came."),
    )
    release_warning_days = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(365)]),
        verbose_name=_("warnings before the release"),
        default=default_release_warnings,
        db_default=default_release_warnings(),
        blank=True,
        help_text=_(
            "Days before unused seats are released on which coordinators are warned, separated by commas."
        ),
    )
    requests_until = models.DateTimeField(
        _("requests are ranked until"),
        null=True,
        blank=True,
        help_text=_("For ranked filling: who asks later stands behind everybody who is ranked."),
    )
    criterion = models.CharField(
        _("who comes first where no hub has said so"),
        max_length=12,
        choices=Criterion,
        default=Criterion.LOT,
        db_default=Criterion.LOT,
    )
    spreads_unused_seats = models.BooleanField(
        _("unused seats go to the pilot country with the fewest"),
        default=False,
        db_default=False,
        help_text=_("Otherwise they go to the best who wait, from whichever pilot country."),
    )
    is_for_pilot_only = models.BooleanField(
        _("only people from pilot countries get seats"),
        default=False,
        db_default=False,
        help_text=_("Otherwise seats that no pilot country uses go to anyone, anywhere."),
    )
    allocated_at = models.DateTimeField(_("seats allocated"), null=True, blank=True, editable=False)
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to answer an offer"),
        default=0,
        db_default=0,
        validators=[MaxValueValidator(60 * 24)],
        help_text=_(
            "How long a seat that is given is kept for the answer: 168 is a week. Less near the event. 0: seats are confirmed at once."
        ),
    )
    asks_for_motivation = models.BooleanField(
        _("asks what people would bring back to their unit"), default=False
    )
    most_nominations = models.PositiveSmallIntegerField(
        _("most open nominations of a hub"),
        default=20,
        db_default=20,
        help_text=_(
            "How many people who have not asked a hub may have invited at a time. Only for events that are not first come."
        ),
    )
    reminder_minutes = ArrayField(
        models.PositiveIntegerField(validators=[MaxValueValidator(60 * 24 * 60)]),
        verbose_name=_("reminders"),
        default=default_reminders,
        blank=True,
        help_text=_("Minutes before the start, separated by commas: 10080 is 7 days."),
    )
    join_opens_minutes = models.PositiveSmallIntegerField(
        _("link to join shown from"),
        default=30,
        db_default=30,
        validators=[MaxValueValidator(24 * 60)],
        help_text=_("Minutes before the start of each session."),
    )
    minimum_attendance = models.PositiveSmallIntegerField(
        _("minimum attendance"),
        default=0,
        db_default=0,
        validators=[MaxValueValidator(100)],
        help_text=_(
            "In percent of the minutes of all sessions, to count as having attended. 0: being there at all is enough."
        ),
    )
    dispute_days = models.PositiveSmallIntegerField(
        _("attendance can be disputed for"),
        default=30,
        db_default=30,
        validators=[MaxValueValidator(365)],
        help_text=_("Days after the event in which people can say that their minutes are not right."),
    )
    signatory_name = models.CharField(_("who signs the certificates"), max_length=120, blank=True)
    signatory_post = models.CharField(_("post of the signatory"), max_length=200, blank=True)
    accreditations = models.ManyToManyField(
        Accreditation,
        blank=True,
        related_name="events",
        verbose_name=_("accreditations"),
        limit_choices_to={"form__in": [Form.LIVE, Form.TEACHING]},
        help_text=_("Live ones credit those who attend, those for teaching the faculty."),
    )
    certificates_released_at = models.DateTimeField(
        _("certificates released"), null=True, blank=True, editable=False
    )
    certificates_due_at = models.DateTimeField(
        _("certificates issued from"), null=True, blank=True, editable=False
    )
    accredited_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Set by a trigger whenever an accreditation of the event, or what is known of one, changes.",
    )
    credits_told_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="The `accredited_at` as of which awards were told what they earn.",
    )
    evaluation = models.OneToOneField(
        Survey,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="event",
        verbose_name=_("evaluation"),
        help_text=_("A survey of its own. Once the event is over, participants are invited to answer it."),
    )
    evaluation_required = models.BooleanField(
        _("required before the certificate"),
        default=False,
        db_default=False,
        help_text=_("A certificate of attendance is issued only to people who have answered."),
    )
    is_published = models.BooleanField(_("published"), default=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    cancellation_reason = models.CharField(
        _("why it was cancelled"), max_length=300, blank=True, editable=False
    )
    version = models.PositiveIntegerField(
        default=0,
        editable=False,
        db_default=0,
        help_text="Raised by a trigger whenever the event or a holder of its seats changes: cached pages ask it.",
    )
    sequence = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="Raised by a trigger whenever calendars have to show something else; seats don't count.",
    )
    revised_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    objects = EventQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["version", "sequence", "revised_at", "accredited_at", "credits_told_at"]
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="registrations_event_ends_after_start",
                violation_error_message=_("An event needs both start and end, and ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=False) | ~Q(date_note=""),
                name="registrations_event_has_date_or_note",
                violation_error_message=_("Give the date, or say in words when it will be known."),
            ),
            models.CheckConstraint(
                condition=Q(registration_closes_at=None)
                | Q(registration_opens_at=None)
                | Q(registration_closes_at__gt=F("registration_opens_at")),
                name="registrations_event_closes_after_opening",
                violation_error_message=_("Registration closes before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(release_at=None) | Q(starts_at=None) | Q(release_at__lt=F("starts_at")),
                name="registrations_event_released_before_start",
                violation_error_message=_("Seats must be released before the event starts."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1),
                name="registrations_event_capacity_positive",
                violation_error_message=_("An event has at least one place, or leaves the number empty."),
            ),
            models.CheckConstraint(
                condition=Q(minimum_attendance__lte=100),
                name="registrations_event_minimum_is_a_percentage",
                violation_error_message=_("The minimum attendance is at most 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EventKind.values)
                & Q(filling__in=Filling.values)
                & Q(language__in=EventLanguage.values),
                name="registrations_event_choices_known",
            ),
            models.CheckConstraint(
                condition=~Q(filling=Filling.RANKED) | Q(requests_until__isnull=False),
                name="registrations_event_ranked_until",
                violation_error_message=_("Say until when requests are ranked."),
            ),
            models.CheckConstraint(
                condition=Q(criterion__in=Criterion.values), name="registrations_event_criterion_known"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancellation_reason="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancellation_reason="")),
                name="registrations_event_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(evaluation_required=False) | Q(evaluation__isnull=False),
                name="registrations_event_required_evaluation_exists",
                violation_error_message=_("Choose the evaluation that is required before the certificate."),
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="registrations_event_start")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("registrations:event", args=[self.slug])

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def closes_at(self):
        """When registration ends: the set moment, else the start; None while neither is known."""
        return self.registration_closes_at or self.starts_at

    def is_open(self, now=None):
        """May people register now?"""
        now = now or timezone.now()
        return (
            self.cancelled_at is None
            and self.is_published
            and (self.registration_opens_at is None or self.registration_opens_at <= now)
            and (self.closes_at is None or now < self.closes_at)
        )

    @property
    def is_ranked(self):
        return self.filling == Filling.RANKED

    def takes_ranked_requests(self, now=None):
        """May people still ask for a place in the ranking?"""
        return self.is_ranked and self.allocated_at is None and (now or timezone.now()) < self.requests_until

    @property
    def awaits_allocation(self):
        """No seat is given by itself before the ranking has given all of them at once."""
        return self.is_ranked and self.allocated_at is None

    def next_change_after(self, now):
        """The next moment at which the page of the event reads otherwise though nobody changed anything."""
        moments = (
            self.registration_opens_at,
            self.requests_until,
            self.closes_at,
            self.release_at,
            self.starts_at,
            self.ends_at,
        )
        return min((moment for moment in moments if moment and moment > now), default=None)

    def is_over(self, now=None):
        return self.ends_at is not None and self.ends_at < (now or timezone.now())

    @cached_property
    def session_minutes(self):
        """Minutes of all sessions together. Ask for the sessions beforehand where many events are shown."""
        return sum(session.minutes for session in self.sessions.all())

    @property
    def minutes_needed(self):
        """Minutes that count as having attended: the minimum, rounded up to a whole minute; at least one."""
        return max(1, -(-self.minimum_attendance * self.session_minutes // 100))

    @property
    def disputable_until(self):
        """Until when people may say that their attendance is not right; None while there is no date."""
        return self.ends_at and self.ends_at + timedelta(days=self.dispute_days)

    def is_past_disputing(self, now=None):
        return self.disputable_until is not None and self.disputable_until < (now or timezone.now())

    @cached_property
    def homes(self):
        """Country codes that are home to seats of this event: its pilot countries, in order of their seats."""
        if not self.is_limited:
            return []
        return list(
            dict.fromkeys(self.seats.exclude(home="").order_by("number").values_list("home", flat=True))
        )

    @property
    def is_limited(self):
        return self.capacity is not None
