"""Money that goes out. The portal knows that, when and under which reference; it never knows a bank account."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from fellowships.models.calls import Call, Role
from fellowships.models.placements import Placement


class BursaryState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("bursary", "Planned")
    APPROVED = "approved", pgettext_lazy("bursary", "Approved")
    PAID = "paid", pgettext_lazy("bursary", "Paid")
    CANCELLED = "cancelled", pgettext_lazy("bursary", "Cancelled")
    REFUNDED = "refunded", pgettext_lazy("bursary", "Paid back")


class BursaryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Own ones; all of a call to its finance; to office and board those of stays in which they have no stake."""
        calls = Call.objects.run_by(user, Role.FINANCE).values("pk")
        stays = Placement.objects.run_by_office(user).order_by().values("pk")
        return self.filter(
            Q(placement__person=user.pk) | Q(placement__call__in=calls) | Q(placement__in=stays)
        )


class Bursary(models.Model):
    """What one stay is supported with, in euros."""

    placement = models.OneToOneField(
        Placement, on_delete=models.PROTECT, related_name="bursary", verbose_name=_("placement")
    )
    amount = models.DecimalField(
        _("amount in euros"), max_digits=8, decimal_places=2, validators=[MinValueValidator(0)]
    )
    state = models.CharField(_("state"), max_length=9, choices=BursaryState, default=BursaryState.PLANNED)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("approved by"),
    )
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    reference = models.CharField(
        _("reference"), max_length=60, blank=True, help_text=_("Of the transfer. Never an account number.")
    )
    because = models.CharField(_("reason"), max_length=300, blank=True)

    objects = BursaryQuerySet.as_manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("bursary")
        verbose_name_plural = _("bursaries")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[BursaryState.PLANNED, BursaryState.CANCELLED])
                | Q(approved_by__isnull=False),
                name="fellowships_bursary_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[BursaryState.PAID, BursaryState.REFUNDED], paid_on__isnull=False)
                & ~Q(reference="")
                | Q(
                    state__in=[BursaryState.PLANNED, BursaryState.APPROVED, BursaryState.CANCELLED],
                    paid_on=None,
                ),
                name="fellowships_bursary_paid_has_day_and_reference",
                violation_error_message=_("A payment has a day and a reference."),
            ),
        ]

    def __str__(self):
        return f"{self.placement}: {self.amount} EUR"
