"""What the answers say about the questions: snapshots, made anew every night. All can be thrown away and rebuilt.

Shares are hundredths of a percent, correlations are ten-thousandths (2000 is 0.20). A figure is null where there are
too few answers for it.
"""

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.assessments import Assessment
from assessments.models.questions import QuestionVersion


class Flag(models.TextChoices):
    NEGATIVE = "negative", _("The better people answer worse: check the key first")
    TOO_HARD = "hard", _("Very hard")
    TOO_EASY = "easy", _("Very easy")
    WEAK = "weak", _("Tells the better from the weaker only a little")
    DEAD = "dead", _("Options that almost nobody chooses")
    COUNTRIES = "countries", _("Countries differ: perhaps the words, perhaps what is taught")
    CONTESTED = "contested", _("Contested by learners")


class Thresholds(models.Model):
    """From where on figures are shown and questions flagged. One row."""

    fewest = models.PositiveSmallIntegerField(
        _("fewest answers"), default=20, help_text=_("Below, no figure of a question is shown.")
    )
    fewest_for_groups = models.PositiveSmallIntegerField(
        _("fewest answers for D27"),
        default=50,
        help_text=_("The best 27 % are compared with the weakest 27 % from here on."),
    )
    hard_below = models.PositiveSmallIntegerField(
        _("very hard below"), default=3000, help_text=_("In hundredths of a percent: 3000 is 30 %.")
    )
    easy_above = models.PositiveSmallIntegerField(
        _("very easy above"),
        default=9500,
        help_text=_(
            "In hundredths of a percent. Medical education often names 70 %; a test of mastery lies higher."
        ),
    )
    weak_below = models.PositiveSmallIntegerField(
        _("weak discrimination below"),
        default=2000,
        help_text=_("In ten-thousandths: 2000 is a correlation of 0.20."),
    )
    dead_below = models.PositiveSmallIntegerField(
        _("option hardly chosen below"), default=500, help_text=_("In hundredths of a percent: 500 is 5 %.")
    )
    contested_from = models.PositiveSmallIntegerField(_("contested from so many people"), default=2)
    countries_apart = models.PositiveSmallIntegerField(
        _("countries apart by"),
        default=2000,
        help_text=_(
            "In hundredths of a percent: how much more difficult a question is in a country than its other questions."
        ),
    )

    class Meta:
        verbose_name = _("thresholds of the figures")
        verbose_name_plural = _("thresholds of the figures")
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="assessments_thresholds_one_row",
                violation_error_message=_("There is one set of thresholds: change that one."),
            ),
            models.CheckConstraint(
                condition=Q(fewest__gte=5, fewest_for_groups__gte=20),
                name="assessments_thresholds_not_too_few",
                violation_error_message=_("Below 5 answers, and 20 for D27, figures mean nothing."),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def today(cls):
        """The row, or the defaults where nobody has changed any."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class AssessmentFigures(models.Model):
    """Of the first attempts at an assessment.

    `reliability` is Cronbach's alpha (KR-20 where all is right or wrong), of fixed forms only: `compared` attempts had
    exactly the same questions. `spread` counts attempts in twenty steps of 5 %.
    """

    assessment = models.OneToOneField(
        Assessment, on_delete=models.CASCADE, related_name="figures", verbose_name=_("assessment")
    )
    computed_at = models.DateTimeField(_("computed"), default=timezone.now)
    people = models.PositiveIntegerField(_("people"), default=0)
    passed = models.PositiveIntegerField(_("passed at the first attempt"), default=0)
    mean = models.PositiveIntegerField(_("mean score"), null=True)
    deviation = models.PositiveIntegerField(_("standard deviation"), null=True)
    guessing = models.PositiveIntegerField(_("score by guessing"), null=True)
    reliability = models.IntegerField(_("reliability"), null=True)
    reliability_low = models.IntegerField(_("reliability, at least"), null=True)
    reliability_high = models.IntegerField(_("reliability, at most"), null=True)
    measurement_error = models.PositiveIntegerField(_("standard error of measurement"), null=True)
    compared = models.PositiveIntegerField(_("attempts with the same questions"), default=0)
    spread = ArrayField(models.PositiveIntegerField(), default=list, verbose_name=_("spread of the scores"))

    class Meta:
        verbose_name = _("figures of an assessment")
        verbose_name_plural = _("figures of assessments")

    def __str__(self):
        return str(self.assessment)


class QuestionFiguresQuerySet(models.QuerySet):
    def flagged(self):
        """With a flag that nobody who has looked found fine."""
        findings = Finding.objects.filter(version=OuterRef("version")).order_by()
        cleared = ArraySubquery(findings.values(flag=Func("flags", function="unnest")))
        return self.exclude(flags=[]).exclude(flags__contained_by=cleared)


class QuestionFigures(models.Model):
    """Of the answers to one version, in the first attempts at one assessment.

    `options` tells of each: {"id", "chosen", "top", "bottom"}, the last two among the best and the weakest third;
    `countries`: [{"country", "count", "share", "rest"}], with how they do in the other questions.
    """

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="question_figures", verbose_name=_("assessment")
    )
    version = models.ForeignKey(
        QuestionVersion, on_delete=models.CASCADE, related_name="figures", verbose_name=_("version")
    )
    computed_at = models.DateTimeField(_("computed"), default=timezone.now)
    count = models.PositiveIntegerField(_("answers"), default=0)
    skipped = models.PositiveIntegerField(_("left out"), default=0)
    share = models.PositiveIntegerField(_("difficulty"), null=True)
    share_low = models.PositiveIntegerField(_("difficulty, at least"), null=True)
    share_high = models.PositiveIntegerField(_("difficulty, at most"), null=True)
    discrimination = models.IntegerField(_("discrimination"), null=True)
    groups_apart = models.IntegerField(_("D27"), null=True)
    distractors = models.PositiveIntegerField(_("distractor efficiency"), null=True)
    top = models.PositiveIntegerField(_("people in the best third"), default=0)
    bottom = models.PositiveIntegerField(_("people in the weakest third"), default=0)
    options = models.JSONField(_("options"), default=list)
    countries = models.JSONField(_("countries"), default=list)
    flags = ArrayField(
        models.CharField(max_length=10, choices=Flag), default=list, blank=True, verbose_name=_("flags")
    )

    objects = QuestionFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of a question")
        verbose_name_plural = _("figures of questions")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "version"], name="assessments_question_figures_once"
            ),
        ]

    def __str__(self):
        return f"{self.assessment} · {self.version}"

    @property
    def flag_labels(self):
        return [Flag(flag).label for flag in self.flags]


class Finding(models.Model):
    """Somebody has looked at the flags of a version and found it fine as it is. Those flags no longer ask for it."""

    version = models.ForeignKey(
        QuestionVersion, on_delete=models.CASCADE, related_name="findings", verbose_name=_("version")
    )
    flags = ArrayField(models.CharField(max_length=10, choices=Flag), default=list, verbose_name=_("flags"))
    note = models.CharField(_("note"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="assessments_finding_has_note"),
        ]

    def __str__(self):
        return f"{self.version}: {self.note[:50]}"
