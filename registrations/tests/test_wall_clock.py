"""Pages give days and hours as the clock on the wall shows them where the event takes place."""

import datetime

import pytest
from django.urls import reverse

from registrations.tests.factories import EventFactory, SessionFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


def test_the_sessions_of_an_event_across_the_change_of_clocks_and_over_midnight(client):
    starts, ends = utc(2027, 3, 27, 8), utc(2027, 3, 28, 22, 30)
    event = EventFactory(time_zone="Europe/Warsaw", starts_at=starts, ends_at=ends)
    SessionFactory(event=event, ends_at=utc(2027, 3, 27, 16))
    SessionFactory(event=event, title="Night round", starts_at=utc(2027, 3, 28, 20))

    page = client.get(event.get_absolute_url()).content.decode()

    assert 'Saturday, 27 March 2027, <span class="num">09:00–17:00</span>' in page
    assert 'Sunday, 28 March 2027, <span class="num">22:00–00:30</span>' in page


def test_seats_that_are_kept_until_midnight_are_kept_until_that_day(client):
    midnight_in_warsaw = utc(2027, 4, 30, 22)
    event = EventFactory(
        time_zone="Europe/Warsaw", starts_at=utc(2027, 5, 6, 7), release_at=midnight_in_warsaw, capacity=5
    )

    page = client.get(event.get_absolute_url()).content.decode()

    assert ">1 May 2027</time>" in page


def test_the_tile_of_an_event_after_midnight_shows_its_own_day(client):
    EventFactory(time_zone="Asia/Kolkata", starts_at=utc(2027, 6, 30, 20))

    page = " ".join(client.get(reverse("registrations:event_list")).content.decode().split())

    assert "<b>1</b>Jul" in page.replace("July", "Jul")
