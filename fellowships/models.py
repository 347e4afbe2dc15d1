"""Fellowships and expert exchange. Before a call is published: what is known, and who wants to be told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Call(models.Model):
    """A fellowship round. It is announced first and opened by staff when its details are known."""

    slug = models.SlugField(_("slug"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    announcement = models.TextField(_("announcement"), help_text=_("Shown until the call is open."))
    details = models.TextField(
        _("details"), blank=True, help_text=_("Markdown. Needed before the call opens.")
    )
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at=None) | ~Q(details=""),
                name="fellowships_call_open_has_details",
                violation_error_message=_("Write the details before you open the call."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self):
        return self.opened_at is not None


class InterestQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.all() if user.is_staff else self.filter(user_id=user.pk)

    def to_be_told(self):
        """People who asked for word of a call that has opened, and have not had it yet."""
        return self.filter(call__opened_at__isnull=False, told_at=None, user__is_active=True)


class Interest(models.Model):
    """ "Tell me when it opens"."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="interests", verbose_name=_("call"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="fellowship_interests",
        verbose_name=_("person"),
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("interest in a call")
        verbose_name_plural = _("interests in calls")
        constraints = [
            models.UniqueConstraint(fields=["call", "user"], name="fellowships_interest_once"),
        ]

    def __str__(self):
        return f"{self.user}: {self.call}"
