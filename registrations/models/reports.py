"""Attendance reports of meeting systems: what was uploaded, whom it names, and what became of it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registrations.models.attendance import Session
from registrations.models.events import Event
from registrations.models.registrations import Registration
from registrations.reports import words

A_DAY = 24 * 60


class Provider(models.TextChoices):
    ZOOM = "zoom", "Zoom"
    TEAMS = "teams", "Microsoft Teams"
    WEBEX = "webex", "Webex"
    OTHER = "other", _("another system")


class DayOrder(models.TextChoices):
    DAY_FIRST = "dmy", _("day first: 14/03/2027")
    MONTH_FIRST = "mdy", _("month first: 03/14/2027")


class ReportState(models.TextChoices):
    READING = "reading", _("being read")
    ASKING = "asking", _("has a question")
    FAILED = "failed", _("could not be read")
    WAITING = "waiting", _("waits for decisions")
    COUNTED = "counted", pgettext_lazy("attendance report", "counted")
    WITHDRAWN = "withdrawn", pgettext_lazy("attendance report", "withdrawn")


class AttendanceReportQuerySet(models.QuerySet):
    def reading(self):
        return self.filter(state=ReportState.READING)

    def standing(self):
        """Those that keep the same file from being read a second time."""
        return self.exclude(state__in=[ReportState.FAILED, ReportState.WITHDRAWN])

    def to_decide(self):
        """Those that stand still until somebody answers a question, or says who is who."""
        return self.filter(state__in=[ReportState.ASKING, ReportState.WAITING])

    def manageable_by(self, user):
        """Of events that the person runs; without the files, which no page shows."""
        mine = self.filter(session__event__in=Event.objects.manageable_by(user))
        return mine.defer("content").select_related("session__event")


class AttendanceReport(models.Model):
    """One uploaded file about one session.

    `content` is the file, encrypted (sealing.py), until its time is over. Why a report failed or asks is kept as
    a code with facts (reports/complaints.py), so that everybody reads it in their own language.
    """

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="reports", verbose_name=_("session")
    )
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.READING)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    # What a person said about the file.
    told_provider = models.CharField(_("system"), max_length=8, choices=Provider, blank=True)
    time_zone = models.CharField(_("time zone of the host"), max_length=40)
    day_order = models.CharField(_("order of dates"), max_length=3, choices=DayOrder, blank=True)
    columns = models.JSONField(_("columns"), default=dict, blank=True)
    full_if_unknown = models.BooleanField(_("unknown times count as the full session"), null=True)
    # What the file said.
    provider = models.CharField(_("recognised as"), max_length=8, choices=Provider, blank=True)
    encoding = models.CharField(max_length=12, blank=True)
    header = models.CharField(
        max_length=64, blank=True, help_text="A digest of the header: alike files, alike columns."
    )
    meeting_starts_at = models.DateTimeField(_("meeting began"), null=True, blank=True)
    meeting_ends_at = models.DateTimeField(_("meeting ended"), null=True, blank=True)
    claimed = models.PositiveIntegerField(_("people, as the report itself says"), null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    complaint = models.CharField(max_length=30, blank=True)
    complaint_line = models.PositiveIntegerField(null=True, blank=True)
    complaint_facts = models.JSONField(default=dict, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="uploaded_reports",
        verbose_name=_("uploaded by"),
    )
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="counted_reports",
        verbose_name=_("counted by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="withdrawn_reports",
        verbose_name=_("withdrawn by"),
    )

    objects = AttendanceReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance report")
        verbose_name_plural = _("attendance reports")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "sha256"],
                condition=~Q(state__in=[ReportState.FAILED, ReportState.WITHDRAWN]),
                name="registrations_report_once_per_session",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values), name="registrations_report_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.COUNTED) | Q(counted_at__isnull=False),
                name="registrations_report_counted_when",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=ReportState.WITHDRAWN) & Q(withdrawn_at=None)),
                name="registrations_report_withdrawn_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ReportState.ASKING, ReportState.FAILED], complaint__gt="")
                | (~Q(state__in=[ReportState.ASKING, ReportState.FAILED]) & Q(complaint="")),
                name="registrations_report_complaint_said",
            ),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("registrations:report", args=[self.event.slug, self.pk])

    @property
    def event(self):
        return self.session.event

    @property
    def complaint_words(self):
        """Why it failed or what it asks, with dates on the clock of the event."""
        facts = {name: self._day(value) for name, value in self.complaint_facts.items()}
        return words(self.complaint, self.complaint_line, facts)

    def _day(self, value):
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            return value
        if moment.tzinfo is None:
            return date_format(moment, "DATE_FORMAT")
        return date_format(moment.astimezone(self.event.zone), "DATETIME_FORMAT")


class Standing(models.TextChoices):
    """What a person of a report is to us."""

    MATCHED = "matched", _("matched")
    TO_CONFIRM = "to_confirm", _("to confirm")
    UNREGISTERED = "unregistered", _("not registered")
    LEFT_OUT = "left_out", _("left out")
    WAITING_ROOM = "waiting_room", _("only in the waiting room")


class Match(models.TextChoices):
    EMAIL = "email", _("by the e-mail address of the account")
    ALIAS = "alias", _("as somebody confirmed before")
    PERSON = "person", _("as somebody confirmed")


class ReportedPerson(models.Model):
    """Somebody whom a report names, on one row or several: one address, or one name where there is none.

    `suggestions` are pairs (registration, score in percent), best first. A name alone is never more than that.
    """

    report = models.ForeignKey(AttendanceReport, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(_("name in the report"), max_length=200, blank=True)
    email = models.CharField(_("address in the report"), max_length=254, blank=True)
    standing = models.CharField(_("standing"), max_length=12, choices=Standing)
    registration = models.ForeignKey(
        Registration,
        null=True,
        on_delete=models.PROTECT,
        related_name="reported",
        verbose_name=_("registration"),
    )
    matched_by = models.CharField(_("matched"), max_length=6, choices=Match, blank=True)
    suggestions = models.JSONField(default=list)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="decided_reported_people",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("person in a report")
        verbose_name_plural = _("people in reports")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(standing=Standing.MATCHED, registration__isnull=False, matched_by__gt="")
                | (~Q(standing=Standing.MATCHED) & Q(registration=None, matched_by="")),
                name="registrations_reported_matched_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="registrations_reported_standing_known"
            ),
            models.CheckConstraint(
                condition=~Q(matched_by=Match.PERSON) | Q(decided_by__isnull=False),
                name="registrations_reported_confirmed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["report", "standing"], name="registrations_reported")]

    def __str__(self):
        return self.name or self.email


class ReportRowQuerySet(models.QuerySet):
    def evidence(self):
        """Rows that say that somebody was there: not in the waiting room, and readable."""
        return self.filter(in_waiting_room=False, problem="")

    def of_unknown_length(self):
        """There, but nobody can tell for how long. That is not zero."""
        no_end = Q(left_at=None, lasts_to_the_end=False)
        return self.evidence().filter(no_end, minutes=None)


class ReportRow(models.Model):
    """One line of a file: what it says of a person, or why it cannot be read."""

    report = models.ForeignKey(AttendanceReport, on_delete=models.CASCADE, related_name="rows")
    person = models.ForeignKey(ReportedPerson, null=True, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("line"))
    came_at = models.DateTimeField(_("came"), null=True)
    left_at = models.DateTimeField(_("left"), null=True)
    minutes = models.PositiveIntegerField(_("minutes, where no times are known"), null=True)
    lasts_to_the_end = models.BooleanField(default=False)
    in_waiting_room = models.BooleanField(_("in the waiting room"), default=False)
    problem = models.CharField(_("problem"), max_length=30, blank=True)
    facts = models.JSONField(default=dict)

    objects = ReportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of a report")
        verbose_name_plural = _("rows of reports")
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["report", "line"], name="registrations_report_line_once"),
            models.CheckConstraint(
                condition=Q(problem="", person__isnull=False) | (~Q(problem="") & Q(person=None)),
                name="registrations_report_row_of_person_or_problem",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("came_at")),
                name="registrations_report_row_leaves_after_coming",
            ),
        ]

    def __str__(self):
        return f"{self.line}"

    @property
    def why(self):
        return words(self.problem, facts=self.facts)

    def span(self, report):
        """From when to when the row proves presence, as a pair; None where it proves nothing that counts.

        A duration without times is laid at the beginning of the meeting: of two such rows of one person, which
        may be two devices at once, the longer counts.
        """
        session = report.session
        if self.came_at and (self.left_at or self.lasts_to_the_end):
            return self.came_at, self.left_at
        if self.minutes is not None:
            start = max(session.starts_at, report.meeting_starts_at or session.starts_at)
            return start, start + timedelta(minutes=min(self.minutes, A_DAY))
        if not report.full_if_unknown:
            return None
        return self.came_at or session.starts_at, max(session.ends_at, self.came_at or session.ends_at)


class AliasKind(models.TextChoices):
    EMAIL = "email", _("e-mail address")
    NAME = "name", _("display name")


class Alias(models.Model):
    """An address or a display name that somebody confirmed to be this person's, for this and later reports.

    `text` is made comparable: an address in small letters, a name without accents (reports/names.py).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=5, choices=AliasKind)
    text = models.CharField(_("address or name"), max_length=254)
    confirmed_at = models.DateTimeField(_("confirmed"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="confirmed_aliases",
        verbose_name=_("confirmed by"),
    )

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["user", "kind", "text"]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "text"], name="registrations_alias_once"),
            models.UniqueConstraint(
                fields=["text"],
                condition=Q(kind=AliasKind.EMAIL),
                name="registrations_alias_address_of_one_person",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="registrations_alias_says_something"),
        ]
        indexes = [models.Index(fields=["kind", "text"], name="registrations_alias_text")]

    def __str__(self):
        return f"{self.text} ({self.user})"
