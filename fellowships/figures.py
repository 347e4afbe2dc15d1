"""A round in numbers, counted over what the one who looks may see."""

from django.db.models import Count, Q

from fellowships.models import (
    Application,
    ApplicationState,
    Assignment,
    AssignmentState,
    Offer,
    OfferState,
    Placement,
    PlacementState,
)


def of(call, user):
    """Applications, reviews, offers and stays of a call. Never a number from which an application could be told
    that this person has a stake in.
    """
    seen = Application.objects.on_board_of(user).filter(call=call)
    return {
        "applications": _applications(seen),
        "reviews": _reviews(seen),
        "offers": _offers(seen),
        "stays": _stays(call, seen),
    }


def _applications(seen):
    handed_in = Q(state=ApplicationState.SUBMITTED)
    return seen.aggregate(
        drafts=Count("pk", filter=Q(state=ApplicationState.DRAFT)),
        submitted=Count("pk", filter=handed_in),
        undecided=Count("pk", filter=handed_in & Q(is_eligible=None)),
        eligible=Count("pk", filter=handed_in & Q(is_eligible=True)),
        withdrawn=Count("pk", filter=Q(state=ApplicationState.WITHDRAWN)),
    )


def _reviews(seen):
    live = Q(state__in=[AssignmentState.ASKED, AssignmentState.OPEN, AssignmentState.SUBMITTED])
    return Assignment.objects.filter(application__in=_of(seen)).aggregate(
        asked=Count("pk", filter=live), done=Count("pk", filter=Q(state=AssignmentState.SUBMITTED))
    )


def _offers(seen):
    return Offer.objects.filter(application__in=_of(seen)).aggregate(
        waiting=Count("pk", filter=Q(state=OfferState.SENT)),
        accepted=Count("pk", filter=Q(state=OfferState.ACCEPTED)),
        ended=Count("pk", filter=~Q(state__in=[OfferState.SENT, OfferState.ACCEPTED])),
    )


def _stays(call, seen):
    return Placement.objects.filter(call=call, offer__application__in=_of(seen)).aggregate(
        agreed=Count("pk", filter=Q(state=PlacementState.CONFIRMED)),
        planned=Count("pk", filter=Q(state__in=[PlacementState.PROPOSED, PlacementState.HOST_CONFIRMED])),
        done=Count("pk", filter=Q(state=PlacementState.DONE)),
    )


def _of(seen):
    return seen.order_by().values("pk")
