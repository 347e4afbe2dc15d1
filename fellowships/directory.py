"""The public list of centres: what is asked for, what is found, and how many each filter would show."""

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import F, Func, Prefetch, Q, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_countries import countries

from fellowships import languages
from fellowships.models import Offering, Stage, Week

FILTERS = ("country", "topic", "language")
MOST_WORDS = 8
LONGEST = 60  # of a value in the address
_TOPICS = Func(F("topics"), Value(" "), function="array_to_string", output_field=TextField())
_TEXT = Concat(
    *(
        part
        for name in ("name", "department", "city", "tutor", "team", "summary", "description")
        for part in (F(name), Value(" "))
    ),
    _TOPICS,
    output_field=TextField(),
)


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


def with_offerings(centres):
    """With the places they give to calls that are not over, and the weeks still to come."""
    weeks = Week.objects.filter(ends_on__gte=timezone.localdate())
    offerings = (
        Offering.objects.available()
        .exclude(call__stage=Stage.COMPLETED)
        .select_related("call")
        .prefetch_related(Prefetch("weeks", queryset=weeks, to_attr="coming"))
        .order_by("-call__closes_at", "pk")
    )
    return centres.prefetch_related(Prefetch("offerings", queryset=offerings, to_attr="current"))


class Directory:
    """The centres that pass what the address asks for. Values that cannot be meant find nothing, without an error."""

    def __init__(self, centres, asked):
        self._centres = centres
        self.text = " ".join(asked.get("q", "").replace("\0", "").split())[:200]
        given = {name: asked.get(name, "").replace("\0", "")[:LONGEST] for name in FILTERS}
        self.chosen = {name: value for name, value in given.items() if value}

    @property
    def is_narrowed(self):
        return bool(self.text or self.chosen)

    @cached_property
    def shown(self):
        """Ordered by country, then city, as one looks for a place on a map."""
        passing = {pk for pk, *facts in self._facts if _passes(facts, self.chosen)}
        found = list(with_offerings(self._centres.filter(pk__in=passing)))
        return sorted(found, key=lambda centre: (centre.country.name, centre.city, centre.name))

    def filters(self):
        labels = {
            "country": _("Country"),
            "topic": _("Topic"),
            "language": pgettext("spoken at work", "Language"),
        }
        return [Filter(name, labels[name], self._options(name)) for name in FILTERS]

    def loosen(self):
        """(what stands in the way, how many centres there are without it, address), for an empty list."""
        for name in self.chosen:
            others = {other: value for other, value in self.chosen.items() if other != name}
            count = sum(_passes(facts, others) for _pk, *facts in self._facts)
            if count:
                query = others | ({"q": self.text} if self.text else {})
                yield _label(name, self.chosen[name]), count, urlencode(query)

    @cached_property
    def _facts(self):
        """(pk, country, topics, languages) of each centre that the words find. One query."""
        found = self._centres.annotate(text=_TEXT)
        for word in self.text.split()[:MOST_WORDS]:
            found = found.filter(Q(text__unaccent__icontains=word) | Q(country__in=_countries_like(word)))
        return [
            (pk, {country}, set(topics), set(spoken))
            for pk, country, topics, spoken in found.order_by("pk").values_list(
                "pk", "country", "topics", "languages"
            )
        ]

    def _options(self, name):
        chosen, place = self.chosen.get(name), FILTERS.index(name)
        others = {other: value for other, value in self.chosen.items() if other != name}
        counts = Counter(
            value for _pk, *facts in self._facts if _passes(facts, others) for value in facts[place]
        )
        values = set(counts) | ({chosen} if chosen else set())
        options = [Option(value, _label(name, value), counts[value], value == chosen) for value in values]
        return sorted(options, key=lambda option: option.label.casefold())


def _passes(facts, chosen):
    return all(chosen[name] in facts[place] for place, name in enumerate(FILTERS) if name in chosen)


def _label(name, value):
    return {
        "country": lambda: countries.name(value) or value,
        "topic": lambda: value,
        "language": lambda: languages.name(value),
    }[name]()


def _countries_like(word):
    """Codes of the countries whose name, as the reader sees it, has this in it."""
    return [code for code, name in countries if word.casefold() in str(name).casefold()]
