"""Who reads which figures with a token, who makes tokens, and when they stop."""

from datetime import UTC, date, datetime, timedelta

import jsonschema
import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import personal_data
from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from hubs.models import Membership
from hubs.tests.factories import HubFactory, MembershipFactory
from impact.actions import tokens as actions
from impact.api import access
from impact.models import ApiToken
from impact.models.snapshots import Split
from impact.tests.factories import CellFactory, SnapshotFactory, TokenFactory
from registrations.tests.factories import EventFactory

pytestmark = pytest.mark.django_db
FIGURE = "/api/v1/figures/enrolled"


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    cache.clear()


@pytest.fixture
def portugal(db):
    return HubFactory(country="PT", name="Hub Portugal")


@pytest.fixture
def read(client):
    """`read(address, token)`: what is answered to who has this token."""

    def ask(address, token=""):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return client.get(address, headers=headers)

    return ask


@pytest.fixture
def counted(poland, portugal):
    """Everybody, Poland and Portugal, each with professions; and countries."""
    snapshot = SnapshotFactory()
    for country, people in (("", 40), ("PL", 12), ("PT", 11)):
        CellFactory(snapshot=snapshot, country=country, people=people)
        CellFactory(
            snapshot=snapshot, country=country, split=Split.PROFESSION, group="nurse", people=people - 5
        )
        CellFactory(snapshot=snapshot, country=country, split=Split.PROFESSION, group="doctor", few=True)
    CellFactory(snapshot=snapshot, split=Split.COUNTRY, group="PL", people=12)
    CellFactory(snapshot=snapshot, split=Split.COUNTRY, group="PT", people=11)
    CellFactory(snapshot=snapshot, figure="completed", level=1, people=9)
    CellFactory(snapshot=snapshot, figure="completed", level=2, people=6)
    return snapshot


@pytest.mark.parametrize("address", ["/api/v1/figures", FIGURE, "/api/v1/attendance"])
@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer ", "Bearer ssp_wrong", "Basic dXNlcjpwYXNz", "ssp_wrong"]
)
def test_without_a_token_that_works_nothing_is_read(client, counted, address, sent):
    response = client.get(address, headers={"Authorization": sent} if sent else {})

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert "token" in response.json()["detail"]


@pytest.mark.parametrize(
    "facts",
    [
        {
            "expires_at": timezone.now() - timedelta(minutes=1),
            "created_at": timezone.now() - timedelta(days=9),
        },
        {"revoked_at": timezone.now()},
    ],
)
def test_a_token_that_expired_or_was_revoked_reads_nothing(read, counted, facts):
    TokenFactory(text="ssp_old", **facts)

    assert read(FIGURE, "ssp_old").status_code == 401


def test_being_logged_in_is_no_token(as_, staff, counted):
    assert as_(staff).get(FIGURE).status_code == 401


def test_a_token_of_the_office_reads_every_country(read, counted):
    TokenFactory(text="ssp_office")

    for country, people in (("", 40), ("PL", 12), ("pt", 11)):
        found = read(f"{FIGURE}?country={country}", "ssp_office").json()
        assert found["country"] == country.upper()
        assert found["results"][0]["total"]["people"] == people


def test_a_token_of_poland_reads_everybody_and_poland(read, counted, poland, coordinator):
    TokenFactory(text="ssp_pl", hub=poland, created_by=coordinator)

    assert read(FIGURE, "ssp_pl").json()["results"][0]["total"]["people"] == 40
    found = read(f"{FIGURE}?country=PL&split=profession", "ssp_pl").json()["results"][0]
    assert [(row["group"], row["people"], row["is_hidden"]) for row in found["groups"]] == [
        ("doctor", None, True),
        ("nurse", 7, False),
    ]


@pytest.mark.parametrize("split", [split.value for split in Split])
def test_a_token_of_poland_never_reads_portugal(read, counted, poland, coordinator, split):
    TokenFactory(text="ssp_pl", hub=poland, created_by=coordinator)

    response = read(f"{FIGURE}?country=PT&split={split}", "ssp_pl")

    assert response.status_code == 403
    assert response.json()["detail"] == (
        "This token reads the figures of everybody and of PL, and of no other country."
    )


