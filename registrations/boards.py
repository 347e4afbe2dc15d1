"""The seat board: 25 seats shown as 25 seats."""

from dataclasses import dataclass, field

from django.db.models import Count, Min, Q
from django.template.loader import render_to_string
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from registrations.models import Seat, State

MOST_DRAWN = 500
_drawn = {}


@dataclass(frozen=True)
class BoardSeat:
    """One seat as it is drawn: taken, offered (kept for an answer), free (kept for its home) or released (open to
    the next in line).
    """

    number: int
    state: str
    holder: object = None

    @property
    def label(self):
        return {
            "used": _("taken"),
            "offered": pgettext_lazy("seat", "offered"),
            "free": _("free"),
            "released": _("released"),
        }[self.state]


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
    def offered(self):
        return sum(seat.state == "offered" for seat in self.seats)

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
        state = _state(registration, is_released=event.released_at and seat.home)
        home = homes.setdefault(str(seat.home), Home(code=str(seat.home)))
        holder = registration if with_holders else None
        home.seats.append(BoardSeat(number=len(home.seats) + 1, state=state, holder=holder))
    return list(homes.values())


def counted(events):
    """Of several events by id, how many seats of each home are in which state: what `board` draws. One query."""
    is_released = Q(event__released_at__isnull=False) & ~Q(home="")
    rows = Seat.objects.filter(event__in=events).order_by().values("event", "home")
    rows = rows.annotate(
        first=Min("number"),
        seats=Count("pk"),
        taken=Count("pk", filter=Q(registration__isnull=False) & ~Q(registration__state=State.OFFERED)),
        offered=Count("pk", filter=Q(registration__state=State.OFFERED)),
        free=Count("pk", filter=Q(registration=None) & ~is_released),
        released=Count("pk", filter=Q(registration=None) & is_released),
    )
    found = {}
    for row in rows.order_by("event", "first"):
        numbers = {name: row[name] for name in ("seats", "taken", "offered", "free", "released")}
        found.setdefault(row["event"], []).append({"country": str(row["home"]), **numbers})
    return found


def free_by_home(event):
    """How many seats of each country are free now, for all countries that are home to seats. One query."""
    free = Count("pk", filter=Q(registration=None))
    seats = (
        Seat.objects.filter(event=event).exclude(home="").order_by().values_list("home").annotate(free=free)
    )
    return {str(home): count for home, count in seats}


def _state(registration, *, is_released):
    if registration:
        return "offered" if registration.state == State.OFFERED else "used"
    return "released" if is_released else "free"


@dataclass(frozen=True)
class Drawn:
    """A board as it is shown to everybody, and how many of its seats are still to be had."""

    version: int
    html: str
    homes: list
    seats: int
    left: int


def drawn(event):
    """The board of an event that was just read; drawn once for each version of it and each language.

    The version was read before the seats, so it can only be too old: then the board is drawn once more.
    """
    key = event.pk, get_language()
    kept = _drawn.get(key)
    if kept is None or kept.version != event.version:
        homes = board(event)
        html = render_to_string("registrations/_board.html", {"board": homes, "event": event})
        seats, taken = (
            sum(len(home.seats) for home in homes),
            sum(home.taken + home.offered for home in homes),
        )
        codes = [home.code for home in homes if home.code]
        kept = Drawn(event.version, html, codes, seats=seats, left=seats - taken)
        if len(_drawn) >= MOST_DRAWN:
            _drawn.clear()
        _drawn[key] = kept
    # The page's other parts ask for the homes too, and here they are known.
    event.homes = kept.homes
    return kept
