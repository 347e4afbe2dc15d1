"""Fellowships that were offered, until when, and what the person said."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from fellowships.models.allocations import Run
from fellowships.models.applications import Application
from fellowships.models.centres import Offering


class OfferState(models.TextChoices):
    SENT = "sent", pgettext_lazy("fellowship", "Offered")
    ACCEPTED = "accepted", pgettext_lazy("fellowship", "Accepted")
    DECLINED = "declined", pgettext_lazy("fellowship", "Declined")
    EXPIRED = "expired", pgettext_lazy("fellowship", "Expired")
    REVOKED = "revoked", pgettext_lazy("fellowship", "Taken back")


HOLDING = [OfferState.SENT, OfferState.ACCEPTED]


class OfferQuerySet(models.QuerySet):
    def holding(self):
        """Those that take up a fellowship and a place at a centre: open or accepted."""
        return self.filter(state__in=HOLDING)

    def without_centre(self):
        """Those who keep the fellowship and choose anew."""
        return self.holding().filter(offering=None)

    def overdue(self, now=None):
        return self.filter(state=OfferState.SENT, expires_at__lte=now or timezone.now())


class Offer(models.Model):
    """A fellowship at one centre for one person. `round` is 1 for the first offers of a call.

    Whose centre cancels keeps the fellowship: `offering` is empty until the person chose again, and `expires_at` is
    until when others wait for that choice. A trigger keeps all that hold within the fellowships of the call and the
    places of each centre.
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="offers", verbose_name=_("application")
    )
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="offers", verbose_name=_("run"))
    offering = models.ForeignKey(
        Offering,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="offers",
        verbose_name=_("centre"),
    )
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    state = models.CharField(_("state"), max_length=8, choices=OfferState, default=OfferState.SENT)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("to be answered by"))
    ended_at = models.DateTimeField(_("answered or ended"), null=True, blank=True)
    because = models.CharField(_("reason"), max_length=500, blank=True)

    objects = OfferQuerySet.as_manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("offer of a fellowship")
        verbose_name_plural = _("offers of fellowships")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=HOLDING), name="fellowships_offer_one_holds"
            ),
            models.CheckConstraint(
                condition=Q(state=OfferState.SENT, ended_at=None)
                | Q(state__in=[one for one in OfferState.values if one != "sent"], ended_at__isnull=False),
                name="fellowships_offer_ended_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sent_at")), name="fellowships_offer_leaves_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="fellowships_offer_due")]

    def __str__(self):
        return f"{self.application}: {self.get_state_display()}"