def test_a_level_can_be_asked_for(read, counted):
    TokenFactory(text="ssp_office")

    found = read("/api/v1/figures/completed?level=2", "ssp_office").json()["results"]

    assert [(row["level"], row["total"]["people"]) for row in found] == [(2, 6)]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/figures/salary", 404),
        (f"{FIGURE}?split=postcode", 422),
        (f"{FIGURE}?country=Poland", 422),
        (f"{FIGURE}?level=-1", 422),
    ],
)
def test_what_there_is_not_is_said_in_words(read, counted, address, status):
    TokenFactory(text="ssp_office")

    response = read(address, "ssp_office")

    assert response.status_code == status
    assert response.json()["status"] == status


def test_each_figure_says_what_it_counts(read):
    TokenFactory(text="ssp_office")

    found = {row["name"]: row for row in read("/api/v1/figures", "ssp_office").json()}

    assert "places" in found["attended"]["holds"]
    assert found["seats"]["is_about_people"] is False
    assert all(row["definition"] for row in found.values())


def test_before_the_first_count_there_are_no_rows(read):
    TokenFactory(text="ssp_office")

    found = read(FIGURE, "ssp_office").json()

    assert (found["as_of"], found["results"]) == (None, [])


@pytest.fixture
def attended(poland, portugal):
    """Of one event of each hub it is known how many came; of a second of Poland that it were few."""
    snapshot = SnapshotFactory()
    at = datetime(2027, 1, 1, 9, tzinfo=UTC)
    for days, (slug, hub) in enumerate([("krakow", poland), ("warsaw", poland), ("porto", portugal)]):
        EventFactory(slug=slug, hub=hub, starts_at=at + timedelta(days=days))
    CellFactory(snapshot=snapshot, figure="attended", people=30, value={"places": 31})
    for slug in ("krakow", "porto"):
        CellFactory(
            snapshot=snapshot,
            figure="attended",
            split=Split.EVENT,
            group=slug,
            people=12,
            value={"places": 12},
        )
    CellFactory(snapshot=snapshot, figure="attended", split=Split.EVENT, group="other", people=6)


def test_a_hub_reads_the_attendance_of_its_own_events(read, attended, poland, coordinator):
    TokenFactory(text="ssp_pl", hub=poland, created_by=coordinator)

    found = read("/api/v1/attendance", "ssp_pl").json()["results"]

    assert [row["event"] for row in found] == ["krakow", "warsaw"]
    assert (found[0]["attended"]["people"], found[0]["attended"]["value"]) == (12, {"places": 12})
    assert (found[1]["attended"]["people"], found[1]["attended"]["is_hidden"]) == (None, True)
    assert (found[0]["missed"]["people"], found[0]["missed"]["is_hidden"]) == (0, False)


def test_the_office_reads_the_attendance_of_all_events(read, attended):
    TokenFactory(text="ssp_office")

    assert read("/api/v1/attendance", "ssp_office").json()["count"] == 3


@pytest.mark.parametrize("address", ["/api/v1/figures", FIGURE, "/api/v1/attendance"])
def test_answers_with_a_token_are_what_the_description_says(client, read, counted, attended, address):
    TokenFactory(text="ssp_office")
    whole = client.get("/api/v1/openapi.json").json()
    path = whole["paths"][address.replace("enrolled", "{name}")]["get"]
    schema = path["responses"]["200"]["content"]["application/json"]["schema"]

    jsonschema.validate(read(address, "ssp_office").json(), {"components": whole["components"], **schema})


