"""Somebody is asked to run a hub: as a deputy, or to take over from who runs it. Nobody is put in charge unasked."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hubs.models.hubs import Hub, Membership, Role


class AppointmentQuerySet(models.QuerySet):
    def open(self, now=None):
        return self.filter(expires_at__gt=now or timezone.now())

    def expired(self, now=None):
        return self.filter(expires_at__lte=now or timezone.now())


class Appointment(models.Model):
    """A term on its way to whoever has this address. It is deleted when it is accepted, taken back or too old.

    `predecessor` is the term that ends on the day before this one begins, where it is handed over.
    """

    KEPT = timedelta(days=30)

    hub = models.ForeignKey(Hub, on_delete=models.CASCADE, related_name="appointments", verbose_name=_("hub"))
    email = models.EmailField(_("e-mail address"), max_length=254)
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.DEPUTY)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    predecessor = models.OneToOneField(
        Membership,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="succession",
        verbose_name=_("takes over from"),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to run a hub")
        verbose_name_plural = _("invitations to run a hub")
        ordering = ["hub", "starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "email"], name="hubs_appointment_once"),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="hubs_appointment_email_lowercase"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="hubs_appointment_role_known"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="hubs_appointment_ends_after_start",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="hubs_appointment_expires_later"
            ),
        ]

    def __str__(self):
        return f"{self.hub}: {self.email}"
