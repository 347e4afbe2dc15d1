"""What the report on a country is made of, without a word yet. Everything but ambassadors comes from the kept figures."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from hubs.models import Ambassador, Hub, Rung
from impact import reading
from impact.models.snapshots import Split
from impact.periods import Period
from registrations.models import Event

OF_A_LEVEL = ["opened", "started", "completed"]
AT_EVENTS = ["seated", "attended", "missed"]
OPINIONS = {"satisfaction": "mean", "intention": "share", "action": "share"}
MOST_EVENTS = 5


@dataclass(frozen=True)
class Beside:
    """One figure of the country, and of all countries. `of` is its name or the key of its value; 0 is no level."""

    of: str
    own: reading.Shown
    all: reading.Shown
    level: int = 0


@dataclass(frozen=True)
class EventLine:
    """An event with the people of the country at it, and the seats kept for the country; None where there are none."""

    title: str
    seated: reading.Shown
    attended: reading.Shown
    at_home: int | None
    given: int | None


@dataclass(frozen=True)
class NationalReport:
    hub: Hub
    period: Period
    as_of: datetime
    on_the_pathway: Beside
    certified: Beside
    levels: list
    professions: list
    career_stages: list
    knowledge: list
    events: list
    more_events: int
    at_events: list
    seats: reading.Shown
    opinions: list
    opinions_as_of: datetime | None
    ambassadors: list


def gather(hub, numbers, period):
    country = str(hub.country)

    def beside(name, source=numbers, level=0):
        return Beside(
            name, source.get(name, level=level, country=country), source.get(name, level=level), level
        )

    beginning = reading.latest(figures=["change", *OPINIONS])
    events = _events(numbers, country)
    return NationalReport(
        hub=hub,
        period=period,
        as_of=numbers.as_of,
        on_the_pathway=beside("enrolled"),
        certified=beside("certified"),
        levels=[beside(name, level=level) for level in numbers.levels("opened") for name in OF_A_LEVEL],
        professions=numbers.groups("enrolled", Split.PROFESSION, country=country),
        career_stages=numbers.groups("enrolled", Split.CAREER_STAGE, country=country),
        knowledge=[beside("change", beginning, level) for level in beginning.levels("change")]
        if beginning
        else [],
        events=events[:MOST_EVENTS],
        more_events=len(events[MOST_EVENTS:]),
        at_events=[beside(name) for name in AT_EVENTS],
        seats=numbers.get("seats", country=country),
        opinions=_opinions(beginning, beside) if beginning else [],
        opinions_as_of=beginning and beginning.as_of,
        ambassadors=_ambassadors(hub, numbers.as_of),
    )


def _events(numbers, country):
    """Events at which people of the country held a place, the fullest first; groups put together are no event."""
    seated = dict(numbers.groups("seated", Split.EVENT, country=country))
    attended = dict(numbers.groups("attended", Split.EVENT, country=country))
    seats = dict(numbers.groups("seats", Split.EVENT, country=country))
    titles = dict(Event.objects.filter(slug__in=[*seated, *attended]).values_list("slug", "title"))
    nobody = numbers.get("seated", country=country, split=Split.EVENT, group=" ")
    lines = [
        EventLine(
            title,
            seated.get(slug, nobody),
            attended.get(slug, nobody),
            seats[slug]["at_home"] if slug in seats else None,
            seats[slug]["given"] if slug in seats else None,
        )
        for slug, title in titles.items()
    ]
    return sorted(lines, key=lambda line: (-(line.seated.people or 0), line.title))


def _opinions(beginning, beside):
    """Of levels and of all events together, where anybody of the country or of all has answered."""
    levels = sorted({level for name in OPINIONS for level in beginning.levels(name)})
    found = [beside(name, beginning, level) for name in OPINIONS for level in levels]
    return [one for one in found if one.all.is_there and one.all.value]


def _ambassadors(hub, as_of):
    """[(step, people)], the highest first."""
    live = Ambassador.objects.live(as_of.date()).filter(hub=hub).order_by()
    counts = dict(live.values_list("rung").annotate(Count("pk")))
    return [(rung, counts[rung]) for rung in reversed(Rung) if counts.get(rung)]
