import datetime

import pytest
from django.utils import timezone

from registrations.explanations import explain
from registrations.lines import place_in_line, with_line
from registrations.models import Event, Registration, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return EventFactory(capacity=4, quotas={"PL": 2, "RO": 1})


@pytest.fixture
def line(event):
    """In the order of the requests: India, Romania, Poland, Poland, Brazil; and others who do not wait."""
    start = timezone.now() - datetime.timedelta(days=1)
    RegistrationFactory(event=event, home="PL", state=State.REQUESTED, requested_at=start)
    RegistrationFactory(home="PL", event=EventFactory(), state=State.WAITING, requested_at=start)
    return [
        RegistrationFactory(
            event=event,
            home=home,
            state=State.WAITING,
            requested_at=start + datetime.timedelta(minutes=number),
        )
        for number, home in enumerate(["IN", "RO", "PL", "PL", "BR"])
    ]


def test_before_the_release_the_line_is_that_of_the_own_country_and_others_stand_behind(line):
    assert [place_in_line(row) for row in line] == [(4, 5), (1, 1), (1, 2), (2, 2), (5, 5)]


def test_after_the_release_pilot_countries_share_one_line_before_the_others(event, line):
    Event.objects.filter(pk=event.pk).update(released_at=timezone.now())

    assert [place_in_line(row) for row in line] == [(4, 5), (1, 3), (2, 3), (3, 3), (5, 5)]


def test_at_an_event_without_homes_there_is_one_line():
    event = EventFactory(capacity=1)
    now = timezone.now()
    line = [
        RegistrationFactory(event=event, home=home, state=State.WAITING, requested_at=now)
        for home in ["IN", "PL", "RO"]
    ]

    assert [place_in_line(row) for row in line] == [(1, 3), (2, 3), (3, 3)]


def test_home_seats_are_those_of_the_own_country(event, line):
    seats = with_line(Registration.objects.filter(event=event).waiting()).in_line()

    assert [row.home_seats for row in seats] == [0, 1, 2, 2, 0]


@pytest.mark.parametrize("rows", [1, 3])
def test_one_query_for_any_number_of_people(event, rows, django_assert_num_queries):
    RegistrationFactory.create_batch(rows, event=event, state=State.WAITING)

    with django_assert_num_queries(1):
        assert len(with_line(Registration.objects.all())) == rows


def test_of_a_past_event_nobody_is_told_that_a_place_is_sure():
    registration = RegistrationFactory(
        event=EventFactory(starts_at=timezone.now() - datetime.timedelta(days=2))
    )

    words = explain(with_line(Registration.objects.all()).get(pk=registration.pk))

    assert words.because == "This event is over."
