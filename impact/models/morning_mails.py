from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MorningMailQuerySet(models.QuerySet):
    def of_the_office(self):
        """Who has left the office gets none, whatever was wished."""
        return self.filter(user__is_staff=True, user__is_active=True)


class MorningMail(models.Model):
    """One of the staff wants to read by mail what waits, on working days."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="morning_mail",
        verbose_name=_("person"),
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = MorningMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail of the morning")
        verbose_name_plural = _("mails of the morning")

    def __str__(self):
        return str(self.user)
