"""A fellowship round: its dates, its rules, who decides. The rules are locked and hashed when the call opens."""

import hashlib
import secrets
import zoneinfo
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from hubs.models import validate_time_zone


def new_seed():
    return secrets.token_hex(32)


# Words that addresses under /fellowships/ begin with.
RESERVED = [
    "board",
    "candidates",
    "centres",
    "documents",
    "exchange",
    "money",
    "my-centres",
    "placements",
    "reviews",
]


class Stage(models.TextChoices):
    """Where a round is. One after the other (fellowships.stages)."""

    ANNOUNCED = "announced", pgettext_lazy("stage of a call", "Announced")
    OPEN = "open", pgettext_lazy("stage of a call", "Open")
    CLOSED = "closed", pgettext_lazy("stage of a call", "Closed")
    REVIEWING = "reviewing", pgettext_lazy("stage of a call", "In review")
    SCORED = "scored", pgettext_lazy("stage of a call", "Scored")
    ALLOCATED = "allocated", pgettext_lazy("stage of a call", "Proposed")
    APPROVED = "approved", pgettext_lazy("stage of a call", "Signed off")
    OFFERING = "offering", pgettext_lazy("stage of a call", "Offers are out")
    RUNNING = "running", pgettext_lazy("stage of a call", "Placements")
    COMPLETED = "completed", pgettext_lazy("stage of a call", "Completed")


class CallQuerySet(models.QuerySet):
    def taking_applications(self, now=None):
        return self.filter(stage=Stage.OPEN, closes_at__gt=now or timezone.now())

    def coming(self):
        """Announced or open: what people may still look forward to."""
        return self.filter(stage__in=[Stage.ANNOUNCED, Stage.OPEN])

    def to_close(self, now=None):
        return self.filter(stage=Stage.OPEN, closes_at__lte=now or timezone.now())

    def run_by(self, user, *roles):
        """Calls in which this person has one of these roles (any of them) today. No role: no call."""
        wanted = {"roles__role__in": roles} if roles else {}
        return self.filter(
            Q(roles__ends_on=None) | Q(roles__ends_on__gte=timezone.localdate()),
            roles__user=user.pk,
            roles__starts_on__lte=timezone.localdate(),
            **wanted,
        ).distinct()

    def on_board_of(self, user):
        """Calls whose board this person sits on: the office on all, chairs on theirs."""
        return self.all() if user.is_staff else self.run_by(user, Role.CHAIR)