def test_answers_with_a_token_are_kept_nowhere(read, counted):
    TokenFactory(text="ssp_office")

    response = read(FIGURE, "ssp_office")

    assert response["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in response


@pytest.mark.parametrize("events", [1, 3])
def test_reading_costs_as_many_queries_for_three_events_as_for_one(
    read, poland, coordinator, events, django_assert_num_queries
):
    TokenFactory(text="ssp_pl", hub=poland, created_by=coordinator, last_used_at=timezone.now())
    CellFactory(figure="attended")
    for _ in range(events):
        EventFactory(hub=poland)

    with django_assert_num_queries(5):
        assert read("/api/v1/attendance", "ssp_pl").json()["count"] == events


def test_use_is_noted_at_most_once_a_minute(read, counted):
    token = TokenFactory(text="ssp_office")

    read(FIGURE, "ssp_office")
    token.refresh_from_db()
    first = token.last_used_at
    read(FIGURE, "ssp_office")
    token.refresh_from_db()

    assert first is not None
    assert token.last_used_at == first


def test_a_token_that_asks_too_often_waits(read, counted, monkeypatch):
    monkeypatch.setattr(access, "TOKEN_PER_MINUTE", 1)
    TokenFactory(text="ssp_office")

    assert [read(FIGURE, "ssp_office").status_code for _ in range(2)] == [200, 429]


def test_who_tries_tokens_is_held_up(read, monkeypatch):
    monkeypatch.setattr(access, "WRONG_TOKENS_PER_MINUTE", 2)

    assert [read(FIGURE, f"ssp_{number}").status_code for number in range(3)] == [401, 401, 429]


# ---- Making and revoking ----


def make(by, hub=None, **facts):
    facts = {"name": "Website", "expires_at": timezone.now() + timedelta(days=9)} | facts
    return actions.make(by=by, hub=hub, **facts)


def test_what_is_made_works_and_only_its_hash_is_kept(read, counted, staff):
    row, token = make(staff)

    assert read(FIGURE, token).status_code == 200
    assert token not in str(ApiToken.objects.values().get(pk=row.pk))
    assert token.startswith(row.beginning)
    assert AuditEntry.objects.filter(action="api_token.made").count() == 1
    assert token not in str(AuditEntry.objects.latest("pk").facts)


def test_only_who_is_in_charge_makes_tokens(poland, portugal, coordinator, participant):
    for by, hub in ((coordinator, None), (coordinator, portugal), (participant, poland), (participant, None)):
        with pytest.raises(PermissionDenied):
            make(by, hub)


def test_a_token_of_a_hub_stops_with_the_term_of_its_maker(read, counted, poland, coordinator):
    _row, token = make(coordinator, poland)
    assert read(FIGURE, token).status_code == 200

    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=coordinator).update(starts_on=date(2026, 1, 1), ends_on=yesterday)

    assert read(FIGURE, token).status_code == 401


def test_a_token_of_the_office_stops_when_its_maker_leaves(read, counted, staff):
    _row, token = make(staff)
    staff.is_staff = False
    staff.save()

    assert read(FIGURE, token).status_code == 401


def test_a_coordinator_of_another_hub_keeps_nothing_alive(read, counted, poland, portugal):
    both = MembershipFactory(hub=poland).user
    _row, token = make(both, poland)
    Membership.objects.filter(user=both, hub=poland).delete()
    MembershipFactory(hub=portugal, user=both)

    assert read(FIGURE, token).status_code == 401


def test_there_are_not_more_tokens_than_anybody_can_oversee(staff, monkeypatch):
    monkeypatch.setattr(actions, "MOST_IN_FORCE", 1)
    make(staff)

    with pytest.raises(ValidationError, match="Revoke one"):
        make(staff)


def test_a_token_is_revoked_once(staff):
    row, _token = make(staff)

    assert actions.revoke(token=row, by=staff)
    assert not actions.revoke(token=row, by=staff)
    assert AuditEntry.objects.filter(action="api_token.revoked").count() == 1


