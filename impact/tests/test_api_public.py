"""What anybody reads without a token."""

from datetime import UTC, datetime, timedelta

import jsonschema
import pytest
from django.core.cache import cache
from django.utils import timezone

from hubs.models import Society
from hubs.tests.factories import HubFactory
from impact.api import access
from impact.tests.factories import CellFactory, SnapshotFactory
from levels.tests.factories import LevelFactory
from registrations.models import EventKind, Rule, Seat, State
from registrations.tests.factories import EventFactory, FacultyFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db
EVENTS = "/api/v1/events"


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    cache.clear()


def ids(response):
    return [event["id"] for event in response.json()["results"]]


def test_events_are_those_of_the_public_list(client):
    EventFactory(slug="shown")
    EventFactory(slug="draft", is_published=False)
    EventFactory(slug="off", cancelled_at=timezone.now(), cancellation_reason="No speakers.")

    response = client.get(EVENTS)

    assert response.status_code == 200
    assert ids(response) == ["shown"]


def test_moments_are_utc_with_the_zone_beside_them(client):
    starts = datetime(2027, 3, 28, 9, tzinfo=UTC)
    event = EventFactory(slug="spring", starts_at=starts, time_zone="Europe/Warsaw")
    SessionFactory(event=event)

    found = client.get(f"{EVENTS}/spring").json()

    assert (found["starts_at"], found["time_zone"]) == ("2027-03-28T09:00:00Z", "Europe/Warsaw")
    assert found["sessions"][0]["starts_at"] == "2027-03-28T09:00:00Z"
    assert found["url"].endswith("/events/spring/")


def test_an_event_without_a_date_says_what_is_known(client):
    EventFactory(slug="later", starts_at=None, ends_at=None, date_note="2027, to be announced")

    found = client.get(f"{EVENTS}/later").json()

    assert (found["starts_at"], found["date_note"]) == (None, "2027, to be announced")
    assert found["calendar_url"] is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("country=pl", ["polish"]),
        ("country=PL", ["polish"]),
        ("country=se", []),
        ("kind=webinar", ["talk"]),
        ("from=2027-02-01", ["talk", "open"]),
        ("from=2027-01-10T12:00:00Z", ["talk", "open"]),
        ("from=2027-01-10T11:00:00", ["polish", "talk", "open"]),
    ],
)
def test_events_can_be_asked_for_by(client, query, expected):
    day = datetime(2027, 1, 10, 9, tzinfo=UTC)
    EventFactory(slug="polish", starts_at=day, ends_at=day + timedelta(hours=2), hub=HubFactory(country="PL"))
    EventFactory(slug="talk", kind=EventKind.WEBINAR, starts_at=day + timedelta(days=30))
    EventFactory(slug="open", starts_at=None, ends_at=None, date_note="2027")

    assert ids(client.get(f"{EVENTS}?{query}")) == expected


@pytest.mark.parametrize(
    "query", ["level=x", "kind=party", "country=poland", "page=0", "page_size=101", "from=soon"]
)
def test_what_cannot_be_understood_is_answered_in_words(client, query):
    response = client.get(f"{EVENTS}?{query}")

    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"].startswith(query.partition("=")[0])


def test_long_lists_come_in_pages(client, settings):
    for number in range(3):
        EventFactory(slug=f"event-{number}", starts_at=datetime(2027, 1, 1 + number, tzinfo=UTC))

    first = client.get(f"{EVENTS}?page_size=2&kind=live").json()
    second = client.get(first["next"].removeprefix(settings.SITE_URL))

    assert (first["count"], first["pages"], first["previous"]) == (3, 2, None)
    assert ids(second) == ["event-2"]
    assert second.json()["next"] is None
    assert client.get(f"{EVENTS}?page=9").json()["results"] == []


def test_seats_are_those_of_the_public_page(client):
    event = EventFactory(slug="masterclass", capacity=5, quotas={"PL": 2, "RO": 2})
    seats = list(Seat.objects.filter(event=event, home="PL"))
    RegistrationFactory(event=event, seat=seats[0], rule=Rule.HOME_SEAT)
    RegistrationFactory(
        event=event, seat=seats[1], rule=Rule.HOME_SEAT, state=State.OFFERED, offer_ends_at=timezone.now()
    )

    found = client.get(f"{EVENTS}/masterclass").json()["seats"]

    assert (found["total"], found["left"]) == (5, 3)
    assert found["countries"] == [
        {"country": "PL", "seats": 2, "taken": 1, "offered": 1, "free": 0, "released": 0},
        {"country": "RO", "seats": 2, "taken": 0, "offered": 0, "free": 2, "released": 0},
        {"country": "", "seats": 1, "taken": 0, "offered": 0, "free": 1, "released": 0},
    ]


def test_nobody_is_named(client):
    event = EventFactory(signatory_name="Claire Unmistakable")
    FacultyFactory(event=event, name="Zbigniew Unmistakable")
    RegistrationFactory(event=event, user__name="Łukasz Unmistakable")

    assert b"Unmistakable" not in client.get(EVENTS).content


