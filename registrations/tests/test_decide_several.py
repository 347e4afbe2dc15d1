"""Deciding about several requests at once."""

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from registrations import actions
from registrations.models import Filling, Registration, State
from registrations.tests.factories import EventFactory

pytestmark = pytest.mark.django_db
REASON = "All seats go to people who have done Level 2."
URL = "/events/masterclass/decide/"


@pytest.fixture
def event():
    return EventFactory(slug="masterclass", capacity=2, quotas={"PL": 2}, filling=Filling.REVIEWED)


@pytest.fixture
def asked(event):
    return [
        actions.register(event=event, user=UserFactory(name=name, country="PL"))[0]
        for name in ("Anna Lis", "Ewa Bąk", "Jan Nowak")
    ]


def pick(registrations, do, **extra):
    return {"registration": [row.pk for row in registrations], "do": do, "hub": "pl"} | extra


def states():
    return list(Registration.objects.order_by("pk").values_list("state", flat=True))


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_all_that_were_picked_are_approved_in_the_order_of_their_requests(as_, coordinator, asked):
    response = as_(coordinator).post(URL, pick(asked[::-1], "approve"), follow=True)

    assert states() == [State.CONFIRMED, State.CONFIRMED, State.WAITING]
    assert messages_of(response) == [
        "3 requests approved. 2 people have a seat, or the offer of one. 1 person waits in line. Each has been told."
    ]
    assert response.redirect_chain == [
        (reverse("registrations:quota_event", args=["pl", "masterclass"]), 302)
    ]


def test_who_was_decided_by_somebody_else_is_named_and_left_alone(as_, coordinator, staff, asked):
    actions.decline(registration=asked[0], by=staff, reason=REASON)

    response = as_(coordinator).post(URL, pick(asked, "approve"), follow=True)

    warning, success = messages_of(response)
    assert "Staff has decided about Anna Lis already" in warning
    assert success.startswith("2 requests approved.")
    assert states() == [State.DECLINED, State.CONFIRMED, State.CONFIRMED]


def test_declining_asks_for_the_one_reason_and_names_everybody(as_, coordinator, asked):
    response = as_(coordinator).post(URL, pick(asked[:2], "decline"))

    page = response.content.decode()
    assert "Decline 2 requests" in page
    assert "Anna Lis" in page
    assert "Ewa Bąk" in page
    assert "nobody is declined" not in page
    assert states() == [State.REQUESTED] * 3


def test_a_missing_reason_is_asked_for_and_nobody_is_declined(as_, coordinator, asked):
    response = as_(coordinator).post(URL, pick(asked[:2], "decline", reason=" "))

    assert "nobody is declined without a reason" in response.content.decode()
    assert states() == [State.REQUESTED] * 3


def test_all_that_were_picked_are_declined_with_one_reason(as_, coordinator, asked):
    response = as_(coordinator).post(URL, pick(asked[:2], "decline", reason=REASON), follow=True)

    assert states() == [State.DECLINED, State.DECLINED, State.REQUESTED]
    assert messages_of(response) == ["2 requests declined. Each person has been told, with your reason."]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"do": "approve", "hub": "pl"}, "Tick at least one request first."),
        ({"do": "approve", "hub": "pl", "registration": ["x"]}, "not yours to decide"),
    ],
)
def test_picking_nothing_or_nonsense_changes_nothing(as_, coordinator, asked, data, told):
    response = as_(coordinator).post(URL, data, follow=True)

    assert told in messages_of(response)[0]
    assert states() == [State.REQUESTED] * 3


def test_one_request_of_another_country_stops_all(as_, coordinator, event, asked):
    foreign, _created = actions.register(event=event, user=UserFactory(country="RO"))

    response = as_(coordinator).post(URL, pick([asked[0], foreign], "approve"), follow=True)

    assert "not yours to decide" in messages_of(response)[0]
    assert states() == [State.REQUESTED] * 4


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
@pytest.mark.parametrize("hub", ["pl", "", "xx"])
def test_strangers_get_404_and_nothing_changes(as_, poland, asked, request, who, hub):
    client = as_(request.getfixturevalue(who))

    assert client.post(URL, pick(asked, "approve", hub=hub)).status_code == 404
    assert states() == [State.REQUESTED] * 3


def test_a_coordinator_does_not_slip_the_own_request_in(as_, coordinator, event, asked):
    own, _created = actions.register(event=event, user=coordinator)

    as_(coordinator).post(URL, pick([own], "approve"))

    assert states() == [State.REQUESTED] * 4
