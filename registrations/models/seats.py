"""Places of a limited event, one row each."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from registrations.models.events import Event


class SeatQuerySet(models.QuerySet):
    def free(self):
        return self.filter(registration=None)


class Seat(models.Model):
    """One place, perhaps at home in a pilot country. Seats of one home are that country's quota.

    A trigger refuses a number above the event's capacity, so there is never a 26th of 25.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="seats", verbose_name=_("event"))
    number = models.PositiveSmallIntegerField(_("number"))
    home = CountryField(_("home"), blank=True, help_text=_("Empty: for anyone."))

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="registrations_seat_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="registrations_seat_number_positive"),
        ]

    def __str__(self):
        return f"{self.event} {self.number}"