def test_an_unknown_or_unpublished_event_is_not_there(client):
    EventFactory(slug="draft", is_published=False)

    for slug in ("draft", "nothing"):
        response = client.get(f"{EVENTS}/{slug}")
        assert response.status_code == 404
        assert response.json()["detail"] == "There is no such event, or it is not published."


def test_levels_and_hubs_are_listed(client):
    HubFactory(country="SE", is_open=False)
    LevelFactory(number=2)
    LevelFactory(number=1)
    hub = HubFactory(country="RO", contact_email="ana@example.org")
    Society.objects.create(hub=hub, name="SRATI", abbreviation="SRATI")

    levels, hubs = client.get("/api/v1/levels").json(), client.get("/api/v1/hubs")

    assert [level["number"] for level in levels] == [1, 2]
    assert [(hub["country"], len(hub["societies"])) for hub in hubs.json()] == [("RO", 1)]
    assert b"ana@example.org" not in hubs.content


def test_before_anything_is_counted_there_are_no_headlines(client):
    assert client.get("/api/v1/aggregates").json() == {"as_of": None, "results": []}


def test_headlines_are_the_figures_of_the_snapshot(client):
    snapshot = SnapshotFactory()
    CellFactory(snapshot=snapshot, people=12)
    CellFactory(snapshot=snapshot, figure="completed", level=2, few=True)
    CellFactory(snapshot=snapshot, figure="joined", people=99)

    found = {row["figure"]: row for row in client.get("/api/v1/aggregates").json()["results"]}

    assert set(found) == {"enrolled", "completed"}
    assert found["enrolled"]["people"] == 12
    assert "pathway" in found["enrolled"]["definition"]
    assert (found["completed"]["people"], found["completed"]["is_hidden"]) == (None, True)


def test_what_has_not_changed_is_answered_empty(client):
    EventFactory()
    first = client.get(EVENTS)

    again = client.get(EVENTS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")
    EventFactory()
    assert client.get(EVENTS, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_public_answers_may_be_kept_and_read_from_other_sites(client):
    response = client.get(EVENTS)

    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert not response.cookies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_can_be_changed(client, method):
    response = getattr(client, method)(EVENTS)

    assert response.status_code == 405
    assert response["Allow"] == "GET"


def test_who_asks_too_often_is_told_when_to_come_back(client, monkeypatch):
    monkeypatch.setattr(access, "PUBLIC_PER_MINUTE", 2)

    answers = [client.get(EVENTS) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert answers[-1]["Content-Type"] == "application/problem+json"


def test_answers_are_english_whatever_the_reader_speaks(client):
    SnapshotFactory()
    CellFactory(snapshot=SnapshotFactory())

    response = client.get("/api/v1/aggregates", headers={"Accept-Language": "pl"})

    assert response.json()["results"][0]["title"] == "People on the pathway"


def test_other_addresses_below_it_are_a_problem_in_words(client):
    response = client.get("/api/v1/people")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("rows", [1, 3])
def test_events_cost_as_many_queries_for_three_as_for_one(client, rows, django_assert_num_queries):
    for _ in range(rows):
        event = EventFactory(capacity=2, quotas={"PL": 2}, hub=None)
        SessionFactory(event=event)

    with django_assert_num_queries(4):
        assert len(ids(client.get(EVENTS))) == rows


def schema_of(client, path):
    whole = client.get("/api/v1/openapi.json").json()
    answer = whole["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return {"components": whole["components"], **answer}


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        (EVENTS, EVENTS),
        (EVENTS + "/{slug}", EVENTS + "/masterclass"),
        ("/api/v1/levels", "/api/v1/levels"),
        ("/api/v1/hubs", "/api/v1/hubs"),
        ("/api/v1/aggregates", "/api/v1/aggregates"),
    ],
)
def test_answers_are_what_the_description_says(client, path, asked):
    SessionFactory(event=EventFactory(slug="masterclass", capacity=2, quotas={"PL": 1}))
    Society.objects.create(hub=HubFactory(country="RO"), name="SRATI")
    LevelFactory()
    CellFactory()

    jsonschema.validate(client.get(asked).json(), schema_of(client, path))


def test_the_description_is_openapi(client):
    found = client.get("/api/v1/openapi.json").json()

    assert found["openapi"].startswith("3.1")
    assert {"/api/v1/events", "/api/v1/figures/{name}"} <= set(found["paths"])
    assert "security" not in found["paths"]["/api/v1/events"]["get"]
    assert found["paths"]["/api/v1/figures"]["get"]["security"] == [{"Bearer": []}]
    jsonschema.Draft202012Validator.check_schema(found["components"]["schemas"])


def test_the_page_for_people_names_each_address_and_every_field(client):
    described = client.get("/api/v1/openapi.json").json()

    page = client.get("/api/").content.decode()

    assert all(path in page for path in described["paths"])
    assert all(name in page for name in described["components"]["schemas"]["Event"]["properties"])
    assert "Pathway-Signature" in page
