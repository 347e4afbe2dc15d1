"""Approving and declining requests."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.tests.factories import UserFactory
from mailing.models import Message
from registrations import actions
from registrations.models import Filling, Rule, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return EventFactory(capacity=2, quotas={"PL": 1, "RO": 1}, filling=Filling.REVIEWED)


def ask(event, country="PL"):
    return actions.register(event=event, user=UserFactory(country=country))[0]


def test_an_approved_request_takes_a_free_seat_of_its_country(event, coordinator):
    registration = actions.approve(registration=ask(event), by=coordinator)

    assert (registration.state, registration.rule, registration.seat.home) == (
        State.CONFIRMED,
        Rule.HOME_SEAT,
        "PL",
    )
    assert registration.decided_by == coordinator
    assert Message.objects.order_by("pk").last().kind == "registrations/confirmed"


def test_without_a_free_seat_it_waits_in_the_order_of_the_requests(event, coordinator):
    first, second, third = ask(event), ask(event), ask(event)
    actions.approve(registration=first, by=coordinator)

    third = actions.approve(registration=third, by=coordinator)
    second = actions.approve(registration=second, by=coordinator)
    actions.cancel(registration=first, by=first.user)

    assert (third.state, third.rule) == (State.WAITING, Rule.HOME_FULL)
    second.refresh_from_db()
    assert second.state == State.CONFIRMED


def test_a_refusal_carries_its_reason_to_the_person(event, coordinator):
    registration = actions.decline(
        registration=ask(event), by=coordinator, reason="Others have not been to a workshop yet."
    )

    mail = Message.objects.get(kind="registrations/declined")
    assert registration.state == State.DECLINED
    assert (mail.user, mail.context["reason"]) == (
        registration.user,
        "Others have not been to a workshop yet.",
    )


def test_nobody_is_declined_without_a_reason(event, coordinator):
    registration = ask(event)

    with pytest.raises(ValidationError, match="at least one sentence"):
        actions.decline(registration=registration, by=coordinator, reason="  no  ")

    registration.refresh_from_db()
    assert registration.state == State.REQUESTED


@pytest.mark.parametrize("second_deed", ["approve", "decline"])
def test_the_second_coordinator_is_told_who_decided_what(event, coordinator, staff, second_deed):
    stale = ask(event)
    actions.approve(registration=stale, by=coordinator)
    reason = {"reason": "We have decided otherwise."} if second_deed == "decline" else {}

    with pytest.raises(actions.AlreadyDecided) as told:
        getattr(actions, second_deed)(registration=stale, by=staff, **reason)

    assert "Koordynatorka Żółć has decided" in told.value.messages[0]
    assert "confirmed" in told.value.messages[0]
    assert Message.objects.filter(user=stale.user).count() == 2  # received, confirmed; no third


def test_a_request_that_was_withdrawn_cannot_be_approved(event, coordinator):
    registration = ask(event)
    actions.cancel(registration=registration, by=registration.user)

    with pytest.raises(actions.AlreadyDecided, match="no longer has an open request"):
        actions.approve(registration=registration, by=coordinator)


def test_a_person_who_gave_the_seat_back_is_not_said_to_have_been_decided_about(event, coordinator):
    registration = actions.approve(registration=ask(event), by=coordinator)
    actions.cancel(registration=registration, by=registration.user)

    with pytest.raises(actions.AlreadyDecided, match="no longer has an open request: cancelled"):
        actions.decline(registration=registration, by=coordinator, reason="We have decided otherwise.")


@pytest.fixture
def past_event():
    return EventFactory(
        capacity=1,
        quotas={"PL": 1},
        filling=Filling.REVIEWED,
        starts_at=timezone.now() - datetime.timedelta(days=2),
    )


def test_nobody_is_approved_for_what_is_over(past_event, coordinator):
    registration = RegistrationFactory(event=past_event, state=State.REQUESTED, rule=Rule.RECEIVED)

    with pytest.raises(ValidationError, match="This event is over"):
        actions.approve(registration=registration, by=coordinator)

    registration.refresh_from_db()
    assert registration.state == State.REQUESTED
    assert not Message.objects.exists()


def test_more_places_at_a_past_event_seat_nobody(past_event, staff):
    registration = RegistrationFactory(event=past_event, state=State.WAITING, rule=Rule.HOME_FULL)

    actions.lay_out_seats(event=past_event, capacity=2, quotas={"PL": 2}, by=staff)

    registration.refresh_from_db()
    assert registration.state == State.WAITING
    assert not Message.objects.exists()
