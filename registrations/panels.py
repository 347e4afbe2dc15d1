"""An allocation as people read it: country by country, who gets which seat and why, and who waits."""

from dataclasses import dataclass, field

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from registrations import allocation as allocations
from registrations.models import Registration, Rule

MOST_WAITING = 5
MOST_NAMED = 8


@dataclass(frozen=True)
class Person:
    """Somebody who was ranked. `seat_home` is where the given seat is at home, None where there is none."""

    name: str
    home: str
    why: str
    rule: str = ""
    seat_home: str | None = None
    line_place: int | None = None

    @property
    def country(self):
        return countries.name(self.home)

    @property
    def seat_country(self):
        return countries.name(self.seat_home) if self.seat_home else _("for anyone")


@dataclass(frozen=True)
class SeatShown:
    """`state` as the seat board draws it: held before the run, given by it, or left free."""

    state: str
    person: Person | None = None


@dataclass
class Panel:
    """The seats and the people of one country; without a code, seats for anyone and people of other countries."""

    code: str
    title: str
    seats: list = field(default_factory=list)
    elsewhere: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    waiting_count: int = 0

    @property
    def given(self):
        return [seat for seat in self.seats if seat.person]

    @property
    def held(self):
        return sum(seat.state == "used" for seat in self.seats)

    @property
    def free(self):
        return sum(seat.state == "free" for seat in self.seats)

    @property
    def waiting_unnamed(self):
        return self.waiting_count - len(self.waiting)


@dataclass(frozen=True)
class Change:
    """What another setting would change, with names."""

    title: str
    gains: list
    loses: list
    unnamed_gains: int
    unnamed_loses: int


class Reading:
    """One run in words. However many were ranked, names are loaded in one query, and only those that are shown."""

    def __init__(self, allocation, seed):
        self.allocation = allocation
        self._seed = seed
        self._claims = {row[0]: row for row in allocation.facts["claims"]}
        self._seat_homes = {seat: home for seat, home, _holder in allocation.facts["seats"]}
        self.given = allocation.result["given"]
        self.line = allocation.result["line"]

    @property
    def seats_count(self):
        return len(self._seat_homes)

    @property
    def ranked_count(self):
        return len(self._claims)

    @cached_property
    def free_count(self):
        return sum(not holder for _seat, _home, holder in self.allocation.facts["seats"]) - len(self.given)

    @cached_property
    def panels(self):
        groups = [self._group(home) for home in self._seat_homes.values()]
        groups += [self._group_of(registration) for registration in self._claims]
        panels = {group: Panel(group, self._title(group)) for group in groups}
        self._seat(panels)
        for registration in self.line:
            panels[self._group_of(registration)].waiting_count += 1
        for registration in self._first_waiting:
            panels[self._group_of(registration)].waiting.append(self._person(registration))
        return sorted(panels.values(), key=lambda panel: not panel.code)

    def _seat(self, panels):
        takers = {seat: self._person(registration, seat, rule) for registration, seat, rule in self.given}
        for seat, home, holder in self.allocation.facts["seats"]:
            taker = takers.get(seat)
            state = "offered" if taker else "used" if holder else "free"
            panels[self._group(home)].seats.append(SeatShown(state, taker))
            if taker and self._group(home) != self._group(taker.home):
                panels[self._group(taker.home)].elsewhere.append(taker)

    @cached_property
    def changes(self):
        return [
            Change(
                title=row.title,
                gains=[self._name(pk) for pk in row.gains[:MOST_NAMED]],
                loses=[self._name(pk) for pk in row.loses[:MOST_NAMED]],
                unnamed_gains=max(len(row.gains) - MOST_NAMED, 0),
                unnamed_loses=max(len(row.loses) - MOST_NAMED, 0),
            )
            for row in self._variants
        ]

    def in_line(self, registrations):
        """These people of the line, with their names: a page of it."""
        self._names |= _names(registrations)
        places = {registration: place for place, registration in enumerate(self.line, 1)}
        return [self._person(registration, line_place=places[registration]) for registration in registrations]

    @cached_property
    def _variants(self):
        return list(allocations.variants(self.allocation, self._seed))

    @cached_property
    def _first_waiting(self):
        first, seen = [], {}
        for registration in self.line:
            group = self._group_of(registration)
            seen[group] = seen.get(group, 0) + 1
            if seen[group] <= MOST_WAITING:
                first.append(registration)
        return first

    @cached_property
    def _names(self):
        named = [row[0] for row in self.given] + self._first_waiting
        for row in self._variants:
            named += row.gains[:MOST_NAMED] + row.loses[:MOST_NAMED]
        return _names(named)

    def _name(self, registration):
        return self._names.get(registration, _("somebody"))

    @cached_property
    def _pilot(self):
        return {home for home in self._seat_homes.values() if home}

    def _title(self, group):
        if group:
            return countries.name(group)
        return _("Other countries") if self._pilot else _("All countries")

    def _group(self, home):
        return home if home in self._pilot else ""

    def _group_of(self, registration):
        return self._group(self._claims[registration][1])

    def _person(self, registration, seat=None, rule="", line_place=None):
        return Person(
            name=self._name(registration),
            home=self._claims[registration][1],
            why=self._why(registration),
            rule=Rule(rule).label if rule else "",
            seat_home=self._seat_homes[seat] if seat else None,
            line_place=line_place,
        )

    def _why(self, registration):
        """The place at the desk, and whether the desk said so."""
        place, of = self.allocation.result["places"][str(registration)]
        _pk, _home, desk, desk_rank, _score = self._claims[registration]
        facts = {"place": place, "of": of, "country": countries.name(desk) if desk else ""}
        if desk and desk_rank is not None:
            return _("number %(place)s of %(of)s in the order of %(country)s") % facts
        if desk:
            return _("number %(place)s of %(of)s for %(country)s, by criterion and lot") % facts
        if desk_rank is not None:
            return _("number %(place)s of %(of)s in the order of the office") % facts
        return _("number %(place)s of %(of)s of the countries without a hub, by criterion and lot") % facts


def _names(registrations):
    rows = (
        Registration.objects.filter(pk__in=registrations)
        .select_related("user")
        .only("user__name", "user__email")
    )
    return {row.pk: str(row.user) for row in rows}


def total(reading):
    """What the run comes to, in one sentence."""
    given, free, waiting = len(reading.given), reading.free_count, len(reading.line)
    texts = [
        ngettext("%(count)s seat is given.", "%(count)s seats are given.", given) % {"count": given},
        ngettext("%(count)s stays free.", "%(count)s stay free.", free) % {"count": free} if free else "",
        ngettext("%(count)s person waits in line.", "%(count)s people wait in line.", waiting)
        % {"count": waiting},
    ]
    return " ".join(text for text in texts if text)
