"""The first page of a hub's workspace, and the tables beside it."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.tests.factories import UserFactory
from evaluations.models import Survey
from hubs.tests.factories import AmbassadorFactory, MembershipFactory
from impact.actions import snapshots
from impact.decisions import of_hub
from levels.tests.factories import EnrolmentFactory
from registrations.models import State
from registrations.tests.factories import EventFactory, ProposalFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
PAGE = "/hubs/pl/manage/overview/"
FILES = ["/hubs/pl/manage/events.csv", "/hubs/pl/manage/quota.csv"]
DAY = timedelta(days=1)


def request_from(country="PL", **event):
    event = EventFactory(filling="reviewed", **event)
    return RegistrationFactory(
        event=event, user=UserFactory(country=country), home=country, state=State.REQUESTED
    )


def titles(hub, user):
    return [str(decision.title) for decision in of_hub.of(hub, user)]


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode().removeprefix("\ufeff"))))


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
@pytest.mark.parametrize("address", [PAGE, *FILES])
def test_for_anybody_else_there_is_no_such_page(as_, poland, request, who, address):
    assert as_(request.getfixturevalue(who)).get(address).status_code == 404


@pytest.mark.parametrize("address", [PAGE, *FILES])
def test_when_the_term_is_over_there_is_none_either(as_, client, poland, address):
    former = MembershipFactory(hub=poland, ends_on=timezone.localdate() - DAY).user

    assert client.get(address).status_code == 302
    assert as_(former).get(address).status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "staff"])
def test_a_hub_with_nothing_to_do_says_so(as_, poland, request, who):
    page = as_(request.getfixturevalue(who)).get(PAGE).content.decode()

    assert "Nothing waits for you" in page
    assert "No figures yet" in page
    assert "Nothing is planned yet" in page


def test_requests_of_the_own_country_wait_and_no_others(as_, coordinator, poland, romania):
    asked = request_from("PL", title="Masterclass of Poland")
    request_from("RO", title="Only asked from Romania")

    page = as_(coordinator).get(PAGE).content.decode()

    assert titles(poland, coordinator) == ["1 request waits for your decision"]
    assert f"/hubs/pl/manage/{asked.event.slug}/" in page
    assert "Only asked from Romania" not in page


def test_the_own_request_is_not_for_oneself_to_decide(coordinator, poland):
    event = EventFactory(filling="reviewed")
    RegistrationFactory(event=event, user=coordinator, home="PL", state=State.REQUESTED)

    assert titles(poland, coordinator) == []


def test_what_came_back_ends_or_is_released_soon_is_named(coordinator, poland, staff):
    soon = timezone.now() + 10 * DAY
    EventFactory(
        starts_at=soon + 20 * DAY,
        ends_at=soon + 21 * DAY,
        release_at=soon,
        capacity=2,
        quotas={"PL": 1, "RO": 1},
    )
    today = timezone.localdate()
    AmbassadorFactory(hub=poland, starts_on=today - 300 * DAY, ends_on=today + 10 * DAY)
    ProposalFactory(
        hub=poland,
        state="sent_back",
        proposed_at=timezone.now(),
        proposed_by=coordinator,
        decided_at=timezone.now(),
        decided_by=staff,
    )

    assert set(titles(poland, coordinator)) == {
        "1 free seat of your country is released soon",
        "1 ambassador’s term ends soon",
        "1 proposal came back from the office",
    }


def test_an_event_without_an_open_evaluation_leads_to_the_evaluations(coordinator, poland):
    over = timezone.now() - DAY
    EventFactory(
        hub=poland, starts_at=over - DAY, ends_at=over, evaluation=Survey.objects.create(title="How was it?")
    )

    [decision] = of_hub.of(poland, coordinator)

    assert decision.url == "/hubs/pl/manage/evaluations/"


def test_the_own_country_stands_beside_all_and_small_groups_are_said_to_be_hidden(as_, coordinator):
    for country in ["PL"] * 3 + ["IN"] * 9:
        EnrolmentFactory(user=UserFactory(country=country))
    snapshots.take()

    response = as_(coordinator).get(PAGE)

    [enrolled] = [row for row in response.context["figures"][0].rows if row.own.figure.name == "enrolled"]
    assert (enrolled.own.is_hidden, enrolled.all.people) == (True, 12)
    page = " ".join(response.content.decode().split())
    assert '<span class="quiet small">not shown</span>' in page
    assert '<span class="num">12</span>' in page


def test_the_tables_tell_the_own_events_and_the_quota(as_, coordinator, poland):
    soon = timezone.now() + 30 * DAY
    own = EventFactory(
        hub=poland, title="=Sepsis day", starts_at=soon, ends_at=soon + DAY, capacity=2, quotas={"PL": 2}
    )
    RegistrationFactory(event=own, state=State.CONFIRMED, seat=own.seats.first(), home="PL")
    EventFactory(title="Of somebody else")
    client = as_(coordinator)

    [event], [quota] = rows_of(client.get(FILES[0])), rows_of(client.get(FILES[1]))

    assert (event["event"], event["asked"], event["confirmed"], event["attended"]) == (
        "'=Sepsis day",
        "1",
        "1",
        "0",
    )
    assert (quota["seats"], quota["taken"], quota["free"]) == ("2", "1", "1")


def test_the_queries_are_the_same_for_one_of_each_and_for_three(as_, coordinator, poland):
    client = as_(coordinator)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    def more():
        request_from(
            "PL",
            starts_at=timezone.now() + 30 * DAY,
            ends_at=timezone.now() + 31 * DAY,
            capacity=1,
            quotas={"PL": 1},
        )
        EventFactory(hub=poland, starts_at=timezone.now() + 20 * DAY, ends_at=timezone.now() + 21 * DAY)
        EnrolmentFactory(user=UserFactory(country="PL"))

    more()
    snapshots.take()
    client.get(PAGE)
    one = cost()
    more()
    more()
    snapshots.take()

    assert cost() == one <= 15
