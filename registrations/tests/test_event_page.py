"""The public page of an event, and asking and cancelling on it."""

import datetime
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from registrations import actions
from registrations.models import Event, Filling, Registration, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
FIVE_EACH = {"PL": 5, "PT": 5, "RO": 5, "SE": 5, "GB": 5}


@pytest.fixture
def event():
    return EventFactory(capacity=25, quotas=FIVE_EACH)


def test_anybody_reads_the_page_and_25_seats_are_25_seats(client, event):
    html = client.get(event.get_absolute_url()).content.decode()

    assert html.count('<li class="seat seat-free">') == 25
    assert "25 still to be had" in html
    assert "csrfmiddlewaretoken" not in html


def test_a_draft_is_there_for_staff_only(client, as_, participant, staff):
    draft = EventFactory(is_published=False)

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert as_(participant).get(draft.get_absolute_url()).status_code == 404
    assert as_(staff).get(draft.get_absolute_url()).status_code == 200


def test_the_page_kept_for_visitors_shows_each_seat_as_it_is(client, event, participant):
    url = event.get_absolute_url()
    assert "25 still to be had" in client.get(url).content.decode()

    registration = actions.register(event=event, user=participant)[0]
    assert "24 still to be had" in client.get(url).content.decode()

    actions.cancel(registration=registration, by=participant)
    assert "25 still to be had" in client.get(url).content.decode()

    Event.objects.filter(pk=event.pk).update(title="Another title")
    assert "Another title" in client.get(url).content.decode()

    Event.objects.filter(pk=event.pk).update(is_published=False)
    assert client.get(url).status_code == 404


def test_who_is_signed_in_sees_each_seat_as_it_is(as_, event, participant, stranger):
    url = event.get_absolute_url()
    assert "25 still to be had" in as_(stranger).get(url).content.decode()

    registration = actions.register(event=event, user=participant)[0]
    page = as_(stranger).get(url).content.decode()
    assert "24 still to be had" in page
    assert page.count('<li class="seat seat-used">') == 1

    actions.cancel(registration=registration, by=participant)
    assert '<li class="seat seat-used">' not in as_(stranger).get(url).content.decode()


def test_a_limited_event_without_seats_shows_no_board(client):
    event = EventFactory(capacity=25)
    event.seats.all().delete()

    assert 'id="seats-h"' not in client.get(event.get_absolute_url()).content.decode()


def test_a_kept_page_costs_one_query_and_keeps_its_headers(client, event, django_assert_num_queries):
    first = client.get(event.get_absolute_url())

    with django_assert_num_queries(1):
        kept = client.get(event.get_absolute_url())

    assert kept.content == first.content
    assert kept["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert not kept.cookies


def test_a_page_is_kept_for_each_language(client, event):
    client.get(event.get_absolute_url())

    polish = client.get(event.get_absolute_url(), headers={"accept-language": "pl"})

    assert 'lang="pl"' in polish.content.decode()


def test_the_kept_page_ends_when_registration_closes(client):
    event = EventFactory(registration_closes_at=timezone.now() + datetime.timedelta(milliseconds=300))
    assert "Log in to register" in client.get(event.get_absolute_url()).content.decode()

    time.sleep(0.35)

    assert "Registration has closed" in client.get(event.get_absolute_url()).content.decode()


def test_registering_takes_one_click_and_says_what_it_means(as_, participant, event):
    client = as_(participant)

    page = client.post(reverse("registrations:register", args=[event.slug]), follow=True).content.decode()

    assert "Your place is yours" in page
    assert "You hold one of the 5 seats of Poland." in page
    assert "state-confirmed" in page


def test_a_double_click_gives_one_registration_and_a_friendly_answer(as_, participant, event):
    url = reverse("registrations:register", args=[event.slug])
    as_(participant).post(url)

    page = as_(participant).post(url, follow=True).content.decode()

    assert Registration.objects.count() == 1
    assert "You had asked already" in page


def test_a_reviewed_event_asks_why_and_keeps_what_was_typed(as_, participant):
    event = EventFactory(capacity=25, quotas=FIVE_EACH, filling=Filling.REVIEWED, asks_for_motivation=True)
    url = reverse("registrations:register", args=[event.slug])

    refused = as_(participant).post(url, {"motivation": "Too short"}).content.decode()
    assert "write a little more" in refused
    assert "Too short" in refused

    page = as_(participant).post(url, {"motivation": "I would teach it to my team."}, follow=True)
    assert "This is not a seat yet" in page.content.decode()
    assert Registration.objects.get().state == State.REQUESTED


def test_who_has_no_profile_is_asked_for_it_first_and_comes_back(as_, event):
    response = as_(UserFactory()).post(reverse("registrations:register", args=[event.slug]))

    assert response.status_code == 302
    assert response.url.startswith(reverse("accounts:profile"))
    assert not Registration.objects.exists()


def test_a_visitor_is_sent_to_log_in(client, event):
    response = client.post(reverse("registrations:register", args=[event.slug]))

    assert response.url.startswith(reverse("account_login"))


def test_get_changes_nothing(as_, participant, event):
    registration = RegistrationFactory(user=participant)

    assert as_(participant).get(reverse("registrations:register", args=[event.slug])).status_code == 405
    assert as_(participant).get(reverse("registrations:cancel", args=[registration.pk])).status_code == 405
    assert Registration.objects.count() == 1


def test_cancelling_takes_one_click(as_, participant):
    registration = RegistrationFactory(user=participant)

    page = as_(participant).post(reverse("registrations:cancel", args=[registration.pk]), follow=True)

    registration.refresh_from_db()
    assert registration.state == State.CANCELLED
    assert "You cancelled on" in page.content.decode()


def test_nobody_cancels_for_somebody_else(as_, stranger, coordinator, participant):
    registration = RegistrationFactory(user=participant)

    for person in (stranger, coordinator):
        response = as_(person).post(reverse("registrations:cancel", args=[registration.pk]))
        assert response.status_code == 404

    registration.refresh_from_db()
    assert registration.state == State.CONFIRMED


def test_closed_registration_is_said_on_the_page(as_, participant):
    event = EventFactory(registration_closes_at=timezone.now() - datetime.timedelta(days=1))

    page = as_(participant).post(reverse("registrations:register", args=[event.slug])).content.decode()

    assert "Registration has closed." in page
    assert not Registration.objects.exists()


def test_the_calendar_file_has_its_time_zone(client):
    event = EventFactory(time_zone="Europe/Warsaw")

    text = client.get(reverse("registrations:calendar", args=[event.slug])).content.decode()

    assert "BEGIN:VTIMEZONE" in text
    assert "TZID:Europe/Warsaw" in text
    assert f"SUMMARY:{event.title}" in text


def test_an_event_without_a_date_has_no_calendar_file_and_says_so(client):
    event = EventFactory(starts_at=None, date_note="2027, to be announced", expected_year=2027)

    assert client.get(reverse("registrations:calendar", args=[event.slug])).status_code == 404
    assert "2027, to be announced" in client.get(event.get_absolute_url()).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_queries_whatever_its_length(client, rows, django_assert_num_queries):
    EventFactory.create_batch(rows)

    with django_assert_num_queries(3):
        page = client.get(reverse("registrations:event_list")).content.decode()

    assert page.count('class="event-card"') == rows


def test_a_signed_in_page_asks_few_queries(as_, participant, event, django_assert_max_num_queries):
    actions.register(event=event, user=participant)
    client = as_(participant)

    with django_assert_max_num_queries(12):
        client.get(event.get_absolute_url())
