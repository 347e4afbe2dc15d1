"""Whom a hub suggests for an event: an invitation to ask, never a registration."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.names import MAX_LENGTH
from hubs.models import Hub
from registrations.models.events import Event
from registrations.models.registrations import Registration


class NominationQuerySet(models.QuerySet):
    def open(self):
        """The person has not asked since, as far as the hub is to know."""
        return self.filter(registration=None)


class Nomination(models.Model):
    """One address for one event. `hub` is empty where the office nominates.

    `registration` is set when a person with that address, verified, asks. Once the event is long closed, name,
    address and sentence are forgotten: what is left says that a request followed a nomination.
    """

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="nominations", verbose_name=_("event")
    )
    hub = models.ForeignKey(
        Hub,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="nominations",
        verbose_name=_("hub"),
        help_text=_("Empty: the office."),
    )
    name = models.CharField(_("name"), max_length=MAX_LENGTH, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    sentence = models.CharField(_("in a sentence, why"), max_length=300, blank=True)
    at = models.DateTimeField(_("nominated"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="nominations",
        verbose_name=_("nominated by"),
    )
    registration = models.OneToOneField(
        Registration,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="nomination",
        verbose_name=_("registration"),
    )

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email"], condition=~Q(email=""), name="registrations_nomination_once"
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="registrations_nomination_email_in_small_letters"
            ),
            models.CheckConstraint(
                condition=(~Q(name="") & ~Q(email="")) | Q(name="", email="", sentence=""),
                name="registrations_nomination_known_or_forgotten",
            ),
        ]

    def __str__(self):
        return f"{self.event}: {self.name or self.pk}"
