"""What somebody who speaks for centres has to look after: one desk for each."""

from dataclasses import dataclass, field

from fellowships import ratings
from fellowships.models import Call, Centre, Invitation, Offering, Placement, PlacementState, Stage


@dataclass
class Desk:
    """One centre: is its page current, its places in each call, who comes, what visitors said."""

    centre: Centre
    is_to_be_asked: bool = False
    lines: list = field(default_factory=list)  # pairs (call, offering or None)
    stays: list = field(default_factory=list)
    invitations: list = field(default_factory=list)
    rating: object = None


def of(user, now=None):
    """The desks of the centres a person speaks for today. As many queries for three as for one."""
    centres = {centre.pk: centre for centre in Centre.objects.run_by(user)}
    if not centres:
        return []
    asked = set(Centre.objects.filter(pk__in=centres).to_be_asked(now).values_list("pk", flat=True))
    offerings = _offerings(centres)
    calls = list(Call.objects.exclude(stage=Stage.COMPLETED).order_by("-closes_at", "pk"))
    stays, invitations = _stays(centres), _invitations(centres)
    rated = ratings.of(centres)
    return [
        Desk(
            centre=centre,
            is_to_be_asked=pk in asked,
            lines=_lines(calls, offerings, pk),
            stays=[stay for stay in stays if stay.centre_id == pk],
            invitations=[row for row in invitations if row.centre_id == pk],
            rating=rated.get(pk),
        )
        for pk, centre in centres.items()
    ]


def _lines(calls, offerings, centre):
    """Of calls that have opened only those in which it takes part, or did."""
    pairs = [(call, offerings.get((call.pk, centre))) for call in calls]
    return [(call, offering) for call, offering in pairs if offering or call.stage == Stage.ANNOUNCED]


def _offerings(centres):
    rows = Offering.objects.filter(centre__in=centres).prefetch_related("weeks")
    return {(row.call_id, row.centre_id): row for row in rows}


def _stays(centres):
    """Those to come or under way, and those whose paperwork is open. The host sees who comes, and when."""
    live = Placement.objects.live().filter(centre__in=centres).exclude(state=PlacementState.DONE)
    return list(live.select_related("person").order_by("days", "pk"))


def _invitations(centres):
    open_ones = Invitation.objects.open().filter(centre__in=centres)
    return list(open_ones.select_related("expert").order_by("expires_at", "pk"))
