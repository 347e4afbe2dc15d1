"""What waits for staff today, from every app, each with the page where it is decided. Two queries and those of the
permissions, however much waits; soundness and the state of the portal ask a few of their own."""

from dataclasses import dataclass

from django.utils import timezone

from impact.decisions import (
    accounts,
    assessments,
    cases,
    certificates,
    content,
    evaluations,
    events,
    fellowships,
    hubs,
    levels,
    mails,
    portal,
)
from impact.decisions.decision import Asking, Decision, counted
from impact.models import MorningRules

# Modules with a `TITLE`, `KINDS`, and perhaps `found`: Asking -> decisions that are no rows to be counted.
AREAS = [
    events,
    hubs,
    levels,
    assessments,
    evaluations,
    certificates,
    cases,
    fellowships,
    mails,
    accounts,
    content,
    portal,
]


# Of each area at once; the others are a click away.
SHOWN = 4


@dataclass(frozen=True)
class Area:
    """A part of the portal, with what waits in it: the most urgent first."""

    title: str
    decisions: list[Decision]

    @property
    def first(self):
        return self.decisions[:SHOWN]

    @property
    def others(self):
        return self.decisions[SHOWN:]


def of(user, now=None):
    """The areas of which this person may decide anything, those first in which something is most urgent."""
    asking = Asking(user, now or timezone.now(), MorningRules.today())
    may = {area: [kind for kind in area.KINDS if user.has_perm(kind.needs)] for area in AREAS}
    by_kind = counted([kind for kinds in may.values() for kind in kinds], asking)
    areas = [_area(area, kinds, by_kind, asking) for area, kinds in may.items()]
    return sorted(filter(None, areas), key=_urgency)


def _area(area, kinds, by_kind, asking):
    needs = getattr(area, "NEEDS", None)
    looks = needs and asking.user.has_perm(needs)
    if not kinds and not looks:
        return None
    decisions = [decision for kind in kinds for decision in by_kind.get(kind.name, [])]
    decisions += area.found(asking) if looks else []
    return Area(area.TITLE, sorted(decisions, key=lambda decision: decision.urgency))


def _urgency(area):
    return (False, *area.decisions[0].urgency) if area.decisions else (True,)
