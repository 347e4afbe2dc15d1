"""A person's own page: the next step first."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from levels.models import LevelEnrolment
from levels.tests.factories import EnrolmentFactory, LevelFactory
from registrations import actions
from registrations.models import Filling, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_page(as_):
    return lambda user: as_(user).get(reverse("me")).content.decode()


def test_a_visitor_is_sent_to_log_in(client):
    assert client.get(reverse("me")).url.startswith(reverse("account_login"))


def test_who_has_no_profile_completes_it_first(own_page):
    assert "Tell us where you work" in own_page(UserFactory())


def test_who_is_not_on_the_pathway_joins_it_in_one_click(own_page, participant):
    assert f'action="{reverse("levels:enrol")}"' in own_page(participant)


def test_an_open_event_is_the_next_step_until_one_has_asked(own_page, participant):
    EnrolmentFactory(user=participant)
    event = EventFactory(title="Masterclass", capacity=1, quotas={"PL": 1}, filling=Filling.REVIEWED)
    assert "Registration is open: Masterclass" in own_page(participant)

    actions.register(event=event, user=participant)

    html = own_page(participant)
    assert "Registration is open" not in html
    assert "This is not a seat yet" in html


def test_a_coordinator_decides_first(own_page, coordinator, stranger):
    event = EventFactory(capacity=1, quotas={"PL": 1}, filling=Filling.REVIEWED)
    RegistrationFactory(event=event, state=State.REQUESTED, rule="received", home="PL")
    RegistrationFactory(event=event, state=State.REQUESTED, rule="received", home="RO")

    assert "1 request to Hub Poland waits for your decision" in own_page(coordinator)
    assert "waits for your decision" not in own_page(stranger)


def test_progress_counts_the_events_attended(own_page, participant):
    level = LevelFactory()
    LevelEnrolment.objects.create(enrolment=EnrolmentFactory(user=participant), level=level)
    past = EventFactory(level=level, starts_at=timezone.now() - datetime.timedelta(days=3))
    EventFactory(level=level)
    session = past.sessions.create(title="Day 1", starts_at=past.starts_at, ends_at=past.ends_at)
    registration = RegistrationFactory(event=past, user=participant)
    session.attendances.create(registration=registration, minutes=90)

    html = own_page(participant)

    assert "1 of 2 events attended" in html
    assert "You attended: 1 h 30 min." in html


def test_nothing_of_others_is_shown(own_page, participant, stranger):
    RegistrationFactory(user=stranger, event=EventFactory(title="Of a stranger", is_published=False))

    assert "Of a stranger" not in own_page(participant)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_queries_whatever_it_shows(as_, participant, rows, django_assert_num_queries):
    level = LevelFactory()
    LevelEnrolment.objects.create(enrolment=EnrolmentFactory(user=participant), level=level)
    for _number in range(rows):
        event = EventFactory(level=level, capacity=1, quotas={"PL": 1})
        RegistrationFactory(event=event, seat=event.seats.get(), rule="home_seat")
        actions.register(event=event, user=participant)
    client = as_(participant)
    client.get(reverse("me"))

    # user, profile and feed, enrolment, registrations, sessions, hubs, open events, open levels, levels, their events, certificates,
    # hubs of the frame
    with django_assert_num_queries(12):
        client.get(reverse("me"))
