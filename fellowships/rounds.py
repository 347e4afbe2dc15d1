"""A round of offers: how one is locked, and how its end is noticed."""

from fellowships import reserves, stages, windows
from fellowships.emails import offers as emails
from fellowships.models import Call, Offer, Stage


def lock_offer(offer):
    """The offer with all it is about, its call locked first, until the end of the transaction."""
    call = stages.lock(Call.objects.get(applications=offer.application_id))
    offer = (
        Offer.objects.select_for_update(of=("self",))
        .select_related("application__person", "offering__centre")
        .get(pk=offer.pk)
    )
    offer.application.call = call
    return offer


def tell_board_if_over(offer):
    """When no answer is out any more and somebody could be moved up, the chairs are told; once for this offer."""
    call = offer.application.call
    if call.stage != Stage.OFFERING or reserves.are_answers_out(call) or windows.has_reserve_ended(call):
        return
    if reserves.free_fellowships(call) > 0 and reserves.waiting(call).exists():
        emails.queue_to_fill(offer)