@pytest.mark.parametrize(
    "facts", [{"digest": "ssp_in-clear"}, {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}]
)
def test_the_database_keeps_no_token_in_clear_and_none_that_ended_before_it_began(facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        TokenFactory(text="ssp_x", **facts)


def test_with_its_maker_a_token_goes_and_what_was_made_is_exported(participant):
    token = TokenFactory(text="ssp_x", created_by=participant)
    holding = next(row for row in personal_data.holdings() if row.model == "impact.ApiToken")

    assert [row["name"] for row in holding.export(participant)] == [token.name]
    holding.erase(participant)

    token.refresh_from_db()
    assert token.revoked_at


# ---- Pages ----

STAFF_PAGE = "/impact/api/tokens/"
HUB_PAGE = "/hubs/pl/manage/api/"


def filled_in(**facts):
    return {"name": "Website", "expires_on": timezone.now().date() + timedelta(days=30)} | facts


def test_the_token_is_shown_once_when_it_is_made(as_, coordinator, counted, read):
    browser = as_(coordinator)

    page = browser.post(HUB_PAGE, filled_in()).content.decode()
    token = page.partition('<code class="once">')[2].partition("<")[0]

    assert ApiToken.objects.get().hub.code == "pl"
    assert read(f"{FIGURE}?country=PL", token).status_code == 200
    assert token not in browser.get(HUB_PAGE).content.decode()


def test_staff_make_tokens_of_all_countries_or_of_one(as_, staff, poland):
    as_(staff).post(STAFF_PAGE, filled_in())
    as_(staff).post(STAFF_PAGE, filled_in(name="Polish", hub=poland.pk))

    assert [(row.name, row.hub) for row in ApiToken.objects.order_by("pk")] == [
        ("Website", None),
        ("Polish", poland),
    ]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"expires_on": "2020-01-01"}, "Choose a day between"),
        ({"expires_on": timezone.now().date() + timedelta(days=1000)}, "Choose a day between"),
    ],
)
def test_the_form_says_what_is_missing(as_, staff, facts, said):
    page = as_(staff).post(STAFF_PAGE, filled_in(**facts)).content.decode()

    assert said in page
    assert not ApiToken.objects.exists()


def test_a_coordinator_cannot_widen_a_token(as_, coordinator, romania):
    as_(coordinator).post(HUB_PAGE, filled_in(hub=romania.pk))

    assert ApiToken.objects.get().hub.code == "pl"


def test_for_everybody_else_there_is_no_such_page(
    as_, poland, coordinator, romanian_coordinator, participant, client
):
    ended = MembershipFactory(
        hub=poland, starts_on=date(2026, 1, 1), ends_on=timezone.localdate() - timedelta(days=1)
    ).user
    for person in (romanian_coordinator, ended, participant):
        assert as_(person).get(HUB_PAGE).status_code == 404
        assert as_(person).post(HUB_PAGE, filled_in()).status_code == 404
    for person in (coordinator, participant):
        assert as_(person).get(STAFF_PAGE).status_code == 404
    client.logout()
    assert client.get(HUB_PAGE).status_code == 302
    assert not ApiToken.objects.exists()


def test_tokens_are_revoked_by_who_manages_them(as_, poland, coordinator, romanian_coordinator, staff):
    token = TokenFactory(text="ssp_x", hub=poland, created_by=staff)
    address = reverse("impact:token_revoke", args=[token.pk])

    assert as_(romanian_coordinator).post(address).status_code == 404
    assert as_(coordinator).get(address).status_code == 405
    assert as_(coordinator).post(address).url == HUB_PAGE
    second = as_(staff).post(address)

    assert second.url == STAFF_PAGE
    assert "Somebody has revoked that token already." in [
        str(one) for one in get_messages(second.wsgi_request)
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_as_many_queries_for_three_tokens_as_for_one(
    as_, coordinator, poland, rows, django_assert_max_num_queries
):
    for number in range(rows):
        TokenFactory(text=f"ssp_{number}", hub=poland, created_by=UserFactory(is_staff=True))
    browser = as_(coordinator)
    browser.get(HUB_PAGE)

    with django_assert_max_num_queries(9):
        browser.get(HUB_PAGE)
