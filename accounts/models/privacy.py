"""What a person may ask of us under data protection law: a copy of everything, and to be forgotten."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _


def export_path(export, filename):
    """Nobody can guess it; the view asks who wants it all the same."""
    return f"exports/{get_random_string(40)}.zip"


class DataExportQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(ready_at=None)

    def ready(self):
        return self.exclude(ready_at=None)

    def of_late(self):
        """Made within a day: a second copy would say the same."""
        return self.filter(ready_at__gt=timezone.now() - timedelta(days=1))

    def outdated(self):
        return self.filter(ready_at__lt=timezone.now() - timedelta(days=settings.EXPORT_KEPT_DAYS))

    def visible_to(self, user):
        return self.filter(user=user)


class DataExport(models.Model):
    """A copy of everything held about a person, made in the background, kept for a week."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="data_exports",
        verbose_name=_("person"),
    )
    requested_at = models.DateTimeField(_("asked for"), default=timezone.now)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to=export_path, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("data export")
        verbose_name_plural = _("data exports")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ready_at=None), name="accounts_data_export_one_under_way"
            ),
            models.CheckConstraint(
                condition=Q(ready_at=None) | ~Q(file=""), name="accounts_data_export_ready_has_file"
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.requested_at:%Y-%m-%d}"

    @property
    def kept_until(self):
        return self.ready_at + timedelta(days=settings.EXPORT_KEPT_DAYS)


class ErasureQuerySet(models.QuerySet):
    def under_way(self):
        return self.filter(withdrawn_at=None, done_at=None)

    def due(self, now=None):
        return self.under_way().filter(due_at__lte=now or timezone.now())


class Erasure(models.Model):
    """A wish to be erased. It waits for a pause in which the person may change the mind."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="erasures",
        verbose_name=_("person"),
    )
    requested_at = models.DateTimeField(_("asked for"), default=timezone.now)
    due_at = models.DateTimeField(_("due"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(withdrawn_at=None), name="accounts_erasure_one_under_way"
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("requested_at")), name="accounts_erasure_due_after_request"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(done_at=None), name="accounts_erasure_withdrawn_or_done"
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.due_at:%Y-%m-%d}"
