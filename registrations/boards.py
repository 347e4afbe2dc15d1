"""The seat board: 25 seats shown as 25 seats."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django_countries import countries

from registrations.models import Seat


@dataclass(frozen=True)
class BoardSeat:
    """One seat as it is drawn: taken, free (kept for its home) or released (open to the next in line)."""

    number: int
    state: str
    holder: object = None

    @property
    def label(self):
        return {"used": _("taken"), "free": _("free"), "released": _("released")}[self.state]


@dataclass
class Home:
    """The seats of one country, or those that are for anyone (`code` empty)."""

    code: str
    seats: list = field(default_factory=list)

    @property
    def name(self):
        return countries.name(self.code) if self.code else _("For anyone")

    @property
    def taken(self):
        return sum(seat.state == "used" for seat in self.seats)

    @property
    def free(self):
        return sum(seat.state == "free" for seat in self.seats)

    @property
    def released(self):
        return sum(seat.state == "released" for seat in self.seats)


def board(event, *, with_holders=False):
    """The homes of an event's seats, in the order of their numbers. One query.

    Only who may see names asks `with_holders`: each taken seat then carries its registration.
    """
    seats = Seat.objects.filter(event=event).select_related("registration").order_by("number")
    if with_holders:
        seats = seats.select_related("registration__user")
    homes = {}
    for seat in seats:
        registration = getattr(seat, "registration", None)
        state = "used" if registration else "released" if event.released_at and seat.home else "free"
        home = homes.setdefault(str(seat.home), Home(code=str(seat.home)))
        holder = registration if with_holders else None
        home.seats.append(BoardSeat(number=len(home.seats) + 1, state=state, holder=holder))
    return list(homes.values())
