"""The end of an event that a hub runs: its hub closes it, the office approves, certificates go out."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registrations.models.events import Event


class Closing(models.Model):
    """A row: the hub says that the attendance is complete. Whoever holds a place and has no minutes did not come."""

    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, related_name="closing", verbose_name=_("event")
    )
    closed_at = models.DateTimeField(_("closed"), default=timezone.now)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="closed_events",
        verbose_name=_("closed by"),
    )
    approved_at = models.DateTimeField(_("certificates approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="approved_closings",
        verbose_name=_("certificates approved by"),
    )

    class Meta:
        verbose_name = _("closing of an event")
        verbose_name_plural = _("closings of events")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | (Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(approved_by=F("closed_by"))),
                name="registrations_closing_approved_by_another",
            ),
        ]

    def __str__(self):
        return str(self.event)
