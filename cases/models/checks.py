"""The privacy check of a revision, and what readers report afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.cases import Case
from cases.models.revisions import Plate, Revision


class Verdict(models.TextChoices):
    PASSED = "passed", pgettext_lazy("privacy check", "Passed")
    RETURNED = "returned", pgettext_lazy("privacy check", "Returned")


class PrivacyCheck(models.Model):
    """The verdict on one revision. Nobody but the checker opens a revision before it has passed.

    notes: what is to be changed, by the place in the text (`cases.content.texts_of`): {"section.findings": "…"}.
    """

    revision = models.OneToOneField(
        Revision, on_delete=models.CASCADE, related_name="privacy_check", verbose_name=_("revision")
    )
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="privacy_checks",
        verbose_name=_("checked by"),
    )
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    notes = models.JSONField(_("what is to be changed"), default=dict, blank=True)
    for_author = models.TextField(_("for the author"), max_length=3000, blank=True)
    checked_at = models.DateTimeField(_("checked"), default=timezone.now)

    class Meta:
        verbose_name = _("privacy check")
        verbose_name_plural = _("privacy checks")
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="cases_check_verdict_known"),
        ]

    def __str__(self):
        return f"{self.revision}: {self.get_verdict_display()}"


class PictureTick(models.Model):
    """One picture, looked at: the database lets no check pass that lacks one."""

    privacy_check = models.ForeignKey(
        PrivacyCheck, on_delete=models.CASCADE, related_name="ticks", verbose_name=_("privacy check")
    )
    plate = models.ForeignKey(
        Plate, on_delete=models.PROTECT, related_name="ticks", verbose_name=_("picture")
    )
    has_no_text = models.BooleanField(_("no name, date or number is burned into it"), default=False)
    has_no_face = models.BooleanField(
        _("nobody can be recognised by face or by marks of the body"), default=False
    )

    class Meta:
        verbose_name = _("picture looked at")
        verbose_name_plural = _("pictures looked at")
        constraints = [models.UniqueConstraint(fields=["privacy_check", "plate"], name="cases_tick_once")]

    def __str__(self):
        return f"{self.privacy_check}: {self.plate_id}"


class ReportOutcome(models.TextChoices):
    NO_PROBLEM = "none", pgettext_lazy("privacy report", "No problem: shown again")
    CORRECTED = "corrected", pgettext_lazy("privacy report", "Corrected: shown again")
    RETRACTED = "retracted", pgettext_lazy("privacy report", "Retracted")
    WITHDRAWN = "withdrawn", pgettext_lazy("privacy report", "Taken offline for good")


class PrivacyReportQuerySet(models.QuerySet):
    def open(self):
        return self.filter(settled_at=None)


class PrivacyReport(models.Model):
    """Somebody sees that a patient may be recognised: the case is hidden at once, until an editor has looked.

    by: None for a visitor without an account, and after the account is gone.
    """

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="privacy_reports", verbose_name=_("case")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="privacy_reports",
        verbose_name=_("reported by"),
    )
    text = models.TextField(_("what the problem is"), max_length=2000)
    reported_at = models.DateTimeField(_("reported"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=9, choices=ReportOutcome, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("settled by"),
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    because = models.CharField(_("reason"), max_length=500, blank=True)

    objects = PrivacyReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a privacy problem")
        verbose_name_plural = _("reports of privacy problems")
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, outcome="")
                | Q(settled_at__isnull=False, outcome__in=ReportOutcome.values),
                name="cases_report_settled_how",
            ),
        ]

    def __str__(self):
        return str(self.case)
