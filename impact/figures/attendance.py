"""Who asked for places at events, got them, came or did not; and what became of the seats."""

from collections import defaultdict

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, CharField, DateTimeField, F, Func, Q, Value, When
from django.db.models import Count as CountRows
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from impact.figures.figure import NOT_STATED, Figure
from impact.figures.people import group_name
from impact.figures.tallies import Distinct, Sum
from impact.models.milestones import Step
from impact.models.snapshots import Split
from registrations.models import Event, Registration, Seat, State

SPLITS = (Split.PROFESSION, Split.MONTH, Split.EVENT)


def _of_step(step):
    """Everybody once in each group: with the country and the profession of the first time in it."""

    def count(source, split):
        rows = source.milestones.filter(step=step).order_by()
        return _gathered(_in_groups(rows, split), split)

    return count


def _in_groups(rows, split):
    """(part or None, person, country, profession) of each place, the first of each person first."""
    rows = rows.annotate(part=_PARTS.get(split, Value(0))).order_by("at", "pk")
    return rows.values_list("part", "person", "country", "profession").iterator(10_000)


# As `2026-11`, in UTC, said by the database: half a million moments are slow to make in Python.
_MONTH = Func(
    Func(Value("UTC"), F("at"), function="timezone", output_field=DateTimeField()),
    Value("YYYY-MM"),
    function="to_char",
    output_field=CharField(),
)
_PARTS = {Split.MONTH: _MONTH, Split.EVENT: F("event")}


def _gathered(found, split):
    """Put together here: the database would sort each person's places in each group by themselves."""
    slugs = dict(Event.objects.values_list("pk", "slug")) if split == Split.EVENT else {}
    name = {
        Split.TOTAL: lambda part, profession: "",
        Split.PROFESSION: lambda part, profession: group_name(profession),
        Split.MONTH: lambda part, profession: part,
        Split.EVENT: lambda part, profession: slugs[part],
    }[split]
    keys, who, places = {}, defaultdict(set), defaultdict(int)
    for part, person, country, profession in found:
        key = keys.get((part, person))
        if key is None:
            key = keys[part, person] = 0, country or NOT_STATED, name(part, profession)
            who[key].add(person)
        places[key] += 1
    tally = _overlapping if split in _PARTS else _apart
    return {key: tally(people, places[key]) for key, people in who.items()}


def _overlapping(who, places):
    return Distinct(frozenset(who), {"places": places})


def _apart(who, places):
    return Sum(len(who), {"places": places})


def _waiting(source, split):
    """As the line is now, so a period takes the requests that came in it."""
    rows = Registration.objects.filter(state=State.WAITING, event__cancelled_at=None, user__is_staff=False)
    rows = rows.filter(requested_at__lt=source.until)
    rows = rows.filter(requested_at__gte=source.since) if source.since else rows
    group = F("event__slug") if split == Split.EVENT else Value("")
    rows = rows.order_by().annotate(group=group).values_list("home", "group")
    return {
        (0, str(home), group): _overlapping(people, len(people))
        for home, group, people in rows.annotate(people=ArrayAgg("user"))
    }


_SEATS = "at_home", "given", "free", "released"


def _seats(source, split):
    """Of a period, the seats of events that began in it."""
    seats = Seat.objects.filter(event__is_published=True, event__cancelled_at=None)
    if source.since:
        seats = seats.filter(event__starts_at__gte=source.since, event__starts_at__lt=source.until)
    group = F("event__slug") if split == Split.EVENT else Value("")
    country = Case(
        When(home="", then=Value(NOT_STATED)), default=Cast("home", CharField()), output_field=CharField()
    )
    is_released = Q(event__released_at__isnull=False) & ~Q(home="")
    rows = seats.order_by().annotate(country=country, group=group).values_list("country", "group")
    return {
        (0, country, group): Sum(None, dict(zip(_SEATS, numbers, strict=True)))
        for country, group, *numbers in rows.annotate(
            at_home=CountRows("pk"),
            given=CountRows("pk", filter=Q(registration__isnull=False)),
            free=CountRows("pk", filter=Q(registration=None) & ~is_released),
            released=CountRows("pk", filter=Q(registration=None) & is_released),
        )
    }


_PLACES = {"places": _("places: somebody who did so at three events counts three times")}

FIGURES = [
    Figure(
        "asked",
        _("People who asked for a place at an event"),
        _(
            "People who have asked for a place at one event or more, whatever was decided, by the day of the first request for each event. Everybody counts once in each group, with the country of the first time."
        ),
        _of_step(Step.ASKED),
        SPLITS,
        moore="1",
        holds=_PLACES,
    ),
    Figure(
        "seated",
        _("People with a confirmed place at an event"),
        _(
            "People whose place is confirmed at one event or more, by the day on which it was confirmed. Everybody counts once in each group, with the country of the first time."
        ),
        _of_step(Step.SEATED),
        SPLITS,
        moore="1",
        holds=_PLACES,
    ),
    Figure(
        "attended",
        _("People who were at an event"),
        _(
            "People with a confirmed place who were there for the minimum time of one event or more, by the last day of the event. Everybody counts once in each group, with the country of the first time."
        ),
        _of_step(Step.ATTENDED),
        SPLITS,
        moore="1",
        holds=_PLACES,
    ),
    Figure(
        "missed",
        _("People who held a place and did not come"),
        _(
            "People with a confirmed place and no minute of attendance at one event or more whose attendance is closed, by the last day of the event. Everybody counts once in each group, with the country of the first time."
        ),
        _of_step(Step.MISSED),
        SPLITS,
        moore="1",
        holds=_PLACES,
    ),
    Figure(
        "waiting",
        _("People in line for a seat"),
        _(
            "People who wait in line for a seat at one event or more, with the country whose seats they asked for."
        ),
        _waiting,
        (Split.EVENT,),
        holds=_PLACES,
    ),
    Figure(
        "seats",
        _("Seats by country"),
        _(
            "Seats of published events that are not cancelled, by the country for which they are kept. A seat is given once it is offered or confirmed; released once its country no longer has the first call on it."
        ),
        _seats,
        (Split.EVENT,),
        holds={
            "at_home": _("seats kept for the country; seats for anyone stand under “not stated”"),
            "given": _("of these, offered or confirmed, to people of any country"),
            "free": _("of these, free and kept for the country"),
            "released": _("of these, free and open to the next in line anywhere"),
        },
        of_people=False,
    ),
]
