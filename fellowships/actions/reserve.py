"""The reserve list: it is walked down anew when fellowships come free, and it ends on a day."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fellowships import reserves, stages, windows
from fellowships.actions.allocating import propose_run
from fellowships.emails import offers as emails
from fellowships.models import Call, Stage


@transaction.atomic
def close_reserve_list(*, call, by=None):
    """Nobody is moved up any more: all in reserve are told, and the call goes on to the placements.

    Raises ValidationError while answers are out, or a signed run waits to be sent.
    """
    call = stages.lock(call)
    stages.require(call, Stage.OFFERING)
    if reserves.are_answers_out(call):
        raise ValidationError(
            _("Some offers are not answered yet. Close the list when they are."), code="open"
        )
    if reserves.run_to_send(call):
        raise ValidationError(_("A signed run waits: send its offers first."), code="unsent")
    waiting = list(reserves.waiting(call).select_related("application__person"))
    emails.queue_reserve_ends(call, waiting)
    stages.advance(call, Stage.RUNNING, by=by, reserve=len(waiting))
    return call


def close_due_reserve_lists(now=None):
    """Close each list whose day has come, or on which nobody waits any more. How many?"""
    closed = 0
    for call in Call.objects.filter(stage=Stage.OFFERING):
        try:
            closed += _close_if_due(call, now)
        except ValidationError:
            continue  # answers are out, or somebody of the board was faster
    return closed


def _close_if_due(call, now):
    if windows.has_reserve_ended(call, now) or not reserves.waiting(call).exists():
        close_reserve_list(call=call)
        return True
    return False


@transaction.atomic
def fill_again(*, call, by, now=None):
    """Propose who gets what was given back: who holds a fellowship keeps it. Two sign before anybody is told.

    Raises ValidationError where nothing is free, nobody waits, or fellows whose centre cancelled choose first.
    """
    call = stages.lock(call)
    _refuse_unless_due(call, now)
    return propose_run(call=call, by=by)


def _refuse_unless_due(call, now):
    """In words, where a run would give nothing, or comes too early or too late."""
    stages.require(call, Stage.OFFERING)
    if windows.has_reserve_ended(call, now):
        raise ValidationError(_("The reserve list has ended: nobody is moved up any more."), code="ended")
    if reserves.run_to_send(call):
        raise ValidationError(_("A signed run waits: send its offers first."), code="unsent")
    if reserves.free_fellowships(call) <= 0:
        raise ValidationError(_("All fellowships are held: there is nothing to fill."), code="held")
    if not reserves.waiting(call).exists():
        raise ValidationError(_("Nobody is in reserve."), code="empty")
