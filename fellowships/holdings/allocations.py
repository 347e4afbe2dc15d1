"""Merit lists and allocations: the own places on them, and whoever made or signed one."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from fellowships.models import Run, RunState, SignOff, Snapshot, Turn

KEPT = _("An allocation of fellowships stays as it was decided, with an account that has no name any more.")


def _export_turns(user):
    """Own places in what was signed off: a proposal is not a result."""
    turns = Turn.objects.filter(application__person=user, run__state=RunState.SIGNED)
    for turn in turns.select_related("run__call", "offering__centre").order_by("run"):
        yield {
            "call": turn.run.call.title,
            "allocation": turn.run.number,
            "decided_at": turn.run.ended_at.isoformat(),
            "place": turn.place,
            "outcome": turn.outcome,
            "centre": turn.offering and turn.offering.centre.name,
            "reserve": turn.reserve,
            "seen": turn.seen,
        }


def _export_snapshots(user):
    for snapshot in Snapshot.objects.filter(taken_by=user).select_related("call"):
        yield {
            "call": snapshot.call.title,
            "number": snapshot.number,
            "taken_at": snapshot.taken_at.isoformat(),
        }


def _export_runs(user):
    for run in Run.objects.filter(proposed_by=user).select_related("call").defer("facts"):
        yield {"call": run.call.title, "number": run.number, "proposed_at": run.proposed_at.isoformat()}


def _export_signatures(user):
    for signature in SignOff.objects.filter(user=user).select_related("run__call").defer("run__facts"):
        yield {
            "call": signature.run.call.title,
            "number": signature.run.number,
            "signed_at": signature.signed_at.isoformat(),
        }


def _stays(user):
    """Nothing: what was decided is immutable, and the account it points to is empty after the erasure."""


HOLDINGS = [
    Holding(
        model="fellowships.Turn",
        title=_("Your places in the allocation of fellowships"),
        export=_export_turns,
        erase=_stays,
        kept=KEPT,
    ),
    Holding(
        model="fellowships.SignOff",
        title=_("Allocations of fellowships you signed"),
        export=_export_signatures,
        erase=_stays,
        kept=KEPT,
    ),
    Holding(
        model="fellowships.Run",
        title=_("Allocations of fellowships you proposed"),
        export=_export_runs,
        erase=_stays,
        kept=KEPT,
    ),
    Holding(
        model="fellowships.Snapshot",
        title=_("Merit lists of fellowships you took"),
        export=_export_snapshots,
        erase=_stays,
        kept=KEPT,
    ),
]
