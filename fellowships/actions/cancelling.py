"""A stay that does not come about, and what becomes of the fellowship."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fellowships import sides, states
from fellowships.actions.bursaries import drop_bursary
from fellowships.actions.giving_back import give_back, keep_fellowship, take_back
from fellowships.actions.placements import TO_COME, lock
from fellowships.emails import placements as emails
from fellowships.models import PlacementState, Side

# Who cannot go makes room for the next. Whose host cannot take anybody keeps the fellowship and chooses anew.
CONSEQUENCES = {Side.FELLOW: give_back, Side.HOST: keep_fellowship, Side.OFFICE: take_back}


@transaction.atomic
def cancel_placement(*, placement, side, by=None, because):
    """Cancel a stay on behalf of a side, with a reason that the others read. The office may do so for each side.

    Raises ValidationError without a reason, and where the stay is over or cancelled already.
    """
    placement = lock(placement)
    if by is not None:
        sides.require(by, placement, side, Side.OFFICE)
    if placement.state not in TO_COME:
        raise ValidationError(
            _("This stay is “%(state)s”: it cannot be cancelled any more."),
            params={"state": placement.get_state_display()},
            code="transition",
        )
    if not because.strip():
        raise ValidationError(_("Say why: the others read it."), code="required")
    states.change(
        placement,
        PlacementState.CANCELLED,
        by=by,
        person=placement.person,
        cancelled_by=side,
        cancelled_because=because.strip(),
    )
    drop_bursary(placement, by=by)
    if placement.offer_id:
        CONSEQUENCES[side](offer=placement.offer, by=by, because=because.strip())
    emails.queue_cancelled(placement)
    return placement
