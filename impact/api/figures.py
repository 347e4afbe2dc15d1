"""All figures, for who has a token: those of everybody, and those of the countries the token is for."""

from enum import StrEnum

from ninja import Field, Query, Router, Schema

from impact import reading
from impact.api import problems, schemas
from impact.api.access import Bearer, countries_of
from impact.api.paging import Paging, paged
from impact.api.public import shown
from impact.figures import FIGURES, OTHER
from impact.models.snapshots import Split
from registrations.models import Event

STEPS = ["asked", "seated", "attended", "missed"]
SplitName = StrEnum("SplitName", {split.name: split.value for split in Split})
REFUSED = {401: schemas.Problem, 403: schemas.Problem, 404: schemas.Problem, 429: schemas.Problem}
router = Router(auth=Bearer())


class Wanted(Schema):
    split: SplitName = SplitName.TOTAL
    level: int | None = Field(None, ge=0, le=99, description="Only this level; 0: figures of no level.")
    country: str = Field(
        "", pattern=r"^([A-Za-z]{2})?$", description="The figures of a hub's people; empty: of everybody."
    )


@router.get(
    "/figures",
    response={200: list[schemas.Definition], 401: schemas.Problem, 429: schemas.Problem},
    url_name="figures",
    summary="What is counted, and how",
)
def figures(request):
    return [_definition(figure) for figure in FIGURES.values()]


@router.get(
    "/figures/{name}", response={200: schemas.Figure} | REFUSED, url_name="figure", summary="One figure"
)
def figure(request, name: str, asked: Query[Wanted]):
    if name not in FIGURES:
        raise problems.not_there("figure")
    country = _allowed(request.auth, asked.country.upper())
    about = _definition(FIGURES[name]) | {"country": country, "split": asked.split}
    numbers = reading.latest(figures=[name], country=country)
    if numbers is None:
        return about | {"as_of": None, "results": []}
    levels = [level for level in numbers.levels(name) if asked.level in (None, level)]
    rows = [_row(numbers, name, level, country, asked.split) for level in levels]
    return about | {"as_of": numbers.as_of, "results": rows}


@router.get(
    "/attendance",
    response={200: schemas.AttendancePage, 401: schemas.Problem, 429: schemas.Problem},
    url_name="attendance",
    summary="Attendance of events: of a hub's own, or of all",
)
def attendance(request, asked: Query[Paging]):
    events = Event.objects.published().filter(cancelled_at=None).for_list()
    events = events.filter(hub=request.auth.hub) if request.auth.hub else events
    about, rows = paged(request, events, asked)
    numbers = reading.latest(figures=STEPS, country="")
    found = [
        {"event": event.slug, "title": event.title} | {step: _at(numbers, step, event) for step in STEPS}
        for event in rows
    ]
    return about | {"as_of": numbers and numbers.as_of, "results": found}


def _allowed(token, country):
    own = countries_of(token)
    if country and own is not None and country not in own:
        raise problems.Problem(
            403,
            f"This token reads the figures of everybody and of {', '.join(own)}, and of no other country.",
        )
    return country


def _definition(figure):
    return {
        "name": figure.name,
        "title": str(figure.title),
        "definition": str(figure.definition),
        "splits": [Split.TOTAL, Split.COUNTRY, *figure.splits],
        "holds": {key: str(words) for key, words in (figure.holds or {}).items()},
        "moore": figure.moore,
        "is_about_people": figure.of_people,
    }


def _row(numbers, name, level, country, split):
    groups = [] if split == SplitName.TOTAL else numbers.groups(name, split, level=level, country=country)
    return {
        "level": level,
        "total": shown(numbers.get(name, level=level, country=country)),
        "groups": [{"group": group} | shown(cell) for group, cell in groups],
    }


def _at(numbers, step, event):
    """Events with few people stand together under OTHER: of each of them is known only that they are few."""
    if numbers is None:
        return {"people": None, "value": None, "is_hidden": False, "as_of": None}
    cell = numbers.get(step, split=Split.EVENT, group=event.slug)
    if cell.as_of is None and _some_are_few(numbers, step):
        return {"people": None, "value": None, "is_hidden": True, "as_of": numbers.as_of}
    return shown(cell)


def _some_are_few(numbers, step):
    together = numbers.get(step, split=Split.EVENT, group=OTHER)
    return together.as_of is not None or numbers.get(step).is_hidden
