"""The one place where a round goes from one stage to the next. Forward only; a chair may step back until the sign-off."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships.models import Call, Stage

IN_ORDER = list(Stage)
# Before the opening nothing is locked, and after the sign-off people rely on it.
NAMES = {Stage.OPEN: "call.opened"}
MAY_STEP_BACK = {Stage.REVIEWING: Stage.CLOSED, Stage.SCORED: Stage.REVIEWING, Stage.ALLOCATED: Stage.SCORED}


def lock(call):
    """The call, locked until the end of the transaction: all that moves places or stages takes this first."""
    return Call.objects.select_for_update().get(pk=call.pk)


def has_reached(call, stage):
    return IN_ORDER.index(Stage(call.stage)) >= IN_ORDER.index(stage)


def require(call, *stages):
    """Raises ValidationError, in words, where the round is somewhere else."""
    if call.stage not in stages:
        raise ValidationError(
            _("That cannot be done now: this call is at the stage “%(stage)s”."),
            params={"stage": call.get_stage_display()},
            code="stage",
        )


def advance(call, stage, *, by=None, fields=None, **facts):
    """Take a call, locked by the caller, to the next stage. Raises ValidationError where it is not the next.

    `fields` are further columns that change with it; `facts` go into the audit trail.
    """
    before = call.stage
    require(call, *IN_ORDER[: IN_ORDER.index(stage)][-1:])
    _set(call, stage, **(fields or {}))
    audit.record(NAMES.get(stage, f"call.{stage}"), call, by=by, before=before, **facts)


def step_back(call, *, by, because):
    """Back by one stage, with a reason. What was done there stays, and is done again or discarded by hand."""
    before = call.stage
    require(call, *MAY_STEP_BACK)
    if not because.strip():
        raise ValidationError(_("Say why the call goes back a step."), code="required")
    _set(call, MAY_STEP_BACK[before])
    audit.record("call.stepped_back", call, by=by, before=before, stage=call.stage, because=because)


def _set(call, stage, **fields):
    fields |= {"stage": stage, "stage_since": timezone.now()}
    for name, value in fields.items():
        setattr(call, name, value)
    call.full_clean()
    call.save(update_fields=list(fields))
