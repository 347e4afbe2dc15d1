"""Questions that are scored anew, for everyone who was given them and for everyone who will be."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models.questions import QuestionVersion


class Decision(models.TextChoices):
    ALSO_RIGHT = "also", _("Another answer is right as well")
    ANOTHER_KEY = "key", _("Another answer is the right one")
    OUT = "out", _("The question leaves the score of everyone")
    FULL = "full", _("Everyone gets full points")
    AS_WRITTEN = "written", _("Back to how the question was written")


class RescoringQuerySet(models.QuerySet):
    def in_force(self, versions):
        """The newest of each of these versions."""
        return self.filter(version__in=versions).order_by("version_id", "-pk").distinct("version_id")


class Rescoring(models.Model):
    """How the answers to one version are judged from now on. The newest counts; no row changes (trigger).

    `options` are those that are right as well, or the new key: the right ones, or the true statements. `number` and
    `tolerance` are the new key of a number. What it came to when it was carried out stands in the counts.
    """

    version = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="rescorings", verbose_name=_("version")
    )
    decision = models.CharField(_("decision"), max_length=7, choices=Decision)
    options = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("options"))
    number = models.DecimalField(
        _("number asked for"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    tolerance = models.DecimalField(
        _("tolerance, either way"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    reason = models.CharField(_("reason"), max_length=500)
    may_fail = models.BooleanField(
        _("who passed may fail by it"),
        default=False,
        help_text=_("Otherwise an attempt that was passed stays passed, whatever its new score."),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    attempts = models.PositiveIntegerField(_("attempts that have it"), default=0)
    changed = models.PositiveIntegerField(_("results that changed"), default=0)
    passed = models.PositiveIntegerField(_("passed by it"), default=0)
    failed = models.PositiveIntegerField(_("failed by it"), default=0)

    objects = RescoringQuerySet.as_manager()

    class Meta:
        verbose_name = _("rescoring")
        verbose_name_plural = _("rescorings")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="assessments_rescoring_has_reason"),
            models.CheckConstraint(
                condition=~Q(decision="also") | Q(options__len__gt=0),
                name="assessments_rescoring_names_options",
                violation_error_message=_("Say which answer is right as well."),
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["also", "key"]) | Q(options=[], number=None, tolerance=None),
                name="assessments_rescoring_key_only_where_asked",
            ),
            models.CheckConstraint(
                condition=Q(number=None, tolerance=None) | Q(number__isnull=False, tolerance__gte=0),
                name="assessments_rescoring_number_whole",
            ),
            models.CheckConstraint(
                condition=Q(may_fail=True) | Q(failed=0), name="assessments_rescoring_fails_only_if_allowed"
            ),
        ]

    def __str__(self):
        return f"{self.version}: {self.get_decision_display()}"
