"""The day on which the seats of a ranked event are given: the sealed lot, and each run of the allocation."""

import hashlib
import secrets

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registrations.models.events import Event


def new_seed():
    return secrets.token_hex(32)


class Lot(models.Model):
    """The seed of an event's lots: its seal is public from the first day, the seed itself only with the result.

    So nobody can choose a seed that suits somebody, and everybody can check that nobody did. A trigger keeps
    seed and seal as they are.
    """

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="lot", verbose_name=_("event"))
    seed = models.CharField(max_length=64, default=new_seed, editable=False)
    seal = models.CharField(_("seal"), max_length=64, editable=False)
    sealed_at = models.DateTimeField(_("sealed"), default=timezone.now)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")

    def __str__(self):
        return str(self.event)

    def save(self, *args, **kwargs):
        if not self.seal:
            self.seal = hashlib.sha256(self.seed.encode()).hexdigest()
        super().save(*args, **kwargs)


class AllocationState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("allocation of seats", "Proposed")
    SIGNED = "signed", _("Signed off")
    DISCARDED = "discarded", _("Discarded")


class Allocation(models.Model):
    """One run: what it was decided from, by which rule, and what came out. A trigger keeps all of that as it is.

    Signed off, its offers go out; at most one of an event ever is. `facts` and `result` hold numbers of
    registrations and countries, no names (see ranking.decide for their shape).
    """

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="allocations", verbose_name=_("event")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=9, choices=AllocationState, default=AllocationState.PROPOSED
    )
    rule = models.CharField(_("rule"), max_length=10)
    facts = models.JSONField(_("facts"), encoder=DjangoJSONEncoder)
    result = models.JSONField(_("result"), encoder=DjangoJSONEncoder)
    fingerprint = models.CharField(
        _("fingerprint"), max_length=64, help_text=_("SHA-256 of rule, facts and result.")
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="proposed_allocations",
        verbose_name=_("proposed by"),
    )
    ended_at = models.DateTimeField(_("signed off or discarded"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="ended_allocations",
        verbose_name=_("signed off or discarded by"),
    )

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["event", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="registrations_allocation_number_once"),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(state=AllocationState.SIGNED),
                name="registrations_allocation_signed_once",
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(state=AllocationState.PROPOSED),
                name="registrations_allocation_one_proposal",
            ),
            models.CheckConstraint(
                condition=Q(state=AllocationState.PROPOSED, ended_at=None, ended_by=None)
                | (
                    ~Q(state=AllocationState.PROPOSED)
                    & Q(state__in=AllocationState.values, ended_at__isnull=False, ended_by__isnull=False)
                ),
                name="registrations_allocation_ended_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.event} {self.number}"
