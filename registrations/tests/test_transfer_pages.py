"""Moving seats on the desk of a hub, on a page of its own, and at the office."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from hubs.models import Membership
from hubs.tests.factories import HubFactory, MembershipFactory
from registrations import actions
from registrations.models import Event, Filling, SeatTransfer, Side, TransferState
from registrations.tests.factories import EventFactory

pytestmark = pytest.mark.django_db
FORM = {"direction": "taker", "other": "RO", "seats": "1", "note": "Three of ours wait."}


@pytest.fixture
def event(coordinator, romanian_coordinator):
    return EventFactory(slug="masterclass", capacity=5, quotas={"PL": 2, "RO": 3}, filling=Filling.REVIEWED)


@pytest.fixture
def transfer(event, romanian_coordinator):
    """Romania offers a seat to Poland."""
    return actions.propose_transfer(event=event, giver="RO", taker="PL", seats=1, by=romanian_coordinator)


def desk(code="pl"):
    return reverse("registrations:quota_event", args=[code, "masterclass"])


def own_page(code="pl"):
    return reverse("registrations:hub_transfers", args=[code, "masterclass"])


def office_page():
    return reverse("registrations:transfers", args=["masterclass"])


def deed(name, transfer):
    return reverse(f"registrations:transfer_{name}", args=[transfer.pk])


def text(response):
    return " ".join(response.content.decode().split())


def test_a_coordinator_proposes_from_the_desk_and_comes_back_to_it(as_, event, coordinator):
    client = as_(coordinator)
    assert own_page() in text(client.get(desk()))
    assert "Romania (3 free)" in text(client.get(own_page()))

    response = client.post(own_page(), FORM, follow=True)

    transfer = SeatTransfer.objects.get()
    assert (transfer.giver, transfer.taker, transfer.note) == ("RO", "PL", "Three of ours wait.")
    assert transfer.taker_confirmed_by == coordinator
    assert response.redirect_chain == [(desk(), 302)]
    assert "Nothing has moved yet: Romania has to confirm" in text(response)
    assert "1 seat from Romania to Poland" in text(response)


def test_what_is_refused_is_said_beside_the_number_and_nothing_typed_is_lost(as_, event, coordinator):
    response = as_(coordinator).post(own_page(), FORM | {"seats": "4"})

    assert "Romania has 3 free seats now, so 4 cannot move." in text(response)
    assert list(response.context["form"].errors) == ["seats"]
    assert "Three of ours wait." in text(response)
    assert not SeatTransfer.objects.exists()


@pytest.mark.parametrize("change", [{"other": "PL"}, {"other": "XX"}, {"seats": "0"}, {"direction": "both"}])
def test_impossible_input_is_refused(as_, event, coordinator, change):
    assert as_(coordinator).post(own_page(), FORM | change).status_code == 200
    assert not SeatTransfer.objects.exists()


def test_the_other_hub_agrees_with_one_button(as_, event, transfer, coordinator):
    client = as_(coordinator)
    assert "Agree for Poland" in text(client.get(desk()))

    response = client.post(deed("confirm", transfer), {"hub": "pl", "side": "taker"}, follow=True)

    assert "Done: 1 seat has moved from Romania to Poland." in text(response)
    assert "Poland’s 3 seats" in text(response)
    assert "1 earlier transfer" in text(response)
    assert "Agree for Poland" not in text(response)


def test_who_proposed_may_withdraw_and_not_agree_for_the_other(as_, event, transfer, romanian_coordinator):
    client = as_(romanian_coordinator)
    page = text(client.get(desk("ro")))
    assert "Withdraw the proposal" in page
    assert "Agree for" not in page

    client.post(deed("confirm", transfer), {"hub": "ro", "side": "taker"})
    transfer.refresh_from_db()
    assert transfer.is_open
    client.post(deed("withdraw", transfer), {"hub": "ro"})
    transfer.refresh_from_db()
    assert transfer.state == TransferState.WITHDRAWN


def test_a_refusal_needs_its_reason(as_, event, transfer, coordinator):
    client = as_(coordinator)

    assert "Write at least one sentence" in text(
        client.post(deed("refuse", transfer), {"hub": "pl", "side": "taker", "reason": " "}, follow=True)
    )
    client.post(deed("refuse", transfer), {"hub": "pl", "side": "taker", "reason": "Nobody of ours waits."})

    page = text(client.get(own_page()))
    assert "Refused by Koordynatorka Żółć" in page
    assert "“Nobody of ours waits.”" in page


def test_the_second_is_told(as_, event, transfer, coordinator, romanian_coordinator):
    actions.withdraw_transfer(transfer=transfer, by=romanian_coordinator)

    response = as_(coordinator).post(deed("confirm", transfer), {"hub": "pl", "side": "taker"}, follow=True)

    assert "This transfer is withdrawn since" in text(response)


@pytest.mark.parametrize("who", ["participant", "stranger", "swede"])
def test_for_others_there_is_nothing_of_it(as_, event, transfer, who, request, participant, stranger):
    if who == "swede":
        person = MembershipFactory(hub=HubFactory(country="SE", name="Hub Sweden")).user
    else:
        person = request.getfixturevalue(who)
    client = as_(person)

    assert client.get(own_page()).status_code == 404
    assert client.post(own_page(), FORM).status_code == 404
    assert client.get(office_page()).status_code == 404
    for name in ("confirm", "refuse", "withdraw"):
        assert client.post(deed(name, transfer), {"side": "taker"}).status_code == 404
        assert client.get(deed(name, transfer)).status_code == 405


def test_nobody_signed_in_is_sent_to_log_in(client, event, transfer):
    assert client.get(own_page()).status_code == 302
    assert client.post(deed("confirm", transfer)).status_code == 302


def test_when_the_term_is_over_the_pages_are_gone(as_, event, transfer, coordinator):
    Membership.objects.filter(user=coordinator).update(
        ends_on=timezone.localdate() - datetime.timedelta(days=1)
    )
    client = as_(coordinator)

    assert client.get(own_page()).status_code == 404
    assert client.post(deed("confirm", transfer), {"hub": "pl", "side": "taker"}).status_code == 404


def test_the_office_proposes_sees_all_and_answers_only_for_empty_offices(as_, event, transfer, staff):
    client = as_(staff)
    page = text(client.get(office_page()))
    assert "1 seat from Romania to Poland" in page
    assert "Agree for" not in page

    form = {"giver": "PL", "taker": "RO", "seats": "2", "note": ""}
    response = client.post(office_page(), form, follow=True)
    assert "both hubs have to confirm" in text(response)

    Membership.objects.filter(hub__country="PL").delete()
    assert "Agree for Poland" in text(client.get(office_page()))
    client.post(deed("confirm", transfer), {"side": "taker"})
    transfer.refresh_from_db()
    assert transfer.state == TransferState.DONE


def test_once_released_nothing_can_be_proposed_and_the_history_stays(
    as_, event, transfer, staff, coordinator
):
    Event.objects.filter(pk=event.pk).update(released_at=timezone.now())

    page = text(as_(coordinator).get(own_page()))
    assert "Seats cannot move any more." in page
    assert "It was not agreed in time." in page
    assert "Agree for" not in page
    assert "Propose it" not in page
    assert "Move seats" not in text(as_(coordinator).get(desk()))


def test_an_event_without_seats_of_countries_has_nothing_to_move(as_, coordinator):
    EventFactory(slug="masterclass", hub=None, capacity=3, filling=Filling.REVIEWED)
    assert as_(coordinator).get(own_page()).status_code == 404


def test_a_country_without_seats_finds_the_event_once_some_are_offered_to_it(
    as_, event, romanian_coordinator, coordinator
):
    swede = MembershipFactory(hub=HubFactory(country="SE", name="Hub Sweden")).user
    assert as_(swede).get(desk("se")).status_code == 404
    offered = actions.propose_transfer(event=event, giver="RO", taker="SE", seats=1, by=romanian_coordinator)

    assert as_(swede).get(own_page("se")).status_code == 200
    as_(swede).post(deed("confirm", offered), {"hub": "se", "side": Side.TAKER})
    assert event.seats.filter(home="SE").count() == 1
    assert as_(swede).get(desk("se")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_transfers(
    as_, event, romanian_coordinator, coordinator, staff, rows, django_assert_num_queries
):
    for code in ("SE", "PT", "GB")[:rows]:
        HubFactory(country=code, name=f"Hub {code}")
        actions.propose_transfer(event=event, giver="RO", taker=code, seats=1, by=romanian_coordinator)
        transfer = actions.propose_transfer(event=event, giver="RO", taker="PL", seats=1, by=staff)
        actions.withdraw_transfer(transfer=transfer, by=staff)
    client = as_(staff)
    client.get(office_page())

    with django_assert_num_queries(8):
        assert client.get(office_page()).status_code == 200
