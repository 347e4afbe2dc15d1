"""What anybody may read: events, levels, hubs and the headline figures, as they stand on public pages."""

from datetime import UTC, datetime
from enum import StrEnum

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Query, Router

from hubs.models import Hub
from impact import reading
from impact.api import problems, schemas
from impact.api.paging import Paging, paged
from impact.figures import FIGURES
from levels.models import Level
from registrations import boards
from registrations.models import Event, EventKind

HEADLINES = ["enrolled", "started", "completed", "attended", "certified", "cases"]
router = Router()
Kind = StrEnum("Kind", {kind.name: kind.value for kind in EventKind})


class Wanted(Paging):
    country: str = Field(
        "", pattern=r"^([A-Za-z]{2})?$", description="Events that the hub of this country runs."
    )
    level: int | None = Field(None, ge=1, le=99)
    kind: Kind | None = None
    since: datetime | None = Field(
        None,
        alias="from",
        description="Events that end at this day or moment or later, and those whose date is open.",
    )


@router.get(
    "/events", response=schemas.EventPage, url_name="events", summary="Published events, soonest first"
)
def events(request, asked: Query[Wanted]):
    about, rows = paged(request, _wanted(asked), asked)
    return about | {"results": _described(rows)}


@router.get(
    "/events/{slug:slug}",
    response={200: schemas.Event, 404: schemas.Problem},
    url_name="event",
    summary="One event",
)
def event(request, slug: str):
    rows = list(_public_events().filter(slug=slug))
    if not rows:
        raise problems.not_there("event, or it is not published")
    return _described(rows)[0]


def _public_events():
    rows = Event.objects.published().filter(cancelled_at=None)
    return rows.for_list().prefetch_related("sessions")


def _wanted(asked):
    rows = _public_events()
    if asked.country:
        rows = rows.filter(hub__country=asked.country.upper())
    if asked.level:
        rows = rows.filter(level__number=asked.level)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.since:
        since = asked.since if timezone.is_aware(asked.since) else asked.since.replace(tzinfo=UTC)
        rows = rows.filter(Q(ends_at=None) | Q(ends_at__gte=since))
    return rows


def _described(events):
    seats = boards.counted(events)
    return [_event(event, seats.get(event.pk, [])) for event in events]


_SAME = [
    "title",
    "kind",
    "summary",
    "description",
    "starts_at",
    "ends_at",
    "time_zone",
    "date_note",
    "place",
    "is_online",
    "language",
    "host_conference",
    "minimum_attendance",
    "filling",
]


def _event(event, homes):
    calendar = reverse("registrations:calendar", args=[event.slug]) if event.starts_at else None
    return {name: getattr(event, name) for name in _SAME} | {
        "id": event.slug,
        "url": settings.SITE_URL + event.get_absolute_url(),
        "calendar_url": calendar and settings.SITE_URL + calendar,
        "level": event.level and event.level.number,
        "hub": event.hub and str(event.hub.country),
        "registration": {
            "is_open": event.is_open(),
            "opens_at": event.registration_opens_at,
            "closes_at": event.closes_at,
            "ranked_until": event.requests_until if event.is_ranked else None,
        },
        "seats": _seats(homes) if event.is_limited else None,
        "sessions": [
            {"title": session.title, "starts_at": session.starts_at, "ends_at": session.ends_at}
            for session in event.sessions.all()
        ],
    }


def _seats(homes):
    return {
        "total": sum(home["seats"] for home in homes),
        "left": sum(home["free"] + home["released"] for home in homes),
        "countries": homes,
    }


@router.get("/levels", response=list[schemas.Level], url_name="levels", summary="The levels of the pathway")
def levels(request):
    return [
        {
            "number": level.number,
            "url": settings.SITE_URL + level.get_absolute_url(),
            "title": level.title,
            "format": level.format,
            "when": level.when,
            "summary": level.summary,
            "opens_on": level.opens_on,
            "availability": level.availability,
            "updated_on": level.content_updated_on,
        }
        for level in Level.objects.all()
    ]


@router.get("/hubs", response=list[schemas.Hub], url_name="hubs", summary="The national hubs")
def hubs(request):
    return [
        {
            "country": str(hub.country),
            "url": settings.SITE_URL + hub.get_absolute_url(),
            "name": hub.name,
            "introduction": hub.introduction,
            "time_zone": hub.time_zone,
            "societies": [
                {"name": society.name, "abbreviation": society.abbreviation, "url": society.url}
                for society in hub.societies.all()
            ],
        }
        for hub in Hub.objects.open().prefetch_related("societies")
    ]


@router.get(
    "/aggregates", response=schemas.Headlines, url_name="aggregates", summary="Headline figures of everybody"
)
def aggregates(request):
    numbers = reading.latest(figures=HEADLINES, country="")
    if numbers is None:
        return {"as_of": None, "results": []}
    found = [
        {"figure": name, "title": str(figure.title), "definition": str(figure.definition), "level": level}
        | shown(numbers.get(name, level=level))
        for name, figure in ((name, FIGURES[name]) for name in HEADLINES)
        for level in numbers.levels(name)
    ]
    return {"as_of": numbers.as_of, "results": found}


def shown(cell):
    return {"people": cell.people, "value": cell.value, "is_hidden": cell.is_hidden, "as_of": cell.as_of}
