"""Dates as the organiser's locale wrote them. Which is the day and which the month is decided once for a file."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from registrations.reports.complaints import Complaint

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
YEARS = range(2010, 2100)
MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
TIME = (
    r"(?:\s*,\s*|\s+|T)(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\.?)?(?:\s*(?P<offset>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"
)
FORMS = [
    re.compile(form + TIME, re.IGNORECASE | re.ASCII)
    for form in (
        r"(?P<year>[0-9]{4})(?P<sign>[-/.])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})",
        r"(?P<one>[0-9]{1,2})(?P<sign>[-/.])(?P<two>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4}|[0-9]{2})",
        r"(?P<name>[a-z]{3,9})\.?\s+(?P<day>[0-9]{1,2}),?\s+(?P<year>[0-9]{4})",
        r"(?P<day>[0-9]{1,2})[\s-](?P<name>[a-z]{3,9})\.?,?[\s-](?P<year>[0-9]{4})",
    )
]


@dataclass(frozen=True)
class Moment:
    """A date and time as read: certain, or with a day and a month that may stand in either order."""

    text: str
    year: int
    pair: tuple  # (day, month), or the first and second number of a date in unknown order
    is_certain: bool
    clock: tuple
    offset: timedelta | None

    def day(self, order):
        """The date in that order, or None where there is no such day."""
        day, month = self.pair if self.is_certain or order == DAY_FIRST else self.pair[::-1]
        try:
            return date(self.year, month, day)
        except ValueError:
            return None

    def at(self, order, zone):
        """The moment in UTC; of a time that the clock shows twice, the first."""
        local = datetime(*self.day(order).timetuple()[:3], *self.clock, tzinfo=self._zone(zone))
        return local.astimezone(UTC)

    def again(self, order, zone):
        """The second time that the clock showed it, when it was turned back."""
        local = datetime(*self.day(order).timetuple()[:3], *self.clock, tzinfo=self._zone(zone), fold=1)
        return local.astimezone(UTC)

    def _zone(self, zone):
        return ZoneInfo(zone) if self.offset is None else timezone(self.offset)


def read(text):
    """The moment that stands in a cell, or None."""
    if len(text) > 60 or not text[:1].isalnum():
        return None
    for form in FORMS:
        found = form.fullmatch(text)
        if found:
            return _moment(text, found.groupdict())
    return None


def _moment(text, found):
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    pair = _pair(found)
    clock, offset = _clock(found), _offset(found["offset"])
    if year not in YEARS or pair is None or clock is None or offset is False:
        return None
    is_certain = "one" not in found or found["sign"] == "."
    moment = Moment(text, year, pair, is_certain, clock, offset)
    return moment if moment.day(DAY_FIRST) or moment.day(MONTH_FIRST) else None


def _pair(found):
    """Day and month; the first and the second number where it is not certain which is which."""
    if "one" in found:
        return int(found["one"]), int(found["two"])
    month = MONTHS.get(found["name"][:3].lower()) if "name" in found else int(found["month"])
    return (int(found["day"]), month) if month else None


def _clock(found):
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _offset(text):
    """False where there is no such offset."""
    if not text:
        return None
    if text[0] not in "+-":
        return timedelta(0)
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        return False
    return (1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes)


def settle(numbered, wanted, days):
    """The order of day and month in this file. `numbered` are pairs (line, Moment).

    What was asked for, if it is possible for each date; else the only possible one; else the one in which some
    date lies near `days`, the first and last day of the session, and none does in the other. If that doesn't
    decide either, a person has to.
    """
    open_ones = [(line, moment) for line, moment in numbered if not moment.is_certain]
    impossible = {order: _first_impossible(open_ones, order) for order in (DAY_FIRST, MONTH_FIRST)}
    if wanted:
        if impossible[wanted]:
            line, moment = impossible[wanted]
            raise Complaint("order_impossible", line, text=moment.text)
        return wanted
    if impossible[DAY_FIRST] and impossible[MONTH_FIRST]:
        raise Complaint(
            "mixed_orders",
            day_first=impossible[MONTH_FIRST][1].text,
            month_first=impossible[DAY_FIRST][1].text,
        )
    if impossible[DAY_FIRST]:
        return MONTH_FIRST
    differing = [(line, moment) for line, moment in open_ones if moment.pair[0] != moment.pair[1]]
    if impossible[MONTH_FIRST] or not differing:
        return DAY_FIRST
    return _nearest(differing, days)


def _first_impossible(numbered, order):
    return next((pair for pair in numbered if pair[1].day(order) is None), None)


def _nearest(numbered, days):
    first, last = days[0] - timedelta(days=1), days[1] + timedelta(days=1)
    near = {
        order: any(first <= moment.day(order) <= last for _line, moment in numbered)
        for order in (DAY_FIRST, MONTH_FIRST)
    }
    if near[DAY_FIRST] != near[MONTH_FIRST]:
        return DAY_FIRST if near[DAY_FIRST] else MONTH_FIRST
    line, moment = numbered[0]
    if near[DAY_FIRST]:
        raise Complaint("which_order", line, text=moment.text)
    # In either order it is another day: no use in asking.
    raise Complaint("another_meeting", line, theirs=moment.text, ours=days[0].isoformat())
