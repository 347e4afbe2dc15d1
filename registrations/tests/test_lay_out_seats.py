"""Fewer places than people hold are refused, and the office reads who they are."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from registrations import actions
from registrations.models import Filling, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def hold(event, names, seats, state=State.CONFIRMED):
    until = timezone.now() + datetime.timedelta(hours=3) if state == State.OFFERED else None
    for name, seat in zip(names, seats, strict=True):
        RegistrationFactory(
            event=event, user=UserFactory(name=name), seat=seat, state=state, offer_ends_at=until
        )


def refusal(event, capacity, quotas):
    with pytest.raises(ValidationError) as refused:
        actions.lay_out_seats(event=event, capacity=capacity, quotas=quotas)
    return refused.value.code, refused.value.messages[0]


def test_fewer_places_than_people_are_refused_with_their_names():
    event = EventFactory(capacity=4, quotas={}, filling=Filling.REVIEWED)
    hold(event, ["Anna Lis", "Łukasz Żółć"], event.seats.all()[:2])

    assert refusal(event, 1, {}) == (
        "confirmed",
        "2 people hold a place already: Anna Lis, Łukasz Żółć. There cannot be fewer places.",
    )


def test_who_has_the_offer_of_a_seat_counts_too():
    event = EventFactory(capacity=4, quotas={})
    hold(event, ["Anna Lis"], event.seats.all()[:1])
    hold(event, ["Ewa Bąk"], event.seats.all()[1:2], State.OFFERED)

    assert refusal(event, 1, {})[0] == "confirmed"


def test_a_quota_below_what_is_taken_is_refused_with_the_names_of_that_country_only():
    event = EventFactory(capacity=4, quotas={"PL": 2, "RO": 2})
    hold(event, ["Anna Lis", "Łukasz Żółć"], event.seats.filter(home="PL"))
    hold(event, ["Ioana Ștefănescu"], event.seats.filter(home="RO")[:1])

    code, said = refusal(event, 4, {"PL": 1, "RO": 3})

    assert code == "quota"
    assert said == "2 seats of Poland are taken: Anna Lis, Łukasz Żółć. Its quota cannot be lower."


def test_ten_are_named_and_the_others_counted():
    event = EventFactory(capacity=12, quotas={})
    hold(event, [f"Person {number:02}" for number in range(12)], event.seats.all())

    said = refusal(event, 3, {})[1]

    assert "Person 09 and 2 more." in said
    assert "Person 10" not in said


def test_unlimited_places_are_refused_with_the_names():
    event = EventFactory(capacity=2, quotas={})
    hold(event, ["Anna Lis"], event.seats.all()[:1])

    assert "Anna Lis" in refusal(event, None, {})[1]


def test_a_limit_where_people_are_confirmed_without_a_seat_is_refused_with_the_names():
    event = EventFactory()
    hold(event, ["Anna Lis"], [None])

    assert "1 person holds a place already: Anna Lis." in refusal(event, 5, {})[1]


def test_the_page_says_the_names_beside_the_number(as_, staff, poland):
    event = EventFactory(slug="masterclass", capacity=2, quotas={"PL": 2})
    hold(event, ["Anna Lis", "<b>Bob</b>"], event.seats.all())

    page = as_(staff).post(
        reverse("registrations:seats", args=["masterclass"]), {"capacity": "1", "home_PL": "1"}
    )

    text = page.content.decode()
    assert "Anna Lis, &lt;b&gt;Bob&lt;/b&gt;" in text
    assert "capacity" in page.context["form"].errors
