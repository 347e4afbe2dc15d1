"""Where a person stands in the waiting line, and why there is a line at all."""

from functools import cache

from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from hubs.models import Hub
from levels.models import LevelEnrolment
from registrations.models import Attendance, Criterion, Registration, Rule, Seat


def why_waiting(event, home):
    """The rule that a person from `home` is told who finds no free seat."""
    if event.awaits_allocation:
        return Rule.AFTER_RANKING
    if not event.homes or event.released_at:
        return Rule.ALL_FULL
    return Rule.HOME_FULL if home in event.homes else Rule.BEHIND_PILOT


def with_line(registrations):
    """Annotate registrations with what their explanation needs, in one query for any number of them.

    `place` and `line` are the person's place and the length of the line that matters to that person, counted
    from 1 over those who wait; `level_number` and `level_score` are the level whose score ranks people, where it does, and the person's own; `is_no_show` tells that the event was closed without minutes of the person; `home_seats` is how many seats of the event are at home in the own country;
    `run_by` is the name of the hub that runs the event and then decides about everyone; else `has_hub` tells
    whether that country has a hub, which then decides, or else the office.

    Before the release date a person of a pilot country stands in the line of that country, a person from
    elsewhere behind all of them. After it there is one line of all pilot countries, and then everybody else.
    """
    own_seats = Seat.objects.filter(event=OuterRef("event"), home=OuterRef("home"))
    is_pilot = Exists(own_seats)
    was_there = Attendance.objects.filter(registration=OuterRef("pk"), minutes__gt=0)
    own_level = LevelEnrolment.objects.filter(
        enrolment__user=OuterRef("user"), level=OuterRef("event__level")
    )
    ranks_by_score = Q(event__criterion=Criterion.LEVEL_SCORE)
    waiting = Registration.objects.waiting().filter(event=OuterRef("event"))
    asked_before = Q(requested_at__lt=OuterRef("requested_at")) | Q(
        requested_at=OuterRef("requested_at"), pk__lt=OuterRef("pk")
    )
    stands_before = Q(line_place__lt=OuterRef("line_place")) | (
        Q(line_place=OuterRef("line_place")) & asked_before
    )
    compatriots = waiting.filter(home=OuterRef("home"))
    pilots = waiting.filter(is_pilot)
    return registrations.annotate(
        home_seats=_count(own_seats),
        run_by=Coalesce(F("event__hub__name"), Value("")),
        is_no_show=Case(
            When(state="confirmed", event__closing__isnull=False, then=~Exists(was_there)), default=False
        ),
        has_hub=Exists(Hub.objects.filter(country=OuterRef("home"))),
        level_number=Case(When(ranks_by_score, then=F("event__level__number"))),
        level_score=Case(When(ranks_by_score, then=Subquery(own_level.values("score")))),
        place=1
        + Case(
            When(Q(is_pilot, event__released_at=None), then=_count(compatriots.filter(stands_before))),
            When(is_pilot, then=_count(pilots.filter(stands_before))),
            default=_count(waiting.filter(is_pilot | stands_before)),
        ),
        line=Case(
            When(Q(is_pilot, event__released_at=None), then=_count(compatriots)),
            When(is_pilot, then=_count(pilots)),
            default=_count(waiting),
        ),
    )


def _count(rows):
    counted = rows.order_by().values("event").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), Value(0))


def one_with_line(pk):
    """One registration `with_line`. Put together once: that takes Django longer than the database to answer."""
    sql, values = _prepared()
    return Registration.objects.raw(sql, [pk if value == _PK else value for value in values])[0]


_PK = -1


@cache
def _prepared():
    return with_line(Registration.objects.filter(pk=_PK)).query.sql_with_params()


def place_in_line(registration):
    """(place, length of the line) of one registration that waits."""
    registration = one_with_line(registration.pk)
    return registration.place, registration.line
