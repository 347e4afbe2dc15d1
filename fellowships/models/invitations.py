"""Experts who are asked to visit a centre or a hub."""

import zoneinfo

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from fellowships.models.centres import Centre
from hubs.models import Hub

# Centres have no time zone of their own.
ZONE_OF_THE_OFFICE = "Europe/Brussels"


class InvitationState(models.TextChoices):
    SENT = "sent", pgettext_lazy("invitation", "Sent")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
    DECLINED = "declined", pgettext_lazy("invitation", "Declined")
    EXPIRED = "expired", pgettext_lazy("invitation", "Expired")
    REVOKED = "revoked", pgettext_lazy("invitation", "Taken back")


class InvitationQuerySet(models.QuerySet):
    def open(self, now=None):
        """Those that can still be answered."""
        return self.filter(state=InvitationState.SENT, expires_at__gt=now or timezone.now())

    def overdue(self, now=None):
        return self.filter(state=InvitationState.SENT, expires_at__lte=now or timezone.now())

    def visible_to(self, user):
        """Own ones, and those to centres and hubs one speaks for."""
        return self.filter(
            Q(expert=user.pk) | Q(pk__in=self.model.objects.run_by(user).order_by().values("pk"))
        )

    def run_by(self, user):
        """Those the office, the coordinator of the hub or the centre may send and take back. Nobody one's own."""
        not_own = Q(expert=None) | ~Q(expert=user.pk)
        if user.is_staff:
            return self.filter(not_own)
        return self.filter(
            Q(centre__in=Centre.objects.run_by(user).values("pk"))
            | Q(hub__in=Hub.objects.run_by(user).values("pk")),
            not_own,
        )


class Invitation(models.Model):
    """An expert is asked to visit a centre or a hub. There is no ranking: who is invited may go.

    It goes to an address. Whoever sent it reads that address until the invitation is accepted, never a name:
    whether somebody has an account here is nobody's business. `expert` is the account that belongs to the address,
    or that followed the link in the mail.
    """

    email = models.EmailField(_("e-mail address"), blank=True)
    expert = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="exchange_invitations",
        verbose_name=_("expert"),
    )
    centre = models.ForeignKey(
        Centre,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="invitations",
        verbose_name=_("centre"),
    )
    hub = models.ForeignKey(
        Hub,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="exchange_invitations",
        verbose_name=_("hub"),
    )
    purpose = models.TextField(_("what the visit is for"), max_length=2000)
    proposed_dates = models.CharField(_("when it might be"), max_length=200, blank=True)
    bursary = models.DecimalField(
        _("travel support in euros"),
        max_digits=8,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
    )
    state = models.CharField(_("state"), max_length=8, choices=InvitationState, default=InvitationState.SENT)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("to be answered by"))
    ended_at = models.DateTimeField(_("answered or ended"), null=True, blank=True)
    because = models.CharField(_("reason"), max_length=500, blank=True)

    objects = InvitationQuerySet.as_manager()
    history = HistoricalRecords(cascade_delete_history=True)

    class Meta:
        verbose_name = _("invitation of an expert")
        verbose_name_plural = _("invitations of experts")
        constraints = [
            models.CheckConstraint(
                condition=Q(centre=None, hub__isnull=False) | Q(centre__isnull=False, hub=None),
                name="fellowships_invitation_to_one_host",
                violation_error_message=_("An expert visits either a centre or a hub."),
            ),
            models.CheckConstraint(
                condition=Q(state=InvitationState.SENT, ended_at=None)
                | Q(
                    state__in=[one for one in InvitationState.values if one != "sent"], ended_at__isnull=False
                ),
                name="fellowships_invitation_ended_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(expert__isnull=False)
                | Q(state=InvitationState.SENT) & ~Q(email="")
                | Q(state__in=[InvitationState.DECLINED, InvitationState.EXPIRED, InvitationState.REVOKED]),
                name="fellowships_invitation_to_somebody",
            ),
            models.UniqueConstraint(
                fields=["email", "centre"],
                condition=Q(state=InvitationState.SENT, centre__isnull=False) & ~Q(email=""),
                name="fellowships_invitation_once_to_a_centre",
            ),
            models.UniqueConstraint(
                fields=["email", "hub"],
                condition=Q(state=InvitationState.SENT, hub__isnull=False) & ~Q(email=""),
                name="fellowships_invitation_once_to_a_hub",
            ),
        ]

    def __str__(self):
        return f"{self.invitee}: {self.host}"

    @property
    def host(self):
        return self.centre or self.hub

    @property
    def invitee(self):
        """Whom it went to, in the words that the host may read."""
        if self.state == InvitationState.ACCEPTED or not self.email:
            return str(self.expert or "–")
        return self.email

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.hub.time_zone if self.hub else ZONE_OF_THE_OFFICE)

    def is_open(self, now=None):
        return self.state == InvitationState.SENT and self.expires_at > (now or timezone.now())
