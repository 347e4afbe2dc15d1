"""What a person may ask of us under data protection law: a copy of everything, and to be forgotten."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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
    file = models.FileField(_("file"), upload_to="exports/", blank=True)

    class Meta:
        verbose_name = _("data export")
        verbose_name_plural = _("data exports")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ready_at=None), name="accounts_data_export_one_under_way"
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.requested_at:%Y-%m-%d}"


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

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(withdrawn_at=None), name="accounts_erasure_one_under_way"
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.due_at:%Y-%m-%d}"
