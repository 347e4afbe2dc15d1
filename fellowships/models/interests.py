"""Who wants to be told when a call opens."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fellowships.models.calls import Call


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
