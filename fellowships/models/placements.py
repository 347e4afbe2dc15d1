"""A stay at a centre or hub: of a fellow, or of an expert who was invited. From the dates to the report."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from accounts.codes import new_token
from fellowships.models.applications import Application
from fellowships.models.calls import Call
from fellowships.models.centres import Centre
from fellowships.models.invitations import Invitation
from fellowships.models.offers import Offer
from hubs.models import Hub


class PlacementState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("placement", "To be arranged")
    HOST_CONFIRMED = "host", pgettext_lazy("placement", "Confirmed by the host")
    CONFIRMED = "confirmed", pgettext_lazy("placement", "Confirmed")
    DONE = "done", pgettext_lazy("placement", "Done")
    CANCELLED = "cancelled", pgettext_lazy("placement", "Cancelled")


class Side(models.TextChoices):
    FELLOW = "fellow", _("the fellow")
    HOST = "host", _("the host")
    OFFICE = "office", _("the office")


class PlacementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own stays, those at centres and hubs one speaks for, those of calls whose board one sits on."""
        return self.filter(
            Q(person=user.pk)
            | Q(centre__in=Centre.objects.run_by(user).values("pk"))
            | Q(hub__in=Hub.objects.run_by(user).values("pk"))
            | Q(pk__in=self.model.objects.run_by_office(user).order_by().values("pk"))
        )

    def run_by_office(self, user):
        """Of the calls whose board one sits on, without those one has a stake in; of experts for the office."""
        of_calls = Q(offer__application__in=Application.objects.on_board_of(user).order_by().values("pk"))
        of_experts = Q(call=None) if user.is_staff else Q(pk__in=[])
        return self.filter(of_calls | of_experts).exclude(person=user.pk)

    def hosted_by(self, user):
        return self.filter(
            Q(centre__in=Centre.objects.run_by(user).values("pk"))
            | Q(hub__in=Hub.objects.run_by(user).values("pk"))
        )

    def live(self):
        return self.exclude(state=PlacementState.CANCELLED)

    def over(self):
        """Confirmed ones whose last day is behind us."""
        return self.filter(state=PlacementState.CONFIRMED, days__endswith__lte=timezone.localdate())

    def waiting(self):
        """For the host or for the visitor."""
        return self.filter(state__in=[PlacementState.PROPOSED, PlacementState.HOST_CONFIRMED])

    def dated_to_come(self):
        return self.filter(
            state__in=[PlacementState.HOST_CONFIRMED, PlacementState.CONFIRMED],
            days__startswith__gte=timezone.localdate(),
        )

    def with_host(self):
        return self.select_related("person", "call", "centre", "hub")


