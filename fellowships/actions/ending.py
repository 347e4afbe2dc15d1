"""A fellowship ends together with its stay: the office ends it, or the person leaves the round."""

from django.db import transaction

from fellowships.actions.cancelling import cancel_placement
from fellowships.actions.giving_back import give_back, take_back
from fellowships.models import Placement, Side
from fellowships.rounds import lock_offer


@transaction.atomic
def end_fellowship(*, offer, by, because):
    """The office ends a fellowship, for a reason that the person reads. Raises ValidationError where the stay is over."""
    return _end(offer, Side.OFFICE, take_back, by=by, because=because)


@transaction.atomic
def leave_round(*, offer, by, because):
    """The person gives a fellowship back, and cancels the stay with it."""
    return _end(offer, Side.FELLOW, give_back, by=by, because=because)


def _end(offer, side, without_stay, *, by, because):
    """Cancelling a stay ends the fellowship; where there is none yet, it is ended alone."""
    offer = lock_offer(offer)
    stay = Placement.objects.live().filter(offer=offer).first()
    if stay is None:
        return without_stay(offer=offer, by=by, because=because)
    cancel_placement(placement=stay, side=side, by=by, because=because)
    return lock_offer(offer)
