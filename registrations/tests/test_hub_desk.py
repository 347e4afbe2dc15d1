"""At an event that a hub runs, that hub decides about everyone who asks, and no other."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from hubs.models import Membership
from registrations import actions
from registrations.desks import desk_of
from registrations.models import Filling, Registration, State
from registrations.tests.factories import ClosingFactory, EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(poland, romania):
    return EventFactory(
        slug="sepsis-day", title="Dzień sepsy", hub=poland, capacity=3, quotas={}, filling=Filling.REVIEWED
    )


@pytest.fixture
def asked(event):
    """One each from Poland, Romania and India."""
    people = [
        ("Łukasz Żółć", "PL"),
        ("Ștefan Țăranu", "RO"),
        ("அருண் குமார்", "IN"),
    ]
    return [
        actions.register(event=event, user=UserFactory(name=name, country=country))[0]
        for name, country in people
    ]


def desk(slug="sepsis-day", code="pl"):
    return reverse("registrations:quota_event", args=[code, slug])


def text(response):
    return " ".join(response.content.decode().split())


def test_the_hub_that_runs_it_sees_everyone_who_asks(as_, coordinator, asked):
    page = text(as_(coordinator).get(desk()))

    assert "Requests for our event" in page
    assert "Hub Poland runs this event, so you see and decide about everyone" in page
    assert all(row.user.name in page for row in asked)


def test_it_decides_about_them_wherever_they_are_from(as_, coordinator, asked):
    client = as_(coordinator)

    for row in asked:
        response = client.post(reverse("registrations:approve", args=[row.pk]))
        assert response.url == desk()

    assert set(Registration.objects.values_list("state", flat=True)) == {State.CONFIRMED}
    page = text(client.get(desk()))
    assert "Somebody from" not in page
    assert all(row.user.name in page for row in asked)


def test_the_hub_of_a_persons_country_neither_sees_nor_decides(as_, romanian_coordinator, asked):
    client, romanian = as_(romanian_coordinator), asked[1]

    assert not Registration.objects.visible_to(romanian_coordinator).exists()
    assert client.get(desk()).status_code == 404
    assert client.get(desk(code="ro")).status_code == 404
    assert client.post(reverse("registrations:approve", args=[romanian.pk])).status_code == 404
    romanian.refresh_from_db()
    assert romanian.state == State.REQUESTED


def test_a_coordinator_whose_term_has_ended_sees_nobody(as_, coordinator, asked):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Membership.objects.update(ends_on=yesterday)

    assert not Registration.objects.visible_to(coordinator).exists()
    assert not Registration.objects.decidable_by(coordinator).exists()
    assert as_(coordinator).get(desk()).status_code == 404


def test_a_participant_sees_the_own_request_only(asked):
    assert list(Registration.objects.visible_to(asked[1].user)) == [asked[1]]
    assert not Registration.objects.decidable_by(asked[1].user).exists()


def test_events_that_no_hub_runs_stay_with_the_country(coordinator, romanian_coordinator, event):
    central = EventFactory(filling=Filling.REVIEWED)
    romanian = actions.register(event=central, user=UserFactory(country="RO"))[0]

    assert list(Registration.objects.decidable_by(romanian_coordinator)) == [romanian]
    assert not Registration.objects.decidable_by(coordinator).exists()


def test_the_office_sees_such_requests_at_the_hub_that_runs_the_event(as_, staff, asked, event, poland):
    response = as_(staff).get(reverse("registrations:office_requests", args=[event.slug]))

    assert not response.context["people"].all.exists()
    assert [(hub.code, hub.open_requests) for hub in response.context["hubs"]] == [("pl", 3)]
    assert {desk_of(row).hub for row in asked} == {poland}


def test_people_read_who_decides_about_them(as_, asked, event, coordinator):
    indian = asked[2]
    url = event.get_absolute_url()
    assert "Hub Poland, which runs the event, has not decided yet." in text(as_(indian.user).get(url))

    actions.decline(registration=indian, by=coordinator, reason="There are only three places.")

    assert "Hub Poland declined your request" in text(as_(indian.user).get(url))


def test_who_asks_is_told_who_will_see_it(as_, participant, event):
    page = text(as_(participant).get(event.get_absolute_url()))

    assert "The coordinators of Hub Poland, which runs this event, see your name" in page
    assert "The coordinators of your country" not in page


def test_a_closed_event_tells_those_without_minutes_that_they_count_as_absent(as_, asked, event, coordinator):
    registration = actions.approve(registration=asked[1], by=coordinator)
    ClosingFactory(event=event, closed_by=coordinator)
    session = event.sessions.create(title="Day", starts_at=event.starts_at, ends_at=event.ends_at)

    assert list(Registration.objects.no_shows()) == [registration]
    assert "you count as not having come" in text(as_(registration.user).get(event.get_absolute_url()))

    session.attendances.create(registration=registration, minutes=60)

    assert not Registration.objects.no_shows().exists()
    assert "not having come" not in text(as_(registration.user).get(event.get_absolute_url()))
