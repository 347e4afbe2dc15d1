"""A round in numbers, counted over what the one who looks may see."""

from django.db.models import Count, Q

from fellowships.models import (
    Application,
    ApplicationState,
    AssignmentState,
    OfferState,
    PlacementState,
)

HANDED_IN = Q(state=ApplicationState.SUBMITTED)
STAYS = "offers__placements"


def of(call, user):
    """Applications, reviews, offers and stays of a call, in one query. Never a number from which an application
    could be told that this person has a stake in.
    """
    counted = Application.objects.on_board_of(user).filter(call=call).order_by()
    return counted.aggregate(
        drafts=_number("pk", state=ApplicationState.DRAFT),
        submitted=Count("pk", filter=HANDED_IN, distinct=True),
        undecided=Count("pk", filter=HANDED_IN & Q(is_eligible=None), distinct=True),
        eligible=Count("pk", filter=HANDED_IN & Q(is_eligible=True), distinct=True),
        withdrawn=_number("pk", state=ApplicationState.WITHDRAWN),
        reviews_asked=_number(
            "assignments",
            assignments__state__in=[AssignmentState.ASKED, AssignmentState.OPEN, AssignmentState.SUBMITTED],
        ),
        reviews_done=_number("assignments", assignments__state=AssignmentState.SUBMITTED),
        offers_sent=_number("offers", offers__isnull=False),
        offers_waiting=_number("offers", offers__state=OfferState.SENT),
        offers_accepted=_number("offers", offers__state=OfferState.ACCEPTED),
        stays_known=_number(STAYS, **{f"{STAYS}__isnull": False}),
        stays_planned=_number(
            STAYS, **{f"{STAYS}__state__in": [PlacementState.PROPOSED, PlacementState.HOST_CONFIRMED]}
        ),
        stays_agreed=_number(STAYS, **{f"{STAYS}__state": PlacementState.CONFIRMED}),
        stays_done=_number(STAYS, **{f"{STAYS}__state": PlacementState.DONE}),
    )


def _number(what, **which):
    return Count(what, filter=Q(**which), distinct=True)
