"""Who waits for a fellowship, in which order, and what is free for them."""

from django.db.models import Count, Exists, F, Max, OuterRef, Q

from fellowships.models import HOLDING, ApplicationState, Offer, OfferState, Outcome, RunState, Turn


def run_in_force(call):
    """The newest run that people have been told of; the first as soon as two have signed it."""
    sent = Exists(Offer.objects.filter(run=OuterRef("pk")))
    signed = call.runs.filter(state=RunState.SIGNED).annotate(is_sent=sent).defer("facts")
    return signed.filter(is_sent=True).order_by("-number").first() or signed.order_by("number").first()


def run_to_send(call):
    """The newest run, where it is signed and nobody has been told of it yet; else None."""
    newest = call.runs.filter(state=RunState.SIGNED).defer("facts").order_by("-number").first()
    return None if newest is None or newest.offers.exists() else newest


def waiting(call):
    """The turns of those in reserve now, first in line first: who left, holds one, or gave one back is out."""
    run = run_in_force(call)
    if run is None:
        return Turn.objects.none()
    offered = Offer.objects.filter(application=OuterRef("application")).exclude(state=OfferState.REVOKED)
    return (
        run.turns.filter(~Exists(offered), outcome=Outcome.RESERVE)
        .filter(application__state=ApplicationState.SUBMITTED)
        .order_by("reserve")
    )


def position(turn):
    """The place in line now, of somebody who waits."""
    return waiting(turn.run.call).filter(reserve__lte=turn.reserve).count()


def holding(call):
    return Offer.objects.holding().filter(application__call=call)


def free_fellowships(call):
    return call.fellowships - holding(call).count()


def free_places(call):
    """Centres of the call with a free place, each with how many there are, in `free`."""
    taken = Count("offers", filter=Q(offers__state__in=HOLDING))
    offerings = call.offerings.available().select_related("centre")
    return offerings.annotate(free=F("places") - taken).filter(free__gt=0)


def are_answers_out(call):
    return Offer.objects.filter(application__call=call, state=OfferState.SENT).exists()


def rounds_so_far(call):
    newest = Offer.objects.filter(application__call=call).aggregate(newest=Max("round"))["newest"]
    return newest or 0


def free_for(offer):
    """Free places for somebody who chooses anew: the own choices first, in their order, then all others by name."""
    ranks = dict(offer.application.preferences.values_list("offering", "rank"))
    offerings = list(free_places(offer.application.call))
    for offering in offerings:
        offering.rank = ranks.get(offering.pk)
    return sorted(offerings, key=lambda one: (one.rank is None, one.rank or 0, one.centre.name))
