"""The page of an event for people who are signed in and have not asked for it: kept ready, and never wrong."""

import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tests.factories import UserFactory
from hubs.tests.factories import MembershipFactory
from registrations import actions
from registrations.models import Event, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')


@pytest.fixture
def event():
    return EventFactory(capacity=2, quotas={"PL": 2})


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page(user, event, **headers):
    return signed_in(user).get(event.get_absolute_url(), headers=headers).content.decode()


def test_the_second_person_reads_what_the_first_did_but_for_name_and_tokens(event):
    first, second = UserFactory(name="Ana <b>Pop</b>"), UserFactory(name="Åsa & Öberg")

    pages = [page(user, event) for user in (first, second)]

    assert "Ana &lt;b&gt;Pop&lt;/b&gt;" in pages[0]
    assert "Åsa &amp; Öberg" in pages[1]
    assert "Ana" not in pages[1]
    tokens = [set(TOKEN.findall(text)) for text in pages]
    assert not tokens[0] & tokens[1]
    same = [
        TOKEN.sub("", text).replace(name, "")
        for text, name in zip(pages, ("Ana &lt;b&gt;Pop&lt;/b&gt;", "Åsa &amp; Öberg"), strict=True)
    ]
    assert same[0] == same[1]


def test_it_costs_two_queries(event, django_assert_num_queries):
    """Who it is, and the version."""
    client = signed_in(UserFactory())
    client.get(event.get_absolute_url())

    with django_assert_num_queries(2):
        client.get(event.get_absolute_url())


def test_the_form_of_a_kept_page_can_be_sent(event):
    page(UserFactory(), event)
    user = UserFactory(country="PL")
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    text = client.get(event.get_absolute_url()).content.decode()

    answer = client.post(
        f"{event.get_absolute_url()}register/", {"csrfmiddlewaretoken": TOKEN.findall(text)[-1]}
    )

    assert answer.status_code == 302
    assert user.registrations.get().state == State.CONFIRMED


def test_the_seats_shown_are_the_seats_there_are(event):
    assert "2 still to be had" in page(UserFactory(), event)

    actions.register(event=event, user=UserFactory(country="PL"))

    assert "1 still to be had" in page(UserFactory(), event)


def test_who_has_asked_reads_about_it(event):
    page(UserFactory(), event)
    registration = RegistrationFactory(event=event, seat=event.seats.first())

    assert "Your seat is yours" in page(registration.user, event)


def test_staff_and_coordinators_have_pages_of_their_own(event, staff, poland):
    page(UserFactory(), event)
    coordinator = MembershipFactory(hub=poland).user

    assert "For staff" in page(staff, event)
    assert "Manage Poland" in page(coordinator, event)
    assert "For staff" not in page(UserFactory(), event)
    assert "Manage Poland" not in page(UserFactory(), event)


def test_a_message_is_shown_to_whom_it_is_for_and_to_nobody_else(event):
    page(UserFactory(), event)
    user = UserFactory()
    client = signed_in(user)
    client.get("/me/profile/")
    client.post("/me/profile/", {})
    client.post(f"{event.get_absolute_url()}register/", headers={"referer": event.get_absolute_url()})

    text = client.get(event.get_absolute_url()).content.decode()

    assert "Please tell us a little about your work first" in text
    assert "Please tell us a little about your work first" not in page(UserFactory(), event)


def test_each_language_is_kept_by_itself(event):
    assert "Log out" in page(UserFactory(), event)
    assert "Wyloguj" in page(UserFactory(), event, accept_language="pl")
    assert "Log out" in page(UserFactory(), event)


def test_registration_that_opens_by_itself_is_seen_at_once(event):
    Event.objects.filter(pk=event.pk).update(registration_opens_at=timezone.now() + timedelta(seconds=3))
    assert "Opens on" in page(UserFactory(), event)

    time.sleep(3.1)

    assert "Opens on" not in page(UserFactory(), event)


def test_a_draft_is_kept_for_nobody(event, staff):
    Event.objects.filter(pk=event.pk).update(is_published=False)

    assert signed_in(staff).get(event.get_absolute_url()).status_code == 200
    assert signed_in(UserFactory()).get(event.get_absolute_url()).status_code == 404
