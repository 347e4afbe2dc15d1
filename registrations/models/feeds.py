"""A person's events in the calendar of their phone."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SHORTEST_TOKEN = 32


def new_token():
    """Nothing to guess: 256 random bits. Whoever knows it reads the calendar, as calendars cannot log in."""
    return secrets.token_urlsafe(32)


class CalendarFeed(models.Model):
    """The secret address of one person's calendar. No row: there is no feed."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="calendar_feed",
        verbose_name=_("person"),
    )
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    renewed_at = models.DateTimeField(_("address renewed"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length("token"), SHORTEST_TOKEN),
                name="registrations_feed_token_long_enough",
            )
        ]

    def __str__(self):
        return str(self.user)

    @property
    def address(self):
        return settings.SITE_URL + reverse("registrations:feed", args=[self.token])
