"""What a level asks: composed by staff, versioned, never changed once published."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment
from cases.models import Part
from evaluations.models import Survey
from levels.models.classroom import Module
from levels.models.programme import Activity, Level


class RequirementSetQuerySet(models.QuerySet):
    def published(self):
        return self.exclude(published_at=None)

    def newest(self):
        """The version new people start with, per level: the highest published number."""
        return self.published().order_by("level_id", "-number").distinct("level_id")


class RequirementSet(models.Model):
    """One version of what a level asks: all its groups must be met."""

    level = models.ForeignKey(
        Level, on_delete=models.PROTECT, related_name="requirement_sets", verbose_name=_("level")
    )
    number = models.PositiveSmallIntegerField(_("version"), editable=False)
    note = models.CharField(_("what is new"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = RequirementSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirements of a level")
        verbose_name_plural = _("requirements of levels")
        ordering = ["level", "number"]
        constraints = [
            models.UniqueConstraint(fields=["level", "number"], name="levels_requirements_number_once"),
            models.UniqueConstraint(
                fields=["level"],
                condition=Q(published_at=None),
                name="levels_requirements_one_draft",
                violation_error_message=_("The level has a draft: finish or delete it first."),
            ),
        ]

    def __str__(self):
        return _("%(level)s, requirements version %(number)s") % {"level": self.level, "number": self.number}


class RequirementGroup(models.Model):
    """Requirements of which all, one, or at least so many have to be met."""

    class Operator(models.TextChoices):
        ALL = "all", _("all of them")
        ANY = "any", _("one of them")
        AT_LEAST = "at_least", _("at least so many of them")

    set = models.ForeignKey(
        RequirementSet, on_delete=models.CASCADE, related_name="groups", verbose_name=_("version")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("title"), max_length=120)
    operator = models.CharField(_("asks for"), max_length=8, choices=Operator, default=Operator.ALL)
    least = models.PositiveSmallIntegerField(_("how many"), default=1)

    class Meta:
        verbose_name = _("group of requirements")
        verbose_name_plural = _("groups of requirements")
        ordering = ["set", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(least__gt=0), name="levels_group_least_positive"),
        ]

    def __str__(self):
        return self.title


class RequirementKind(models.TextChoices):
    RESOURCES = "resources", _("Mandatory resources done")
    ASSESSMENT = "assessment", _("Assessment passed")
    ATTENDANCE = "attendance", _("Live event attended")
    EVALUATION = "evaluation", _("Evaluation answered")
    CASES = "cases", _("Cases of the repository")
    SIGN_OFF = "sign_off", _("Signed off by staff")
    LEVEL = "level", _("Earlier level completed")


class Requirement(models.Model):
    """One thing a level asks. `key` names it through all versions: a sign-off made under one counts under the next."""

    group = models.ForeignKey(
        RequirementGroup, on_delete=models.CASCADE, related_name="requirements", verbose_name=_("group")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    key = models.SlugField(_("key"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=RequirementKind)
    title = models.CharField(_("in words"), max_length=200)
    module = models.ForeignKey(
        Module,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("module"),
        help_text=_("Resources of this module only; empty: of the whole level."),
    )
    assessment = models.ForeignKey(
        Assessment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("assessment"),
    )
    activity = models.ForeignKey(
        Activity,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("activity"),
    )
    share = models.PositiveIntegerField(
        _("share attended"), default=7500, help_text=_("In hundredths of a percent: 7500 is 75 %.")
    )
    times = models.PositiveSmallIntegerField(_("how many"), default=1)
    case_part = models.CharField(
        _("part in the cases"),
        max_length=8,
        choices=Part,
        default=Part.READ,
        help_text=_("What counts: working through a case, publishing one, or reviewing one."),
    )
    survey = models.ForeignKey(
        Survey,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("evaluation"),
        help_text=_("Empty: the evaluation of the level."),
    )
    earlier = models.ForeignKey(
        Level, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("level")
    )

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ["group", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "key"], name="levels_requirement_key_once"),
            models.CheckConstraint(
                condition=~Q(kind="assessment") | Q(assessment__isnull=False),
                name="levels_requirement_names_assessment",
                violation_error_message=_("Choose the assessment."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="attendance") | Q(activity__isnull=False),
                name="levels_requirement_names_activity",
                violation_error_message=_("Choose the activity."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="level") | Q(earlier__isnull=False),
                name="levels_requirement_names_level",
                violation_error_message=_("Choose the level."),
            ),
            models.CheckConstraint(
                condition=Q(share__lte=10000, times__gt=0),
                name="levels_requirement_can_be_met",
                violation_error_message=_("At most 100 % and at least one can be asked for."),
            ),
        ]

    def __str__(self):
        return self.title


class ScoreShare(models.Model):
    """How much an assessment weighs in the score of a level."""

    level = models.ForeignKey(
        Level, on_delete=models.CASCADE, related_name="score_shares", verbose_name=_("level")
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="+", verbose_name=_("assessment")
    )
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    class Meta:
        verbose_name = _("part of the level’s score")
        verbose_name_plural = _("parts of the level’s score")
        constraints = [
            models.UniqueConstraint(fields=["level", "assessment"], name="levels_score_share_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="levels_score_share_weighs"),
        ]

    def __str__(self):
        return f"{self.assessment} × {self.weight}"

    def clean(self):
        if Level.objects.filter(pretest=self.assessment_id).exists():
            raise ValidationError({"assessment": _("A pre-test never counts.")})
