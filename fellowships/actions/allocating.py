"""From scores to places: the merit list is taken, a run proposed, looked at, signed by two, or put aside."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import allocation, merit, rulebooks, runs, stages
from fellowships.models import (
    Application,
    ApplicationState,
    Call,
    Conflict,
    Run,
    RunState,
    SignOff,
    Snapshot,
    SnapshotRow,
    Stage,
    Turn,
)
from hubs.moments import moment

SIGNATURES = 2


class RunEnded(ValidationError):
    """Somebody else was faster: says how the proposal ended, and when. Nothing was changed."""

    def __init__(self, run):
        super().__init__(
            _("This proposal was ended on %(when)s: %(state)s. Nothing was changed."),
            code="ended",
            params={"when": moment(run.ended_at, run.call.zone), "state": run.get_state_display()},
        )


def has_stake(user, call):
    """Whether somebody applies in this call, or may not decide about one of its applications."""
    stakes = Conflict.objects.active().filter(application=OuterRef("pk"), person=user.pk)
    applications = Application.objects.filter(call=call).exclude(state=ApplicationState.WITHDRAWN)
    return applications.filter(Q(person=user.pk) | Exists(stakes)).exists()


def _refuse(call, by):
    """One list is made of all: whoever has a stake in one application leaves the whole list to the others."""
    if not Call.objects.on_board_of(by).filter(pk=call.pk).exists():
        raise ValidationError(_("Only the board of this call does that."), code="board")
    if has_stake(by, call):
        raise ValidationError(
            _(
                "You have a stake in an application of this call, or applied yourself: "
                "somebody else of the board does that."
            ),
            code="stake",
        )


@transaction.atomic
def take_snapshot(*, call, by):
    """Write down the merit list as it is now. Runs are decided from it, whatever is rescored later."""
    call = stages.lock(call)
    stages.require(call, Stage.SCORED)
    _refuse(call, by)
    rows = merit.rows_of(call)
    if not rows:
        raise ValidationError(_("Nobody who is eligible has handed in an application."), code="empty")
    snapshot = Snapshot.objects.create(
        call=call,
        number=(call.snapshots.aggregate(last=Max("number"))["last"] or 0) + 1,
        taken_by=by,
        fingerprint=rulebooks.fingerprint(merit.as_json(rows)),
    )
    SnapshotRow.objects.bulk_create(
        [
            SnapshotRow(
                snapshot=snapshot,
                application_id=row.application,
                place=place,
                level_1=row.level_1,
                level_2=row.level_2,
                rubric=row.rubric,
                score=row.score,
                group_id=row.group,
                lot=row.lot,
                parts=row.parts,
            )
            for place, row in enumerate(rows, 1)
        ],
        batch_size=1000,
    )
    audit.record("snapshot.taken", snapshot, by=by, fingerprint=snapshot.fingerprint, people=len(rows))
    return snapshot


@transaction.atomic
def propose_run(*, call, by):
    """Walk down the merit list and keep what comes out as a proposal, in place of the one before. Nobody is told.

    First from the newest merit list; once offers are out, from the list that the first places were given by, for
    what was given back: whoever holds a place keeps it.
    """
    call = stages.lock(call)
    stages.require(call, Stage.SCORED, Stage.OFFERING)
    _refuse(call, by)
    _refuse_after_the_reserve(call)
    snapshot = _snapshot_for(call)
    for before in call.runs.filter(state=RunState.PROPOSED):
        _end(before, RunState.DISCARDED, by)
    run = _decide(call, snapshot, by)
    if call.stage == Stage.SCORED:
        stages.advance(call, Stage.ALLOCATED, by=by, run=run.number)
    audit.record("run.proposed", run, by=by, number=run.number, fingerprint=run.fingerprint)
    return run


def _refuse_after_the_reserve(call):
    today = timezone.localdate(timezone=call.zone)
    if call.stage == Stage.OFFERING and call.reserve_ends_on and today >= call.reserve_ends_on:
        raise ValidationError(_("The reserve list has ended: nobody is moved up any more."), code="reserve")


def _snapshot_for(call):
    signed = call.runs.filter(state=RunState.SIGNED).order_by("-number").first()
    snapshot = signed.snapshot if signed else call.snapshots.order_by("-number").first()
    if snapshot is None:
        raise ValidationError(_("Take the merit list first."), code="snapshot")
    return snapshot


def _decide(call, snapshot, by):
    """Decide and store a run with all its turns."""
    known = runs.of(call, runs.stored_lines(snapshot))
    turns = runs.written(allocation.decide(known), known)
    run = Run.objects.create(
        call=call,
        snapshot=snapshot,
        number=(call.runs.aggregate(last=Max("number"))["last"] or 0) + 1,
        facts=known,
        fingerprint=runs.fingerprint(known, turns),
        code_version=allocation.RULE,
        proposed_by=by,
    )
    applications = dict(snapshot.rows.values_list("application__code", "application"))
    Turn.objects.bulk_create(
        [
            Turn(
                run=run,
                application_id=applications[turn["code"]],
                offering_id=turn["centre"],
                **{name: turn[name] for name in ("place", "outcome", "basis", "reserve", "seen")},
            )
            for turn in turns
        ],
        batch_size=1000,
    )
    return run


@transaction.atomic
def sign(*, run, by):
    """Stand for a proposal. The second signature, of another person, makes it the result; no offer is sent yet.

    Raises RunEnded when it was signed off or put aside meanwhile, ValidationError (code "changed") when somebody
    left or a centre changed since it was proposed: then it has to be run again.
    """
    call, run = _lock_proposal(run)
    _refuse(call, by)
    if run.signatures.filter(user=by).exists():
        raise ValidationError(_("You have signed this already: a second person is needed."), code="signed")
    if runs.of(call, runs.stored_lines(run.snapshot)) != run.facts:
        raise ValidationError(
            _("Something has changed since this was proposed. Put it aside and run it again."), code="changed"
        )
    SignOff.objects.create(run=run, user=by)
    audit.record("run.signature", run, by=by, number=run.number, fingerprint=run.fingerprint)
    if run.signatures.count() >= SIGNATURES:
        _end(run, RunState.SIGNED, by)
        if call.stage == Stage.ALLOCATED:
            stages.advance(call, Stage.APPROVED, by=by, run=run.number)
    return run


@transaction.atomic
def discard(*, run, by, because):
    """Put a proposal aside, with a reason. It stays on record; the first one takes the call back to its scores."""
    call, run = _lock_proposal(run)
    _refuse(call, by)
    if not because.strip():
        raise ValidationError(_("Say why the proposal is put aside."), code="required")
    _end(run, RunState.DISCARDED, by, because=because)
    if call.stage == Stage.ALLOCATED:
        stages.step_back(call, by=by, because=because)
    return run


def _lock_proposal(run):
    call = stages.lock(run.call)
    run = Run.objects.select_related("snapshot").get(pk=run.pk)
    run.call = run.snapshot.call = call
    if run.state != RunState.PROPOSED:
        raise RunEnded(run)
    return call, run


def _end(run, state, by, **more):
    run.state, run.ended_at = state, timezone.now()
    run.save(update_fields=["state", "ended_at"])
    audit.record(f"run.{state}", run, by=by, number=run.number, fingerprint=run.fingerprint, **more)


@transaction.atomic
def publish_result(*, call, by):
    """Show the totals to everybody, with the seed of the lots: from the first offers on. Twice is harmless."""
    call = stages.lock(call)
    if call.result_published_at:
        return call
    if not stages.has_reached(call, Stage.OFFERING):
        raise ValidationError(
            _("The result is published when the offers are out: those concerned read it first."), code="early"
        )
    call.result_published_at = timezone.now()
    call.save(update_fields=["result_published_at"])
    audit.record("call.result_published", call, by=by)
    return call
