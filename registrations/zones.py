"""The rules of a time zone, as a calendar file carries them (VTIMEZONE)."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@lru_cache(maxsize=200)
def rules(name, first_year, last_year):
    """The VTIMEZONE of a zone for these years. Kept, as finding the changes takes longer than all else in a file.

    Changes that come each year on the same Sunday are said as a rule, which Outlook needs: it does not read a list
    of dates. The onset is on the clock before the change, as RFC 5545 wants it.
    """
    zone = ZoneInfo(name)
    component = Timezone()
    component.add("tzid", name)
    changes = sorted(_changes(zone, first_year, last_year), key=_kind)
    if not changes:
        component.add_component(_always(zone, datetime(first_year, 1, 1, tzinfo=UTC)))
    for (offset, after, label), same in groupby(changes, key=_kind):
        part = _part(offset, after, label)
        _add_onsets(part, [moment.replace(tzinfo=None) + offset for moment, *_kind in same])
        component.add_component(part)
    return component


def _changes(zone, first_year, last_year):
    """(moment in UTC, offset before, offset after, name after), of each change of the clocks."""
    day, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while day < end:
        if _offset(day, zone) != _offset(day + timedelta(days=1), zone):
            moment = _moment_of_change(day, zone)
            local = moment.astimezone(zone)
            yield moment, _offset(day, zone), local.utcoffset(), local.tzname()
        day += timedelta(days=1)


def _moment_of_change(day, zone):
    """The first minute of a day that goes by the new offset."""
    low, high = 0, 24 * 60
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(day + timedelta(minutes=middle), zone) == _offset(day, zone):
            low = middle
        else:
            high = middle
    return day + timedelta(minutes=high)


def _offset(moment, zone):
    return moment.astimezone(zone).utcoffset()


def _kind(change):
    return change[1:]


def _always(zone, start):
    local = start.astimezone(zone)
    part = _part(local.utcoffset(), local.utcoffset(), local.tzname())
    part.add("dtstart", start.replace(tzinfo=None))
    return part


def _part(before, after, name):
    part = TimezoneDaylight() if after > before else TimezoneStandard()
    part.add("tzname", name)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    return part


def _add_onsets(part, onsets):
    part.add("dtstart", onsets[0])
    places = {(onset.month, _place_in_month(onset), onset.time()) for onset in onsets}
    every_year = [onset.year for onset in onsets] == list(range(onsets[0].year, onsets[0].year + len(onsets)))
    if len(onsets) > 1 and len(places) == 1 and every_year:
        part.add("rrule", {"freq": "yearly", "bymonth": onsets[0].month, "byday": _place_in_month(onsets[0])})
    elif len(onsets) > 1:
        part.add("rdate", onsets[1:])


def _place_in_month(onset):
    """`-1SU`, the last Sunday; `2SU`, the second. The fourth may be the last: then it is called the last."""
    last = onset.day + 7 > monthrange(onset.year, onset.month)[1]
    return f"{-1 if last else (onset.day + 6) // 7}{WEEKDAYS[onset.weekday()]}"
