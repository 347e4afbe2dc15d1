"""What the page of a stay shows to one person: where it stands, what is next, what is to be done."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from fellowships import sides
from fellowships.actions.placements import TO_COME
from fellowships.models import ChecklistItem, Offering, Placement, PlacementState, Side
from fellowships.stay_reminders import is_late

# Days are named, so that letters and the contact sheet can say them.
DATED = [PlacementState.HOST_CONFIRMED, PlacementState.CONFIRMED, PlacementState.DONE]


@dataclass(frozen=True)
class Line:
    """One thing to do, as one person sees it."""

    item: ChecklistItem
    by: object
    is_late: bool
    may_tick: bool


@dataclass(frozen=True)
class Stay:
    placement: Placement
    sides: set

    @property
    def is_visitor(self):
        return Side.FELLOW in self.sides

    @property
    def is_host(self):
        return Side.HOST in self.sides

    @property
    def is_office(self):
        return Side.OFFICE in self.sides

    @property
    def may_arrange(self):
        return self.is_to_come and (self.is_host or self.is_office)

    @property
    def is_to_come(self):
        return self.placement.state in TO_COME

    @property
    def has_letters(self):
        return self.placement.state in DATED

    def lines(self):
        """The checklist: first what this person does, then what the others do, each by its day."""
        lines = [self._line(item) for item in self.placement.checklist.all()]
        return sorted(lines, key=lambda line: not self._is_own(line.item))

    def _line(self, item):
        placement = self.placement
        return Line(
            item=item,
            by=placement.days and placement.first_day - timedelta(days=item.days_before),
            is_late=is_late(placement, item),
            may_tick=self.is_to_come and (self.is_office or self._is_own(item)),
        )

    def _is_own(self, item):
        return item.side in self.sides

    def weeks(self):
        """When the centre said it can take somebody."""
        placement = self.placement
        offering = Offering.objects.filter(call=placement.call_id, centre=placement.centre_id).first()
        return list(offering.weeks.all()) if offering and placement.call_id else []

    def next_step(self):
        """One sentence: who does what next."""
        return NEXT[self.placement.state](self)


def of(user, placement):
    return Stay(placement, sides.of(user, placement))


def _proposed(stay):
    facts = {"visitor": stay.placement.person, "host": stay.placement.host}
    if stay.is_visitor:
        return _("%(host)s names the days next. Say which days suit you, if you have not yet.") % facts
    if stay.is_host:
        return _("Name the first and the last day, and who looks after %(visitor)s.") % facts
    return _("%(host)s names the days next.") % facts


def _host_confirmed(stay):
    facts = {"visitor": stay.placement.person}
    if stay.is_visitor:
        return _("Do these days suit you? Book nothing before you have confirmed them.")
    return _("%(visitor)s confirms the days next.") % facts


def _confirmed(stay):
    if stay.is_visitor:
        return _("The days are fixed. Book your travel, and tick off what is done.")
    return _("The days are fixed. Tick off what is done.")


def _done(stay):
    if stay.is_visitor:
        return _("The stay is over. Your report is what comes next.")
    return _("The stay is over. The report and the host’s word that somebody was there come next.")


def _cancelled(stay):
    placement = stay.placement
    if placement.cancelled_by == Side.HOST and placement.offer_id:
        if stay.is_visitor:
            return _("You keep your fellowship, and choose first among the places that are free.")
        return _("The fellow keeps the fellowship, and chooses first among the places that are free.")
    if placement.offer_id:
        return _("The fellowship is free for the next person in reserve.")
    return _("Nothing more follows from it.")


NEXT = {
    PlacementState.PROPOSED: _proposed,
    PlacementState.HOST_CONFIRMED: _host_confirmed,
    PlacementState.CONFIRMED: _confirmed,
    PlacementState.DONE: _done,
    PlacementState.CANCELLED: _cancelled,
}
