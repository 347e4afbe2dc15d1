"""What a hub would like to run, and what the office said to it."""

import zoneinfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubs.models import Hub
from levels.models import Level
from registrations.models.event_choices import EventKind, EventLanguage, Filling
from registrations.models.events import Event

# What hubs run themselves; webinars, live events and masterclasses are the programme's own.
HUB_KINDS = (
    EventKind.NATIONAL,
    EventKind.WORKSHOP,
    EventKind.FACULTY,
    EventKind.SIMULATION,
    EventKind.BEDSIDE,
)


class ProposalState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    SENT_BACK = "sent_back", _("Sent back")
    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The office sees what was ever proposed; a hub's drafts are its own until then."""
        if user.is_staff:
            return self.exclude(state=ProposalState.DRAFT)
        return self.filter(hub__in=Hub.objects.run_by(user))

    def open(self):
        return self.filter(state=ProposalState.PROPOSED)

    def with_the_hub(self):
        """Those that the hub has still to do something with."""
        return self.filter(state__in=[ProposalState.DRAFT, ProposalState.SENT_BACK])


class Proposal(models.Model):
    """An event that a hub would like to run. Approved, it becomes an `Event`; until then it may be half known.

    `edition` rises with each change, so that of two people who edit at once the second is told.
    """

    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("hub"))
    state = models.CharField(
        _("state"), max_length=10, choices=ProposalState, default=ProposalState.DRAFT, editable=False
    )
    edition = models.PositiveIntegerField(default=1, editable=False)
    kind = models.CharField(
        _("kind"), max_length=12, choices=[(kind.value, kind.label) for kind in HUB_KINDS], blank=True
    )
    title = models.CharField(_("title"), max_length=200)
    level = models.ForeignKey(
        Level, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("level")
    )
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("description"), max_length=10000, blank=True)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    date_note = models.CharField(_("date, while it is not fixed"), max_length=80, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    is_online = models.BooleanField(_("online"), default=False)
    language = models.CharField(_("language"), max_length=2, choices=EventLanguage, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("places"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    filling = models.CharField(
        _("how places are given"), max_length=12, choices=Filling, default=Filling.FIRST_COME
    )
    host_conference = models.CharField(_("host conference"), max_length=200, blank=True)
    signatory_name = models.CharField(_("who signs the certificates"), max_length=120, blank=True)
    signatory_post = models.CharField(_("post of the signatory"), max_length=200, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="written_proposals",
        verbose_name=_("written by"),
        editable=False,
    )
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)
    proposed_at = models.DateTimeField(_("proposed"), null=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="proposals",
        verbose_name=_("proposed by"),
        editable=False,
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="decided_proposals",
        verbose_name=_("decided by"),
        editable=False,
    )
    event = models.OneToOneField(
        Event,
        null=True,
        on_delete=models.PROTECT,
        related_name="proposal",
        verbose_name=_("event"),
        editable=False,
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__isnull=False, ends_at__gt=F("starts_at")),
                name="registrations_proposal_ends_after_start",
                violation_error_message=_("An event needs both start and end, and ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ProposalState.DRAFT, ProposalState.WITHDRAWN])
                | (
                    ~Q(kind="")
                    & ~Q(place="")
                    & ~Q(language="")
                    & (Q(starts_at__isnull=False) | ~Q(date_note=""))
                    & Q(proposed_at__isnull=False, proposed_by__isnull=False)
                ),
                name="registrations_proposal_complete",
                violation_error_message=_(
                    "What the office has seen stays complete: kind, date or words for it, place and language."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.APPROVED, event__isnull=False)
                | (~Q(state=ProposalState.APPROVED) & Q(event=None)),
                name="registrations_proposal_approved_is_an_event",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProposalState.APPROVED, ProposalState.SENT_BACK])
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="registrations_proposal_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.values)
                & Q(kind__in=["", *HUB_KINDS])
                & Q(language__in=["", *EventLanguage.values])
                & Q(filling__in=Filling.values),
                name="registrations_proposal_choices_known",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def time_zone(self):
        return self.hub.time_zone

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def is_with_the_hub(self):
        return self.state in (ProposalState.DRAFT, ProposalState.SENT_BACK)


class ProposalStep(models.Model):
    """What happened to a proposal, with what was said. `facts` are those that were proposed, to compare later."""

    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, related_name="steps", verbose_name=_("proposal")
    )
    state = models.CharField(_("what happened"), max_length=10, choices=ProposalState)
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="proposal_steps",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("step of a proposal")
        verbose_name_plural = _("steps of proposals")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ProposalState.SENT_BACK) | ~Q(comment=""),
                name="registrations_step_sent_back_with_comment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ProposalState.values), name="registrations_step_state_known"
            ),
        ]

    def __str__(self):
        return f"{self.proposal}: {self.get_state_display()}"


class FacultyRole(models.TextChoices):
    LEAD = "lead", _("Course lead")
    SPEAKER = "speaker", _("Speaker")
    INSTRUCTOR = "instructor", _("Instructor")
    ASSESSOR = "assessor", _("Assessor")


class Faculty(models.Model):
    """Who teaches at an event, or would at a proposed one. `user` where the person has an account."""

    proposal = models.ForeignKey(
        Proposal,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="faculty",
        verbose_name=_("proposal"),
    )
    event = models.ForeignKey(
        Event,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="faculty",
        verbose_name=_("event"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=150)
    role = models.CharField(_("role"), max_length=10, choices=FacultyRole, default=FacultyRole.INSTRUCTOR)
    topic = models.CharField(_("what they teach"), max_length=120, blank=True, default="", db_default="")
    minutes = models.PositiveSmallIntegerField(
        _("minutes taught"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Printed on the certificate of teaching. Empty: no time is printed."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="teaching",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("teacher")
        verbose_name_plural = _("faculty")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(proposal__isnull=False, event=None) | Q(proposal=None, event__isnull=False),
                name="registrations_faculty_of_one",
            ),
            models.CheckConstraint(
                condition=Q(role__in=FacultyRole.values) & ~Q(name=""),
                name="registrations_faculty_named",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.get_role_display()})"
