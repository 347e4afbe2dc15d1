"""Who was there, and for how long."""

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.events import Event
from registrations.models.registrations import Registration


class Session(models.Model):
    """A day or part of an event."""

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("event")
    )
    title = models.CharField(_("title"), max_length=120)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    join_url = models.URLField(
        _("link to join"),
        max_length=500,
        blank=True,
        default="",
        db_default="",
        validators=[URLValidator(schemes=["https"])],
        help_text=_("Shown only to confirmed people, shortly before the start. Beginning with https://"),
    )
    sequence = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="Raised by a trigger whenever calendars have to show something else.",
    )
    revised_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="registrations_session_ends_after_start",
                violation_error_message=_("A session ends after it starts."),
            ),
            models.UniqueConstraint(fields=["event", "starts_at"], name="registrations_session_start_once"),
            models.CheckConstraint(
                condition=Q(join_url="") | Q(join_url__istartswith="https://"),
                name="registrations_session_joined_by_https",
                violation_error_message=_("The link to join has to begin with https://"),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def minutes(self):
        """Length of the session in minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def is_on_the_day(self, moment):
        """Whether a moment is on a day of the session, on the clock of the event."""
        first, day, last = (
            value.astimezone(self.event.zone).date() for value in (self.starts_at, moment, self.ends_at)
        )
        return first <= day <= last


class Method(models.TextChoices):
    HAND = "hand", _("by hand")
    REPORT = "report", _("from a report")
    SCAN = "scan", _("by a scan")


class Attendance(models.Model):
    """Minutes of one person at one session. No row: not recorded, which is not the same as absent with 0."""

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="attendances", verbose_name=_("session")
    )
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="attendances", verbose_name=_("registration")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    method = models.CharField(_("how recorded"), max_length=8, choices=Method, default=Method.HAND)
    reason = models.CharField(_("why by hand"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recorded_attendances",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["session", "registration"], name="registrations_attendance_once"),
            models.CheckConstraint(
                condition=Q(minutes__lte=24 * 60), name="registrations_attendance_at_most_a_day"
            ),
        ]

    def __str__(self):
        return f"{self.registration.user}: {self.minutes} min"


class Stay(models.Model):
    """A stretch of time that somebody was at a session, as a report or a scan says.

    Evidence: the minutes of `Attendance` are worked out from a person's stays (see presence.py), unless
    somebody set them by hand. `source` names where it comes from (`report:7:12`, `scan:<uuid>`), so that the
    same report or scan can come again and change nothing.
    """

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="stays", verbose_name=_("session")
    )
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="stays", verbose_name=_("registration")
    )
    came_at = models.DateTimeField(_("came"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True, help_text=_("Empty: still there."))
    method = models.CharField(_("how recorded"), max_length=8, choices=Method)
    source = models.CharField(_("source"), max_length=80, unique=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recorded_stays",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("stay")
        verbose_name_plural = _("stays")
        ordering = ["came_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("came_at")),
                name="registrations_stay_leaves_after_coming",
            ),
            models.CheckConstraint(
                condition=Q(method__in=Method.values), name="registrations_stay_method_known"
            ),
        ]

    def __str__(self):
        return f"{self.registration.user}: {self.came_at:%Y-%m-%d %H:%M}"