class Placement(models.Model):
    """One stay of one person. It comes from an accepted offer (then it has a call) or an accepted invitation.

    The days of one person's stays never overlap. Both ends of `days` are days of the stay: as a range in the
    database it ends on the day after the last.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="placements",
        verbose_name=_("person"),
    )
    call = models.ForeignKey(
        Call,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="placements",
        verbose_name=_("call"),
    )
    offer = models.ForeignKey(
        Offer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="placements",
        verbose_name=_("offer"),
    )
    invitation = models.OneToOneField(
        Invitation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="placement",
        verbose_name=_("invitation"),
    )
    centre = models.ForeignKey(
        Centre,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="placements",
        verbose_name=_("centre"),
    )
    hub = models.ForeignKey(
        Hub, null=True, blank=True, on_delete=models.PROTECT, related_name="visits", verbose_name=_("hub")
    )
    state = models.CharField(
        _("state"), max_length=9, choices=PlacementState, default=PlacementState.PROPOSED
    )
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    days = DateRangeField(_("days"), null=True, blank=True)
    supervisor = models.CharField(_("supervisor at the host"), max_length=200, blank=True)
    practical = models.TextField(
        _("where to come, and what to bring"),
        max_length=3000,
        blank=True,
        help_text=_("For the contact sheet."),
    )
    wishes = models.CharField(
        _("what the visitor wishes"),
        max_length=500,
        blank=True,
        help_text=_("Which days suit, or why those named do not."),
    )
    cancelled_by = models.CharField(_("cancelled by"), max_length=6, choices=Side, blank=True)
    cancelled_because = models.CharField(_("why it was cancelled"), max_length=500, blank=True)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)

    objects = PlacementQuerySet.as_manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            ExclusionConstraint(
                name="fellowships_placement_days_never_overlap",
                expressions=[("person", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
                condition=Q(days__isnull=False) & ~Q(state=PlacementState.CANCELLED),
                violation_error_message=_("These days overlap with another stay of the same person."),
            ),
            models.UniqueConstraint(
                fields=["offer"],
                condition=~Q(state=PlacementState.CANCELLED),
                name="fellowships_placement_one_of_an_offer",
            ),
            models.CheckConstraint(
                condition=Q(offer__isnull=False, call__isnull=False, invitation=None)
                | Q(offer=None, call=None, invitation__isnull=False),
                name="fellowships_placement_from_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(centre=None, hub__isnull=False) | Q(centre__isnull=False, hub=None),
                name="fellowships_placement_at_one_host",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[PlacementState.PROPOSED, PlacementState.CANCELLED])
                | Q(days__isnull=False, days__isempty=False),
                name="fellowships_placement_confirmed_has_days",
                violation_error_message=_("Name the first and the last day."),
            ),
            models.CheckConstraint(
                condition=Q(state=PlacementState.CANCELLED, cancelled_by__in=Side.values)
                & ~Q(cancelled_because="")
                | ~Q(state=PlacementState.CANCELLED) & Q(cancelled_by="", cancelled_because=""),
                name="fellowships_placement_cancelled_with_reason",
                violation_error_message=_("Say who cancels, and why."),
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.host}"

    def get_absolute_url(self):
        return reverse("fellowships:placement", args=[self.token])

    @property
    def host(self):
        return self.centre or self.hub

    @property
    def is_exchange(self):
        return self.invitation_id is not None

    @property
    def edition(self):
        """Which days of a stay somebody looks at: another one as soon as anything is decided about them."""
        return self.state_since.isoformat()

    @property
    def first_day(self):
        return self.days and self.days.lower

    @property
    def last_day(self):
        return self.days and self.days.upper - timedelta(days=1)


class ChecklistTemplate(models.Model):
    """What has to be done before every stay, by whom. Staff edit the list; each new placement gets a copy."""

    title = models.CharField(_("what"), max_length=200)
    side = models.CharField(_("by"), max_length=6, choices=Side)
    days_before = models.PositiveSmallIntegerField(_("days before the stay"), default=14)
    is_for_exchange = models.BooleanField(_("also for experts"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("line of the checklist")
        verbose_name_plural = _("checklist")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["title", "side"], name="fellowships_checklist_once"),
        ]

    def __str__(self):
        return self.title


class ChecklistItem(models.Model):
    """One thing to do before one stay."""

    placement = models.ForeignKey(
        Placement, on_delete=models.CASCADE, related_name="checklist", verbose_name=_("placement")
    )
    title = models.CharField(_("what"), max_length=200)
    side = models.CharField(_("by"), max_length=6, choices=Side)
    days_before = models.PositiveSmallIntegerField(_("days before the stay"), default=14)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("done by"),
    )

    class Meta:
        verbose_name = _("thing to do")
        verbose_name_plural = _("things to do")
        ordering = ["-days_before", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "title", "side"], name="fellowships_item_once"),
        ]

    def __str__(self):
        return self.title


class ReportState(models.TextChoices):
    DUE = "due", pgettext_lazy("report", "To be written")
    SUBMITTED = "submitted", pgettext_lazy("report", "Handed in")
    RETURNED = "returned", pgettext_lazy("report", "Sent back")
    ACCEPTED = "accepted", pgettext_lazy("report", "Accepted")


STARS = [MinValueValidator(1), MaxValueValidator(5)]


class Report(models.Model):
    """What the visitor tells after the stay. `rating` and `for_next` are shown to the host, without a name."""

    placement = models.OneToOneField(
        Placement, on_delete=models.CASCADE, related_name="report", verbose_name=_("placement")
    )
    state = models.CharField(_("state"), max_length=9, choices=ReportState, default=ReportState.DUE)
    due_on = models.DateField(_("due"))
    seen = models.TextField(_("what you saw and did"), max_length=5000, blank=True)
    learned = models.TextField(_("what you learned"), max_length=5000, blank=True)
    changes = models.TextField(_("what you will change at home"), max_length=5000, blank=True)
    rating = models.PositiveSmallIntegerField(
        _("the host, from 1 to 5"), null=True, blank=True, validators=STARS
    )
    for_next = models.TextField(_("what the next visitor should know"), max_length=2000, blank=True)
    may_be_quoted = models.BooleanField(_("may be quoted with my name"), default=False)
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    returned_because = models.CharField(_("why it was sent back"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("report on a stay")
        verbose_name_plural = _("reports on stays")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ReportState.DUE)
                | Q(submitted_at__isnull=False, rating__isnull=False) & ~Q(seen="") & ~Q(learned=""),
                name="fellowships_report_handed_in_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="fellowships_report_rating"
            ),
        ]

    def __str__(self):
        return str(self.placement)


class Attestation(models.Model):
    """The host's word that somebody was there, and on which days."""

    placement = models.OneToOneField(
        Placement, on_delete=models.CASCADE, related_name="attestation", verbose_name=_("placement")
    )
    days_present = models.PositiveSmallIntegerField(
        _("days present"), validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    hours = models.PositiveSmallIntegerField(_("hours"), default=0)
    words = models.TextField(_("about the visitor"), max_length=3000, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("given by"),
    )
    given_at = models.DateTimeField(_("given"), default=timezone.now)

    class Meta:
        verbose_name = _("attestation")
        verbose_name_plural = _("attestations")
        constraints = [
            models.CheckConstraint(
                condition=Q(days_present__gte=1), name="fellowships_attestation_some_days"
            ),
        ]

    def __str__(self):
        return str(self.placement)
