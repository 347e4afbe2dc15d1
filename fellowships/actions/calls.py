"""A round from its opening to its closing."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fellowships import rulebooks, stages
from fellowships.models import Call, Stage
from fellowships.tasks import tell_interested


@transaction.atomic
def open_call(*, call, by):
    """Open the call once: its rules are locked and hashed; everyone who asked is told in the background.

    Raises ValidationError for a call that is open already, or that lacks what applicants must know.
    """
    call = stages.lock(call)
    if call.has_opened:
        raise ValidationError(_("This call is open already."), code="open")
    _check_is_ready(call)
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


def _check_is_ready(call):
    if call.closes_at is None or call.closes_at <= timezone.now():
        raise ValidationError(_("Say when the call closes, some time ahead, before you open it."))
    if not call.offerings.available().exists():
        raise ValidationError(_("No centre takes part yet: add its places before you open the call."))
    if not call.criteria.exists():
        raise ValidationError(_("Write the rubric before you open the call: applicants may read it."))
    for criterion in call.criteria.prefetch_related("anchors"):
        if len(criterion.anchors.all()) < 2:
            raise ValidationError(
                _("“%(criterion)s” needs at least two values with words."), params={"criterion": criterion}
            )


@transaction.atomic
def close_call(*, call, by=None):
    """Close a call whose time is over. Whoever comes second finds it closed, and does nothing."""
    call = stages.lock(call)
    if call.stage == Stage.OPEN and call.closes_at <= timezone.now():
        stages.advance(call, Stage.CLOSED, by=by)
    return call


def close_overdue(now=None):
    """Close every call whose time is over. How many?"""
    overdue = list(Call.objects.to_close(now))
    for call in overdue:
        close_call(call=call)
    return len(overdue)
