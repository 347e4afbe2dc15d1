"""What people answer to their offers: most say yes, one says no, one has not answered yet."""

from fellowships import actions
from fellowships.models import Offer, OfferState

# Who of those one can log in as is left with an open offer: the first of them who got one.
WAITING = ["participant.pl", "participant.ro", "participant.gb"]
DECLINED_BECAUSE = "We expect our second child in these weeks."


def answer_some(call, people):
    """All but two accept; of these one gives the fellowship back. Somebody of the cast finds the offer open."""
    offers = _open(call)
    by_person = {one.application.person: one for one in offers}
    waits = next((by_person[people[one]] for one in WAITING if people[one] in by_person), offers[-1])
    answering = [one for one in offers if one != waits and not _is_of_the_cast(one)]
    for number, offer in enumerate(answering):
        person = offer.application.person
        if number == 1:
            actions.decline_offer(offer=offer, by=person, because=DECLINED_BECAUSE)
        else:
            actions.accept_offer(offer=offer, by=person)
    for offer in offers:
        if offer != waits and _is_of_the_cast(offer):
            actions.accept_offer(offer=offer, by=offer.application.person)


def answer_the_rest(call, people):
    """For a round that is further on: everybody has answered, and the reserve list is closed."""
    for offer in _open(call):
        actions.accept_offer(offer=offer, by=offer.application.person)
    actions.close_reserve_list(call=call, by=people["staff"])


def _open(call):
    offers = Offer.objects.filter(application__call=call, state=OfferState.SENT)
    return list(offers.select_related("application__person", "application__call").order_by("pk"))


def _is_of_the_cast(offer):
    """One of those who can be logged in as: they say yes, so that there is something to see."""
    return offer.application.person.email.startswith("participant.")