class Call(models.Model):
    """A fellowship round. It is announced first and opened by staff when its details are known.

    Weights are parts of a hundred; `third_review_spread` is in hundredths of a point; the bursary is in euros.
    `rules` is what was published at the opening, `rules_hash` its SHA-256 (fellowships.rulebooks). Of the lots'
    seed the seal is public from the opening on, the seed itself only with the result. A trigger keeps all of that.
    """

    slug = models.SlugField(_("slug"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    announcement = models.TextField(_("announcement"), help_text=_("Shown until the call is open."))
    details = models.TextField(
        _("details"), blank=True, help_text=_("Markdown. Needed before the call opens.")
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.ANNOUNCED)
    stage_since = models.DateTimeField(_("since"), default=timezone.now)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)

    time_zone = models.CharField(
        _("time zone"), max_length=40, default="Europe/Brussels", validators=[validate_time_zone]
    )
    opens_at = models.DateTimeField(
        _("opens"), null=True, blank=True, help_text=_("As announced. Staff open it.")
    )
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    reviews_due_at = models.DateTimeField(_("reviews are due"), null=True, blank=True)
    results_on = models.DateField(_("results on"), null=True, blank=True)
    reserve_ends_on = models.DateField(
        _("the reserve list ends on"),
        null=True,
        blank=True,
        help_text=_("From that day on nobody is moved up any more, and all in reserve are told."),
    )
    placements_from = models.DateField(_("placements from"), null=True, blank=True)
    placements_until = models.DateField(_("placements until"), null=True, blank=True)

    fellowships = models.PositiveSmallIntegerField(
        _("number of fellowships"), default=20, validators=[MinValueValidator(1)]
    )
    bursary = models.DecimalField(
        _("bursary in euros"), max_digits=8, decimal_places=2, default=1000, validators=[MinValueValidator(0)]
    )
    level_1_weight = models.PositiveSmallIntegerField(_("weight of Level 1"), default=40)
    level_2_weight = models.PositiveSmallIntegerField(_("weight of Level 2"), default=40)
    rubric_weight = models.PositiveSmallIntegerField(_("weight of the reviews"), default=20)
    is_pilot_first_on_tie = models.BooleanField(
        _("a tie goes to who is in a group with a minimum"),
        default=True,
        help_text=_("Otherwise the lot decides at once."),
    )
    does_minimum_bind_replacements = models.BooleanField(
        _("the minimum also holds when places are filled again"), default=True
    )
    offer_days = models.PositiveSmallIntegerField(_("days to answer an offer"), default=10)
    later_offer_days = models.PositiveSmallIntegerField(_("days to answer in the second round"), default=5)
    last_offer_days = models.PositiveSmallIntegerField(_("days to answer in later rounds"), default=3)

    is_blind = models.BooleanField(
        _("reviewers do not see who applies"), default=True, help_text=_("Change it only with a good reason.")
    )
    reviews_each = models.PositiveSmallIntegerField(
        _("reviews of each application"), default=2, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    reviewer_cap = models.PositiveSmallIntegerField(
        _("applications a reviewer gets at most"), default=15, validators=[MinValueValidator(1)]
    )
    third_review_spread = models.PositiveSmallIntegerField(
        _("points between two reviews that call for a third, in hundredths"), default=2500
    )

    words_each = models.PositiveSmallIntegerField(
        _("words of each text at most"), default=300, validators=[MinValueValidator(50)]
    )
    referees_asked = models.PositiveSmallIntegerField(
        _("referees asked for"), default=1, validators=[MaxValueValidator(5)]
    )
    asks_for_cv = models.BooleanField(_("a CV as a PDF is needed"), default=False)
    asks_for_letter = models.BooleanField(_("a letter of the supervisor as a PDF is needed"), default=True)
    asks_for_proof = models.BooleanField(_("a proof of the post as a PDF is needed"), default=False)

    report_days = models.PositiveSmallIntegerField(
        _("days to write the report after a stay"), default=28, validators=[MinValueValidator(1)]
    )
    draft_kept_days = models.PositiveSmallIntegerField(_("days a draft is kept after closing"), default=30)
    unsuccessful_kept_months = models.PositiveSmallIntegerField(
        _("months documents of those without a place are kept"), default=6
    )
    selected_kept_months = models.PositiveSmallIntegerField(
        _("months documents of fellows are kept"), default=24
    )

    rules = models.JSONField(_("rules as published"), default=dict, editable=False)
    rules_hash = models.CharField(_("fingerprint of the rules"), max_length=64, blank=True, editable=False)
    seed = models.CharField(max_length=64, default=new_seed, editable=False)
    seal = models.CharField(_("seal of the lots"), max_length=64, default="", editable=False)
    is_bursary_paid_after_report = models.BooleanField(
        _("the bursary is paid after the report"), default=True
    )
    result_published_at = models.DateTimeField(_("totals published"), null=True, blank=True, editable=False)

    objects = CallQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["seed"])

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at=None) | ~Q(details=""),
                name="fellowships_call_open_has_details",
                violation_error_message=_("Write the details before you open the call."),
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="fellowships_call_stage_known"),
            models.CheckConstraint(
                condition=Q(stage=Stage.ANNOUNCED, opened_at=None, rules_hash="")
                | (
                    ~Q(stage=Stage.ANNOUNCED)
                    & Q(opened_at__isnull=False, closes_at__isnull=False)
                    & ~Q(rules_hash="")
                ),
                name="fellowships_call_open_is_locked",
                violation_error_message=_("A call that opens has a closing date and rules that are locked."),
            ),
            models.CheckConstraint(
                condition=Q(level_1_weight=100 - F("level_2_weight") - F("rubric_weight")),
                name="fellowships_call_weights_are_whole",
                violation_error_message=_("The three weights must make 100."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="fellowships_call_closes_after_opening",
                violation_error_message=_("The call must close after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(offer_days__gte=1, later_offer_days__gte=1, last_offer_days__gte=1),
                name="fellowships_call_days_to_answer",
                violation_error_message=_("Everybody has at least one day to answer."),
            ),
            models.CheckConstraint(
                condition=Q(placements_from=None)
                | Q(placements_until=None)
                | Q(placements_until__gte=F("placements_from")),
                name="fellowships_call_placements_in_order",
                violation_error_message=_("Placements must end after they begin."),
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        if not self.seal:
            self.seal = hashlib.sha256(self.seed.encode()).hexdigest()
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        if self.slug in RESERVED:
            raise ValidationError({"slug": _("This address is taken by another page.")})

    @property
    def has_opened(self):
        return self.opened_at is not None

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.time_zone)

    def is_taking_applications(self, now=None):
        return self.stage == Stage.OPEN and self.closes_at > (now or timezone.now())

    def drafts_kept_until(self):
        return self.closes_at + timedelta(days=self.draft_kept_days)


class Role(models.TextChoices):
    CHAIR = "chair", _("Chair")
    REVIEWER = "reviewer", _("Reviewer")
    FINANCE = "finance", _("Finance")


class CallRole(models.Model):
    """Who decides, reviews or pays in a call, from the first day to the last. It ends by itself."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="roles", verbose_name=_("call"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="fellowship_roles",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=8, choices=Role)
    cap = models.PositiveSmallIntegerField(
        _("applications at most"),
        null=True,
        blank=True,
        help_text=_("Of a reviewer. Empty: as the call says."),
    )
    starts_on = models.DateField(_("first day"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("role in a call")
        verbose_name_plural = _("roles in calls")
        ordering = ["call", "role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "user", "role"], name="fellowships_role_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="fellowships_role_known"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="fellowships_role_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"
