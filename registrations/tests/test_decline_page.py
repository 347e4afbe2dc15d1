"""Approving and declining one request, by its page; two coordinators at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from hubs.tests.factories import MembershipFactory
from mailing.models import Message
from registrations import actions
from registrations.models import Filling, State
from registrations.tests.factories import EventFactory

REASON = "Please finish the Level 2 e-learning first."


@pytest.fixture
def event(db):
    return EventFactory(slug="masterclass", capacity=2, quotas={"PL": 1, "RO": 1}, filling=Filling.REVIEWED)


@pytest.fixture
def registration(event, participant):
    return actions.register(event=event, user=participant)[0]


def url(deed, registration):
    return reverse(f"registrations:{deed}", args=[registration.pk])


def quota(code="pl"):
    return reverse("registrations:quota_event", args=[code, "masterclass"])


def state_of(registration):
    registration.refresh_from_db()
    return registration.state


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_approving_gives_the_seat_and_leads_back_to_the_quota(as_, coordinator, registration):
    response = as_(coordinator).post(url("approve", registration), follow=True)

    assert state_of(registration) == State.CONFIRMED
    assert response.redirect_chain == [(quota(), 302)]
    assert messages_of(response) == ["<strong>Approved.</strong> Łukasz Żółć has a seat, and has been told."]


def test_approving_is_no_matter_of_following_a_link(as_, coordinator, registration):
    assert as_(coordinator).get(url("approve", registration)).status_code == 405
    assert state_of(registration) == State.REQUESTED


def test_the_decline_page_shows_what_the_person_will_see(as_, coordinator, registration):
    page = as_(coordinator).get(url("decline", registration)).content.decode()

    assert "The hub of Poland declined your request" in page
    assert "“your words”" in page
    assert "You can ask again until" in page
    assert state_of(registration) == State.REQUESTED


def test_a_refusal_carries_the_reason(as_, coordinator, registration):
    response = as_(coordinator).post(url("decline", registration), {"reason": REASON}, follow=True)

    assert state_of(registration) == State.DECLINED
    assert registration.decline_reason == REASON
    assert response.redirect_chain == [(quota(), 302)]


@pytest.mark.parametrize("reason", ["", "   ", "No."])
def test_nobody_is_declined_without_a_reason(as_, coordinator, registration, reason):
    response = as_(coordinator).post(url("decline", registration), {"reason": reason})

    assert "nobody is declined without a reason" in response.content.decode()
    assert state_of(registration) == State.REQUESTED


def test_what_was_typed_is_kept_beside_its_error(as_, coordinator, registration):
    response = as_(coordinator).post(url("decline", registration), {"reason": "Too short"})

    assert response.content.decode().count("Too short") == 2  # in the field, and in the preview


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
@pytest.mark.parametrize("deed", ["approve", "decline"])
def test_strangers_get_404_and_nothing_changes(as_, registration, request, who, deed):
    client = as_(request.getfixturevalue(who))

    assert client.post(url(deed, registration), {"reason": REASON}).status_code == 404
    assert state_of(registration) == State.REQUESTED


@pytest.mark.parametrize("deed", ["approve", "decline"])
def test_nobody_decides_about_the_own_request(as_, coordinator, event, deed):
    own, _created = actions.register(event=event, user=coordinator)
    client = as_(coordinator)

    assert client.post(url(deed, own), {"reason": REASON}).status_code == 404
    assert "This is your own request" in client.get(quota()).content.decode()
    assert state_of(own) == State.REQUESTED


@pytest.mark.parametrize("deed", ["approve", "decline"])
def test_the_second_one_is_told_who_decided_what(as_, coordinator, staff, registration, deed):
    actions.approve(registration=registration, by=coordinator)

    response = as_(staff).post(url(deed, registration), {"reason": REASON}, follow=True)

    (told,) = messages_of(response)
    assert "Already decided." in told
    assert "Koordynatorka Żółć has decided about Łukasz Żółć already" in told
    assert "Nothing was changed" in told
    assert "notice-warn" in response.content.decode()
    assert state_of(registration) == State.CONFIRMED


def test_the_decline_page_of_a_decided_request_says_so_at_once(as_, coordinator, staff, registration):
    actions.approve(registration=registration, by=coordinator)

    response = as_(staff).get(url("decline", registration), follow=True)

    assert "Already decided." in messages_of(response)[0]
    assert response.redirect_chain == [(quota(), 302)]


def test_a_request_from_a_country_without_hub_leads_back_to_the_office(as_, staff, poland, event, stranger):
    registration, _created = actions.register(event=event, user=stranger)

    response = as_(staff).post(url("approve", registration))

    assert response.url == reverse("registrations:office_requests", args=["masterclass"])
    assert state_of(registration) == State.WAITING


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("contenders", [2, 10])
def test_however_many_decide_at_once_there_is_one_decision_and_one_mail(poland, contenders):
    event = EventFactory(slug="masterclass", capacity=1, quotas={"PL": 1}, filling=Filling.REVIEWED)
    registration, _created = actions.register(event=event, user=UserFactory(country="PL"))
    clients = []
    for _number in range(contenders):
        client = Client()
        client.force_login(MembershipFactory(hub=poland).user)
        clients.append(client)
    barrier = Barrier(contenders)

    def decide(number):
        deed = "decline" if number % 2 else "approve"
        barrier.wait()
        try:
            return clients[number].post(url(deed, registration), {"reason": REASON}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(contenders) as pool:
        answers = list(pool.map(decide, range(contenders)))

    decisions = AuditEntry.objects.about(registration).exclude(action="registration.requested")
    mails = Message.objects.filter(user=registration.user).exclude(kind="registrations/received")
    assert answers == [302] * contenders
    assert state_of(registration) in (State.CONFIRMED, State.DECLINED)
    assert [mail.kind for mail in mails] == [f"registrations/{registration.state}"]
    if registration.state == State.DECLINED:
        assert [entry.action for entry in decisions] == ["registration.declined"]
    else:
        assert {entry.action for entry in decisions} == {"registration.waiting", "registration.confirmed"}
        assert decisions.count() == 2
