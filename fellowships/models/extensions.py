"""Closing dates that were moved. Public, with the reason."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowships.models.calls import Call


class Extension(models.Model):
    """One move of the closing date of an open call: always to a later moment. Who did it stands in the audit trail."""

    call = models.ForeignKey(
        Call, on_delete=models.CASCADE, related_name="extensions", verbose_name=_("call")
    )
    before = models.DateTimeField(_("closed before"))
    until = models.DateTimeField(_("closes now"))
    because = models.CharField(_("why"), max_length=300)
    made_at = models.DateTimeField(_("moved"), default=timezone.now)

    class Meta:
        verbose_name = _("extension of a call")
        verbose_name_plural = _("extensions of calls")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("before")),
                name="fellowships_extension_is_later",
                violation_error_message=_("A call is extended to a later moment, never cut short."),
            ),
            models.CheckConstraint(
                condition=~Q(because=""),
                name="fellowships_extension_has_reason",
                violation_error_message=_("Say why: everybody reads it."),
            ),
        ]

    def __str__(self):
        return f"{self.call}: {self.until:%Y-%m-%d %H:%M}"
