"""The page behind the link of an offer, for whoever holds the link, and the same buttons for who is logged in."""

from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from registrations import actions, offers
from registrations.models import Filling, Registration, Rule, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(participant):
    event = EventFactory(
        title="Masterclass",
        filling=Filling.REVIEWED,
        capacity=1,
        quotas={"PL": 1},
        offer_hours=24,
        starts_at=timezone.now() + timedelta(days=90),
    )
    return RegistrationFactory(
        event=event,
        user=participant,
        state=State.OFFERED,
        rule=Rule.HOME_SEAT,
        seat=event.seats.get(),
        offer_ends_at=timezone.now() + timedelta(hours=20),
    )


def state(registration):
    return Registration.objects.get(pk=registration.pk).state


def test_the_link_opens_the_offer_without_logging_in(client, offered):
    page = client.get(offers.path_to_answer(offered))

    assert "A seat is offered to you" in page.content.decode()
    assert "Accept the seat" in page.content.decode()
    assert offered.user.name not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(("do", "becomes"), [("accept", State.CONFIRMED), ("turn_down", State.CANCELLED)])
def test_a_button_answers_it(client, offered, do, becomes):
    answer = client.post(offers.path_to_answer(offered), {"do": do}, follow=True)

    assert state(offered) == becomes
    assert answer.status_code == 200
    assert "Accept the seat" not in answer.content.decode()


def test_a_mail_scanner_that_opens_the_link_decides_nothing(client, offered):
    for _time in range(3):
        client.get(offers.path_to_answer(offered))
        client.head(offers.path_to_answer(offered))
    client.post(offers.path_to_answer(offered), {"do": "something"})

    assert state(offered) == State.OFFERED


def test_somebody_was_faster_is_said_and_nothing_changes(client, offered):
    path = offers.path_to_answer(offered)
    actions.turn_down(registration=offered, by=offered.user)

    page = client.post(path, {"do": "accept"}, follow=True).content.decode()

    assert "This offer is closed: your registration is cancelled" in page
    assert state(offered) == State.CANCELLED


def test_after_the_deadline_the_page_says_so(client, offered):
    path = offers.path_to_answer(offered)
    Registration.objects.update(offer_ends_at=timezone.now() - timedelta(minutes=5))

    page = client.post(path, {"do": "accept"}, follow=True).content.decode()

    assert "The offer ended on" in page
    assert state(offered) == State.OFFERED


def test_the_link_of_an_earlier_offer_does_not_answer_a_later_one(client, offered):
    path = offers.path_to_answer(offered)
    Registration.objects.update(state_since=timezone.now() + timedelta(minutes=1))

    page = client.get(path).content.decode()

    assert "There is a newer offer" in page
    assert "Accept the seat" not in page
    client.post(path, {"do": "accept"})
    assert state(offered) == State.OFFERED


@pytest.mark.parametrize("token", ["nonsense", "another salt"])
def test_what_we_never_signed_is_not_there(client, offered, token):
    since = int(offered.state_since.timestamp())
    if token == "another salt":
        token = signing.Signer(salt="another").sign_object([offered.pk, since])
    assert client.get(reverse("registrations:offer", args=[token])).status_code == 404


def test_of_a_registration_that_is_gone_nothing_is_there(client, offered):
    path = offers.path_to_answer(offered)
    Registration.objects.all().delete()

    assert client.get(path).status_code == 404


def test_the_own_pages_have_the_buttons_too(as_, offered):
    client = as_(offered.user)

    on_event = client.get(offered.event.get_absolute_url()).content.decode()
    on_me = client.get("/me/").content.decode()

    assert offers.path_to_answer(offered) in on_event
    assert "Accept the seat" in on_event
    assert "Answer the offer" in on_me
    assert offers.path_to_answer(offered) in on_me


def test_an_offered_seat_is_drawn_as_offered_and_counts_as_gone(client, offered):
    page = client.get(offered.event.get_absolute_url()).content.decode()

    assert "1 seat, 0 still to be had" in page
    assert "seat-offered" in page


def test_the_page_of_a_visitor_follows_an_answer_at_once(client, offered):
    path = offered.event.get_absolute_url()
    assert (
        'class="seat seat-offered"><svg aria-hidden="true"><use href="#s-offered"></use></svg><span class="visually-hidden">'
        in client.get(path).content.decode()
    )

    actions.accept(registration=offered, by=offered.user)

    assert "Seat 1: taken" in client.get(path).content.decode()
