"""Money for a stay: planned here, approved by the board, paid by finance."""

from django.db import transaction

from accounts import audit
from fellowships.models import Bursary, BursaryState


@transaction.atomic
def plan_bursary(*, placement, amount, by=None):
    """Plan what this stay is supported with. None where there is nothing to plan.

    A fellow whose centre cancelled has a second stay for the same fellowship: what was paid for the first one
    is not planned again.
    """
    if not amount or _is_paid_already(placement):
        return None
    bursary, is_new = Bursary.objects.get_or_create(placement=placement, defaults={"amount": amount})
    if is_new:
        audit.record("bursary.planned", bursary, by=by, person=placement.person, amount=str(amount))
    return bursary


def _is_paid_already(placement):
    if placement.offer_id is None:
        return False
    of_the_fellowship = Bursary.objects.filter(placement__offer=placement.offer_id)
    return of_the_fellowship.filter(state=BursaryState.PAID).exists()
