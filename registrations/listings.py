"""The public list of events: which are shown, by which filters, and how many there are by country and month."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import CharField, Count, DateTimeField, F, Func, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django_countries import countries

from registrations.models import EventKind, EventLanguage

EVERYWHERE, OPEN, NO_LEVEL = "all", "open", "none"
FILTERS = ("country", "month", "kind", "level", "language")
_SHAPES = {
    "country": re.compile(rf"[a-z]{{2}}|{EVERYWHERE}"),
    "month": re.compile(rf"\d{{4}}-(0[1-9]|1[0-2])|{OPEN}"),
    "kind": re.compile("|".join(EventKind.values)),
    "level": re.compile(rf"\d{{1,2}}|{NO_LEVEL}"),
    "language": re.compile("|".join(EventLanguage.values)),
}


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    options: list


@dataclass(frozen=True)
class Loosen:
    """A filter that, taken away, would show this many events."""

    label: str
    chosen: str
    count: int
    query: str


def with_filters(events):
    """Annotate what the filters compare. The month is that of the clock where the event takes place."""
    clock = Func(F("time_zone"), F("starts_at"), function="timezone", output_field=DateTimeField())
    month = Func(clock, Value("YYYY-MM"), function="to_char", output_field=CharField())
    return events.annotate(
        by_country=Coalesce(
            Func(Cast("hub__country", CharField()), function="lower"),
            Value(EVERYWHERE),
            output_field=CharField(),
        ),
        by_month=Coalesce(month, Value(OPEN), output_field=CharField()),
        by_kind=F("kind"),
        by_level=Coalesce(Cast("level__number", CharField()), Value(NO_LEVEL), output_field=CharField()),
        by_language=F("language"),
    )


class Listing:
    """The events that a person may see, as the address asks for them. Values that cannot be meant are ignored."""

    def __init__(self, events, asked):
        self._events = with_filters(events)
        self.chosen = {name: asked[name] for name in FILTERS if _SHAPES[name].fullmatch(asked.get(name, ""))}

    @property
    def query(self):
        return urlencode(self.chosen)

    @cached_property
    def shown(self):
        """What is to come and passes the filters."""
        return list(self._filtered(self._events.upcoming().for_list(), self.chosen))

    def past(self, most):
        """What is over and passes the filters, the latest first."""
        return self._filtered(self._events.past().for_list(), self.chosen).order_by("-starts_at", "-pk")[
            :most
        ]

    def dated(self, most):
        """What is shown and has a date, with its sessions, for a calendar."""
        dated = self._events.upcoming().exclude(starts_at=None).prefetch_related("sessions")
        return self._filtered(dated.for_list(), self.chosen)[:most]

    def months(self):
        """What is shown, month by month: (name, countries, events)."""
        in_order = sorted(self.shown, key=lambda event: (event.by_month == OPEN, event.by_month))
        for month, events in groupby(in_order, key=lambda event: event.by_month):
            found = list(events)
            places = dict.fromkeys(_name("country", event.by_country) for event in found)
            yield _name("month", month), list(places), found

    def filters(self):
        """Each filter with its options, and how many events each option would show beside the other filters."""
        labels = {
            "country": _("Country"),
            "month": _("Month"),
            "kind": _("Kind"),
            "level": _("Level"),
            "language": _("Language"),
        }
        return [Filter(name, labels[name], self._options(name)) for name in FILTERS]

    def loosen(self):
        """Of the chosen filters those that alone stand in the way, and how many events each hides."""
        for one in self.filters():
            if one.name in self.chosen:
                others = self._without(one.name)
                count = self._number(others)
                if count:
                    chosen = _name(one.name, self.chosen[one.name])
                    yield Loosen(one.label, chosen, count, urlencode(others))

    def overview(self):
        """Countries and months of all that is to come, but for these two filters: (months, rows of cells)."""
        others = {name: value for name, value in self.chosen.items() if name not in ("country", "month")}
        counts = Counter()
        for row in self._matching(others):
            counts[row["by_country"], row["by_month"]] += row["number"]
        months = sorted({month for _country, month in counts})
        codes = sorted(
            {code for code, _month in counts}, key=lambda code: (code != EVERYWHERE, _name("country", code))
        )
        rows = [
            (
                _name("country", code),
                [
                    (
                        _name("month", month),
                        counts[code, month],
                        urlencode(others | {"country": code, "month": month}),
                    )
                    for month in months
                ],
            )
            for code in codes
        ]
        return [_name("month", month) for month in months], rows

    @cached_property
    def _facets(self):
        """How many events to come there are of each combination. One query, whatever is asked."""
        names = [f"by_{name}" for name in FILTERS]
        return list(self._events.upcoming().order_by().values(*names).annotate(number=Count("pk")))

    def _matching(self, chosen):
        return (
            row for row in self._facets if all(row[f"by_{name}"] == value for name, value in chosen.items())
        )

    def _number(self, chosen):
        return sum(row["number"] for row in self._matching(chosen))

    def _without(self, name):
        return {other: value for other, value in self.chosen.items() if other != name}

    def _options(self, name):
        chosen = self.chosen.get(name)
        counts = Counter()
        for row in self._matching(self._without(name)):
            counts[row[f"by_{name}"]] += row["number"]
        values = {row[f"by_{name}"] for row in self._facets} | ({chosen} if chosen else set())
        in_order = sorted(
            values,
            key=(lambda value: value) if name in ("month", "level") else lambda value: _name(name, value),
        )
        return [Option(value, _name(name, value), counts[value], value == chosen) for value in in_order]

    @staticmethod
    def _filtered(events, chosen):
        return events.filter(**{f"by_{name}": value for name, value in chosen.items()})


def _name(name, value):
    """A value of a filter in words."""
    return {
        "country": lambda: (
            _("For everyone") if value == EVERYWHERE else countries.name(value.upper()) or value
        ),
        "month": lambda: _("Date open") if value == OPEN else _month_in_words(value),
        "kind": lambda: str(EventKind(value).label),
        "level": lambda: (
            _("No level in particular") if value == NO_LEVEL else _("Level %(number)s") % {"number": value}
        ),
        "language": lambda: str(EventLanguage(value).label),
    }[name]()


def _month_in_words(value):
    year, month = map(int, value.split("-"))
    return date_format(date(max(year, 1), month, 1), "YEAR_MONTH_FORMAT")
