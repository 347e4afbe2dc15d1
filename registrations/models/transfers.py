"""Seats that move from one country to another because both hubs agree."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from hubs.models import Hub
from registrations.models.events import Event


class TransferState(models.TextChoices):
    OPEN = "open", pgettext_lazy("transfer of seats", "Open")
    DONE = "done", pgettext_lazy("transfer of seats", "Done")
    REFUSED = "refused", pgettext_lazy("transfer of seats", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("transfer of seats", "Withdrawn")


class Side(models.TextChoices):
    GIVER = "giver", _("gives")
    TAKER = "taker", _("takes")


class SeatTransferQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=TransferState.OPEN)

    def of_country(self, country):
        return self.filter(Q(giver=country) | Q(taker=country))

    def visible_to(self, user):
        """Both hubs that are concerned, for those who run them today; staff see all."""
        if user.is_staff:
            return self.all()
        countries = Hub.objects.run_by(user).values("country")
        return self.filter(Q(giver__in=countries) | Q(taker__in=countries))


class SeatTransfer(models.Model):
    """So many free seats of the giver shall be at home with the taker. Done once both sides have confirmed."""

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="transfers", verbose_name=_("event")
    )
    giver = CountryField(_("country that gives"))
    taker = CountryField(_("country that takes"))
    seats = models.PositiveSmallIntegerField(
        _("seats"), validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=TransferState, default=TransferState.OPEN)
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="proposed_transfers",
        verbose_name=_("proposed by"),
    )
    giver_confirmed_at = models.DateTimeField(_("giver confirmed"), null=True, blank=True)
    giver_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("giver confirmed by"),
    )
    taker_confirmed_at = models.DateTimeField(_("taker confirmed"), null=True, blank=True)
    taker_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("taker confirmed by"),
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("ended by"),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = SeatTransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer of seats")
        verbose_name_plural = _("transfers of seats")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1), name="registrations_transfer_of_some_seats"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="registrations_transfer_to_another"),
            models.CheckConstraint(
                condition=Q(state__in=TransferState.values), name="registrations_transfer_state_known"
            ),
            models.CheckConstraint(
                condition=Q(giver_confirmed_at=None, giver_confirmed_by=None)
                | Q(giver_confirmed_at__isnull=False, giver_confirmed_by__isnull=False),
                name="registrations_transfer_giver_confirmed_by",
            ),
            models.CheckConstraint(
                condition=Q(taker_confirmed_at=None, taker_confirmed_by=None)
                | Q(taker_confirmed_at__isnull=False, taker_confirmed_by__isnull=False),
                name="registrations_transfer_taker_confirmed_by",
            ),
            models.CheckConstraint(
                condition=~Q(state=TransferState.DONE)
                | Q(giver_confirmed_at__isnull=False, taker_confirmed_at__isnull=False),
                name="registrations_transfer_done_when_both_agree",
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.OPEN, ended_at=None, ended_by=None)
                | (~Q(state=TransferState.OPEN) & Q(ended_at__isnull=False)),
                name="registrations_transfer_ended_unless_open",
            ),
            models.CheckConstraint(
                condition=~Q(state=TransferState.REFUSED) | ~Q(reason=""),
                name="registrations_transfer_refused_with_reason",
            ),
            models.UniqueConstraint(
                fields=["event", "giver", "taker"],
                condition=Q(state=TransferState.OPEN),
                name="registrations_transfer_one_open",
            ),
        ]

    def __str__(self):
        return f"{self.event}: {self.seats} {self.giver}→{self.taker}"

    @property
    def is_open(self):
        return self.state == TransferState.OPEN

    def country(self, side):
        """The code of the country on one side."""
        return str(getattr(self, side))

    def has_confirmed(self, side):
        return getattr(self, f"{side}_confirmed_at") is not None
