"""What the office does with an event: requests from elsewhere, seats, cancelling it."""

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from hubs.tests.factories import HubFactory
from mailing.models import Message
from registrations import actions
from registrations.models import Event, Filling, Registration, Rule, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
PAGES = ["office_requests", "seats", "cancel_event"]


@pytest.fixture
def event(poland, romania):
    return EventFactory(slug="masterclass", capacity=4, quotas={"PL": 2, "RO": 2}, filling=Filling.REVIEWED)


def url(name):
    return reverse(f"registrations:{name}", args=["masterclass"])


def ask(event, name, country):
    return actions.register(event=event, user=UserFactory(name=name, country=country))[0]


def text(response):
    return " ".join(response.content.decode().split())


def layout(event):
    event.refresh_from_db()
    return event.capacity, sorted(str(seat.home) for seat in event.seats.all())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["participant", "stranger", "coordinator"])
def test_only_the_office_has_these_pages(as_, event, request, who, page):
    client = as_(request.getfixturevalue(who))

    assert client.get(url(page)).status_code == 404
    assert client.post(url(page), {"capacity": "1", "reason": "Because."}).status_code == 404
    assert layout(event) == (4, ["PL", "PL", "RO", "RO"])


@pytest.mark.parametrize("page", PAGES)
def test_an_event_that_does_not_exist_is_not_found(as_, staff, page):
    assert as_(staff).get(url(page)).status_code == 404


def test_requests_are_those_from_countries_without_a_hub(as_, staff, event):
    ask(event, "Łukasz Żółć", "PL")
    ask(event, "அருண் குமார்", "IN")
    ask(event, "María Ñáñez", "ES")

    page = text(as_(staff).get(url("office_requests")))

    assert "Requests from countries without a hub" in page
    assert "அருண் குமார்" in page
    assert "Spain · Doctor" in page
    assert "Łukasz" not in page


def test_the_office_sees_what_the_hubs_still_decide(as_, staff, event):
    for name, country in (("Anna Lis", "PL"), ("Ewa Bąk", "PL"), ("María Ñáñez", "ES")):
        ask(event, name, country)

    response = as_(staff).get(url("office_requests"))

    assert [(hub.code, hub.open_requests) for hub in response.context["hubs"]] == [("pl", 2)]
    assert reverse("registrations:quota_event", args=["pl", "masterclass"]) in text(response)


def test_the_office_decides_about_several_and_comes_back(as_, staff, event):
    asked = [ask(event, "அருண் குமார்", "IN"), ask(event, "María Ñáñez", "ES")]
    data = {"hub": "", "do": "approve", "registration": [row.pk for row in asked]}

    response = as_(staff).post(reverse("registrations:decide_several", args=["masterclass"]), data)

    assert response.url == url("office_requests")
    assert set(Registration.objects.values_list("state", flat=True)) == {State.WAITING}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_people(as_, staff, event, rows, django_assert_num_queries):
    for number in range(rows):
        ask(event, f"Asks {number}", "IN")
        actions.approve(registration=ask(event, f"Waits {number}", "ES"), by=staff)
    client = as_(staff)
    client.get(url("office_requests"))

    with django_assert_num_queries(9):
        assert client.get(url("office_requests")).status_code == 200


def test_the_seats_page_shows_the_board_and_one_number_for_each_hub(as_, staff, event):
    HubFactory(country="SE", name="Hub Sweden")
    actions.approve(registration=ask(event, "Anna Lis", "PL"), by=staff)

    response = as_(staff).get(url("seats"))
    values = [
        (field.label, field.value(), field.help_text) for field in response.context["form"].country_fields()
    ]

    assert values == [("Poland", 2, "1 taken"), ("Romania", 2, "0 taken"), ("Sweden", 0, "0 taken")]
    assert "1 taken, 1 free" in text(response)


def test_seats_are_laid_out_anew_and_the_line_moves_up(as_, staff, event):
    people = [ask(event, f"Person {number}", "PL") for number in range(3)]
    for registration in people:
        actions.approve(registration=registration, by=staff)

    as_(staff).post(url("seats"), {"capacity": "5", "home_PL": "3", "home_RO": "2"})

    assert layout(event) == (5, ["PL", "PL", "PL", "RO", "RO"])
    assert event.registrations.confirmed().count() == 3


def test_a_sum_that_does_not_add_up_is_refused_and_nothing_typed_is_lost(as_, staff, event):
    response = as_(staff).post(url("seats"), {"capacity": "25", "home_PL": "11", "home_RO": "13"})

    page = text(response)
    assert "The quotas add up to 24, but the event has 25 places." in page
    for typed in ("25", "11", "13"):
        assert f'value="{typed}"' in page
    assert layout(event) == (4, ["PL", "PL", "RO", "RO"])


def test_fewer_seats_than_a_country_has_taken_are_refused_beside_its_number(as_, staff, event):
    for number in range(2):
        actions.approve(registration=ask(event, f"Person {number}", "PL"), by=staff)

    form = as_(staff).post(url("seats"), {"capacity": "4", "home_PL": "1", "home_RO": "3"}).context["form"]

    assert list(form.errors) == ["home_PL"]
    assert layout(event) == (4, ["PL", "PL", "RO", "RO"])


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "2001"}, "capacity"),
        ({"capacity": "many"}, "capacity"),
        ({"capacity": "4", "home_PL": "-1", "home_RO": "5"}, "home_PL"),
        ({"capacity": "", "home_PL": "2"}, "capacity"),
    ],
)
def test_impossible_numbers_are_refused_beside_their_field(as_, staff, event, data, field):
    form = as_(staff).post(url("seats"), data).context["form"]

    assert list(form.errors) == [field]
    assert layout(event) == (4, ["PL", "PL", "RO", "RO"])


def test_places_may_become_unlimited_and_limited_again_while_nobody_has_one(as_, staff, event):
    as_(staff).post(url("seats"), {"capacity": ""})
    assert layout(event) == (None, [])

    as_(staff).post(url("seats"), {"capacity": "2"})
    assert layout(event) == (2, ["", ""])


def test_cancelling_says_how_many_are_told_and_tells_each_once(as_, staff, event):
    for name in ("Anna Lis", "Ewa Bąk"):
        ask(event, name, "PL")
    RegistrationFactory(event=event, state=State.CANCELLED, rule=Rule.GAVE_BACK)
    client = as_(staff)

    assert "2 people are registered and will be told" in text(client.get(url("cancel_event")))
    response = client.post(url("cancel_event"), {"reason": "The congress was moved."}, follow=True)

    event.refresh_from_db()
    assert event.cancellation_reason == "The congress was moved."
    assert Message.objects.filter(kind="registrations/event_cancelled").count() == 2
    assert "2 people are being told" in text(response)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_an_event_is_not_cancelled_without_a_reason_that_fits(as_, staff, event, reason):
    response = as_(staff).post(url("cancel_event"), {"reason": reason})

    event.refresh_from_db()
    assert response.context["form"].errors
    assert event.cancelled_at is None


def test_a_cancelled_event_cannot_be_cancelled_again(as_, staff, event):
    actions.cancel_event(event=event, by=staff, reason="The congress was moved.")
    client = as_(staff)

    assert "cancelled already" in text(client.get(url("cancel_event")))
    client.post(url("cancel_event"), {"reason": "Another reason."})

    assert Event.objects.get().cancellation_reason == "The congress was moved."
