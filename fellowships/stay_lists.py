"""Lists of stays: what a person has to do with, and all of a call with what hangs."""

from datetime import timedelta

from django.db.models import Count, F, Q
from django.utils import timezone

from fellowships.models import Placement, PlacementState

# Waiting for longer than that, a stay wants somebody of the office to ask.
WAITS_LONG = timedelta(days=14)


def of_person(user):
    """Own ones, those one is host of, and for the office those that no board looks after; what is next first."""
    mine = Q(person=user.pk) | Q(pk__in=Placement.objects.hosted_by(user).values("pk"))
    if user.is_staff:
        mine |= Q(call=None)
    return _counted(Placement.objects.filter(mine)).order_by(
        F("days__startswith").desc(nulls_first=True), "pk"
    )


class Board:
    """The stays of one call: counts by state, and the rows that were asked for."""

    def __init__(self, call, user, only):
        stays = _counted(call.placements.run_by_office(user))
        self.all = list(stays.order_by(F("days__startswith").asc(nulls_first=True), "pk"))
        for stay in self.all:
            stay.hangs = _hangs(stay)
        self.only = only if only == "hanging" or only in PlacementState.values else ""

    @property
    def rows(self):
        if self.only == "hanging":
            return self.hanging
        return [stay for stay in self.all if not self.only or stay.state == self.only]

    @property
    def hanging(self):
        return [stay for stay in self.all if stay.hangs]

    def choices(self):
        """State, its name and how many there are, of the states that there are."""
        counted = [(state, sum(stay.state == state for stay in self.all)) for state in PlacementState]
        return [(state, count) for state, count in counted if count]


def _counted(placements):
    done = Count("checklist", filter=Q(checklist__done_at__isnull=False))
    return placements.with_host().annotate(to_do=Count("checklist"), done=done)


def _hangs(stay):
    """Why somebody of the office should look: a word, or nothing."""
    now = timezone.now()
    if stay.state in (PlacementState.PROPOSED, PlacementState.HOST_CONFIRMED):
        if stay.days and stay.last_day < now.date():
            return "over"
        if stay.state_since < now - WAITS_LONG:
            return "waits"
    return ""
