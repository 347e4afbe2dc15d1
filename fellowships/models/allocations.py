"""The merit list as it was, and each run down it. Never changed afterwards (triggers)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fellowships.models.applications import Application
from fellowships.models.calls import Call
from fellowships.models.centres import Offering
from fellowships.models.rules import PriorityGroup


class Snapshot(models.Model):
    """The merit list of a call at one moment. Runs are decided from it, whatever is rescored later."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="snapshots", verbose_name=_("call"))
    number = models.PositiveSmallIntegerField(_("number"))
    taken_at = models.DateTimeField(_("taken"), default=timezone.now)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("taken by")
    )
    fingerprint = models.CharField(_("fingerprint"), max_length=64, help_text=_("SHA-256 of its rows."))

    class Meta:
        verbose_name = _("merit list")
        verbose_name_plural = _("merit lists")
        ordering = ["call", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="fellowships_snapshot_number_once"),
        ]

    def __str__(self):
        return f"{self.call} {self.number}"


class SnapshotRow(models.Model):
    """One person's place on it. All scores in hundredths of a point of 100; `parts` says where each comes from."""

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, related_name="rows", verbose_name=_("merit list")
    )
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="ranked", verbose_name=_("application")
    )
    place = models.PositiveIntegerField(_("place"))
    level_1 = models.PositiveIntegerField(_("Level 1"))
    level_2 = models.PositiveIntegerField(_("Level 2"))
    rubric = models.PositiveIntegerField(_("reviews"))
    score = models.PositiveIntegerField(_("score"))
    group = models.ForeignKey(
        PriorityGroup,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("group with a minimum"),
    )
    lot = models.CharField(max_length=64)
    parts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("place on a merit list")
        verbose_name_plural = _("places on merit lists")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "application"], name="fellowships_row_once"),
            models.UniqueConstraint(fields=["snapshot", "place"], name="fellowships_row_place_once"),
            models.CheckConstraint(
                condition=Q(score__lte=10000, level_1__lte=10000, level_2__lte=10000, rubric__lte=10000),
                name="fellowships_row_out_of_a_hundred",
            ),
        ]

    def __str__(self):
        return f"{self.place}. {self.application}"


class RunState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("allocation of fellowships", "Proposed")
    SIGNED = "signed", pgettext_lazy("allocation of fellowships", "Signed off")
    DISCARDED = "discarded", pgettext_lazy("allocation of fellowships", "Discarded")


class Run(models.Model):
    """One walk down a merit list: what it was decided from, and what came out. At most one of a call is a proposal.

    `number` 1 gives the places first; later ones fill places that were given back. `facts` is all that the result
    depends on, without names, in the shape that `fellowships.allocation.decide` takes: a replay gives the same rows.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="runs", verbose_name=_("call"))
    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, related_name="runs", verbose_name=_("merit list")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=9, choices=RunState, default=RunState.PROPOSED)
    facts = models.JSONField(_("facts"))
    fingerprint = models.CharField(
        _("fingerprint"), max_length=64, help_text=_("SHA-256 of the facts and the turns.")
    )
    code_version = models.CharField(_("version of the rule"), max_length=20)
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    ended_at = models.DateTimeField(_("signed off or discarded"), null=True, blank=True)

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["call", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="fellowships_run_number_once"),
            models.UniqueConstraint(
                fields=["call"], condition=Q(state=RunState.PROPOSED), name="fellowships_run_one_proposal"
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.PROPOSED, ended_at=None)
                | Q(state__in=[RunState.SIGNED, RunState.DISCARDED], ended_at__isnull=False),
                name="fellowships_run_ended_at_some_time",
            ),
        ]

    def __str__(self):
        return f"{self.call} {self.number}"


class SignOff(models.Model):
    """A person of the board who has looked at a run and stands for it. Two are needed."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="signatures", verbose_name=_("run"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    signed_at = models.DateTimeField(_("signed"), default=timezone.now)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["run", "user"], name="fellowships_signature_once"),
        ]

    def __str__(self):
        return str(self.user)


class Outcome(models.TextChoices):
    PLACED = "placed", pgettext_lazy("turn in an allocation", "Placed")
    HELD = "held", pgettext_lazy("turn in an allocation", "Holds a place")
    RESERVE = "reserve", pgettext_lazy("turn in an allocation", "In reserve")


class Basis(models.TextChoices):
    """On what a place was given. For auditors only: nobody is called "placed through the minimum"."""

    OPEN = "open", _("an open fellowship")
    KEPT = "kept", _("a fellowship kept for the group")
    RELEASED = "released", _("a fellowship that was kept and not needed")


class Turn(models.Model):
    """What one person got in a run, and why. `seen` is what stood before the person (fellowships.allocation.Seen)."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="turns", verbose_name=_("run"))
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="turns", verbose_name=_("application")
    )
    place = models.PositiveIntegerField(_("place on the merit list"))
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome)
    offering = models.ForeignKey(
        Offering,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("centre"),
    )
    basis = models.CharField(_("basis"), max_length=8, choices=Basis, blank=True)
    reserve = models.PositiveIntegerField(_("place on the reserve list"), null=True, blank=True)
    seen = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["run", "application"], name="fellowships_turn_once"),
            models.UniqueConstraint(fields=["run", "place"], name="fellowships_turn_place_once"),
            models.UniqueConstraint(fields=["run", "reserve"], name="fellowships_turn_reserve_once"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.RESERVE, offering=None, basis="", reserve__isnull=False)
                # Whose centre cancelled holds a fellowship, and no place yet.
                | Q(outcome=Outcome.HELD, basis="", reserve=None)
                | Q(outcome=Outcome.PLACED, offering__isnull=False, basis__in=Basis.values, reserve=None),
                name="fellowships_turn_outcome_is_whole",
            ),
        ]

    def __str__(self):
        return f"{self.place}. {self.application}"
