"""Reports and exports that take a while: asked for, made in the background, kept for a week."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from hubs.models import Hub


class ReportKind(models.TextChoices):
    SPONSOR = "sponsor", _("Report for sponsors")
    ACCREDITOR = "accreditor", _("Report for accreditors")
    NATIONAL = "national", _("National report")
    RESEARCH = "research", _("Research data, anonymised")


def report_path(report, filename):
    """Nobody can guess it; the view asks who wants it all the same."""
    return f"impact/{get_random_string(40)}.{filename.rsplit('.', 1)[-1]}"


class ReportQuerySet(models.QuerySet):
    def under_way(self):
        return self.filter(ready_at=None, failed_at=None)

    def ready(self):
        return self.exclude(ready_at=None)

    def outdated(self, now=None):
        kept = timedelta(days=settings.IMPACT_REPORTS_KEPT_DAYS)
        return self.filter(asked_at__lt=(now or timezone.now()) - kept)

    def visible_to(self, user):
        """Staff see all; coordinators the national reports of their hub, whoever asked, while their term lasts."""
        own = self.filter(kind=ReportKind.NATIONAL, hub__in=Hub.objects.run_by(user))
        return self.all() if user.is_staff else own


class Report(models.Model):
    """`first_month` and `last_month` are first days of months, both included: whole months only, since two reports over
    nearly the same days would give away who came in between. `percent` tells how far it is.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind)
    hub = models.ForeignKey(
        Hub, null=True, blank=True, on_delete=models.CASCADE, related_name="reports", verbose_name=_("hub")
    )
    first_month = models.DateField(_("from"))
    last_month = models.DateField(_("until"))
    extension = models.CharField(_("file"), max_length=4, default="pdf")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="impact_reports",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    percent = models.PositiveSmallIntegerField(_("how far"), default=0)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to=report_path, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_month__gte=F("first_month")),
                name="impact_report_ends_after_start",
                violation_error_message=_("The last month lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(first_month__day=1, last_month__day=1), name="impact_report_whole_months"
            ),
            models.CheckConstraint(
                condition=Q(kind=ReportKind.NATIONAL, hub__isnull=False)
                | ~Q(kind=ReportKind.NATIONAL) & Q(hub=None),
                name="impact_report_national_has_hub",
            ),
            models.CheckConstraint(
                condition=Q(ready_at=None, file="") | Q(ready_at__isnull=False, failed_at=None) & ~Q(file=""),
                name="impact_report_ready_has_file",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.first_month:%Y-%m} – {self.last_month:%Y-%m}"

    @property
    def kept_until(self):
        return self.asked_at + timedelta(days=settings.IMPACT_REPORTS_KEPT_DAYS)
