"""A round from its opening to its closing, and from its last placement to its end."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import finishing, rulebooks, setting_up, stages
from fellowships.actions.eligibility import decide_eligibility
from fellowships.emails.closing import queue_call_extended
from fellowships.models import Call, Extension, Stage
from fellowships.tasks import tell_interested


@transaction.atomic
def open_call(*, call, by):
    """Open the call once: its rules are locked and hashed; everyone who asked is told in the background.

    Raises ValidationError for a call that is open already, or that lacks what applicants must know.
    """
    call = stages.lock(call)
    if call.has_opened:
        raise ValidationError(_("This call is open already."), code="open")
    if missing := list(setting_up.obstacles(call)):
        raise ValidationError(missing)
    rules = rulebooks.of(call)
    stages.advance(
        call,
        Stage.OPEN,
        by=by,
        fields={"opened_at": timezone.now(), "rules": rules, "rules_hash": rulebooks.fingerprint(rules)},
    )
    # Where the broker is away, beat tells them within five minutes.
    transaction.on_commit(tell_interested.delay, robust=True)
    return call


@transaction.atomic
def extend_call(*, call, by, until, because):
    """Move the closing of an open call to a later moment. Everybody reads why; who has begun to write is told."""
    call = stages.lock(call)
    stages.require(call, Stage.OPEN)
    if until <= timezone.now():
        raise ValidationError({"until": _("This moment has passed already.")})
    extension = Extension(call=call, before=call.closes_at, until=until, because=because.strip())
    extension.full_clean()
    extension.save()
    call.closes_at = until
    call.full_clean()
    call.save(update_fields=["closes_at"])
    audit.record(
        "call.extended",
        call,
        by=by,
        before=extension.before.isoformat(),
        until=until.isoformat(),
        because=because,
    )
    queue_call_extended(extension)
    return call


@transaction.atomic
def close_call(*, call, by=None):
    """Close a call whose time is over. Whoever comes second finds it closed, and does nothing."""
    call = stages.lock(call)
    if call.stage == Stage.OPEN and call.closes_at <= timezone.now():
        stages.advance(call, Stage.CLOSED, by=by)
        decide_eligibility(call=call, by=by)
    return call


def close_overdue(now=None):
    """Close every call whose time is over. How many?"""
    overdue = list(Call.objects.to_close(now))
    for call in overdue:
        close_call(call=call)
    return len(overdue)


@transaction.atomic
def step_back(*, call, by, because):
    """Take the round back by one stage, with a reason for the record. Possible until two people have signed."""
    call = stages.lock(call)
    stages.step_back(call, by=by, because=because)
    return call


@transaction.atomic
def complete_call(*, call, by):
    """End the round, once every stay is over or cancelled, every report accepted and all money settled."""
    call = stages.lock(call)
    if unfinished := list(finishing.what_is_open(call)):
        raise ValidationError(unfinished)
    stages.advance(call, Stage.COMPLETED, by=by)
    return call
