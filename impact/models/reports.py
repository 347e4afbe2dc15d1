"""Reports and exports that take a while: asked for, made in the background, kept for a week."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from hubs.models import Hub
from impact.periods import Period


class ReportKind(models.TextChoices):
    SPONSOR = "sponsor", _("Report for sponsors")
    ACCREDITOR = "accreditor", _("Report for accreditors")
    NATIONAL = "national", _("National report")
    RESEARCH = "research", _("Research data, anonymised")


# The files that there are of each kind, the usual one first.
EXTENSIONS = {
    ReportKind.SPONSOR: ["pdf", "xlsx"],
    ReportKind.ACCREDITOR: ["pdf", "xlsx"],
    ReportKind.NATIONAL: ["pdf"],
    ReportKind.RESEARCH: ["zip"],
}
FOLDER = "impact"


def report_path(report, filename):
    """Nobody can guess it; the view asks who wants it all the same."""
    return f"{FOLDER}/{get_random_string(40)}.{filename.rsplit('.', 1)[-1]}"


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
    nearly the same days would give away who came in between. `percent` tells how far it is, `attempts` how often somebody
    has begun to make it: a worker may have died at it.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind)
    hub = models.ForeignKey(
        Hub, null=True, blank=True, on_delete=models.CASCADE, related_name="reports", verbose_name=_("hub")
    )
    first_month = models.DateField(_("from"))
    last_month = models.DateField(_("until"))
    extension = models.CharField(_("kind of file"), max_length=4, default="pdf")
    language = models.CharField(_("language"), max_length=5, default="en", db_default="en")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="impact_reports",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    percent = models.PositiveSmallIntegerField(_("how far"), default=0)
    attempts = models.PositiveSmallIntegerField(_("times begun"), default=0, db_default=0)
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
            models.UniqueConstraint(
                fields=["kind", "hub", "first_month", "last_month", "extension", "language"],
                condition=Q(ready_at=None, failed_at=None),
                nulls_distinct=False,
                name="impact_report_one_under_way",
            ),
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

    def get_list_url(self):
        """The page it stands on."""
        if self.hub_id:
            return reverse("impact:hub_reports", args=[self.hub.code])
        return reverse("impact:reports")

    @property
    def file_name(self):
        """`sponsor-2026-01-2026-03.pdf`; of a hub `national-pl-2026-05-pl.pdf`, the language last."""
        months = dict.fromkeys(f"{month:%Y-%m}" for month in (self.first_month, self.last_month))
        whose, language = ([self.hub.code], [self.language]) if self.hub_id else ([], [])
        return "-".join([self.kind, *whose, *months, *language]) + f".{self.extension}"

    @property
    def language_name(self):
        return dict(settings.LANGUAGES).get(self.language, self.language)

    @property
    def is_under_way(self):
        return self.ready_at is None and self.failed_at is None

    @property
    def period(self):
        return Period(self.first_month, self.last_month)

    @property
    def kept_until(self):
        return self.asked_at + timedelta(days=settings.IMPACT_REPORTS_KEPT_DAYS)

    @property
    def facts(self):
        """What the audit trail says of it: what was asked for, and nothing of what is in it."""
        return {
            "kind": self.kind,
            "months": f"{self.first_month:%Y-%m} {self.last_month:%Y-%m}",
            "file": self.extension,
            "country": str(self.hub.country) if self.hub_id else "",
        }
