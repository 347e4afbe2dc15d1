"""A person's own page: the next step first."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from levels.models import LevelEnrolment
from levels.tests.factories import EnrolmentFactory, LevelFactory, ResourceFactory
from levels.tests.test_classroom import begin
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


@pytest.fixture
def learner(participant):
    LevelEnrolment.objects.create(enrolment=EnrolmentFactory(user=participant), level=LevelFactory())
    return participant


def _stands(learner, resource=None):
    """What the level asks, as it is stored: one mandatory resource, not done."""
    place = [1, resource.module.slug, resource.slug] if resource else None
    line = {"key": "study", "kind": "resources", "title": "E-learning", "have": 0, "of": 1, "at": None}
    line |= {"best": None, "exempt": False, "next": {"title": "The first hour", "at": place}}
    group = {"title": "All", "operator": "all", "needed": 1, "have": 0, "is_met": False, "lines": [line]}
    standing = {"mark": "", "version": 1, "have": 0, "of": 1, "is_met": False, "groups": [group]}
    LevelEnrolment.objects.filter(enrolment__user=learner).update(standing=standing)


def test_what_the_level_asks_first_is_the_next_step(own_page, learner):
    resource = ResourceFactory(title="The first hour")
    _stands(learner, resource)

    html = own_page(learner)

    assert "Go on with Level 1" in html
    assert "0 of 1 requirement met" in html
    assert f'href="{resource.get_absolute_url()}"' in html


def test_where_one_left_off_is_the_next_step_and_stands_with_the_level(own_page, learner):
    ResourceFactory()
    begun, other = ResourceFactory(title="The first hour"), ResourceFactory()
    begin(learner, other, minutes_ago=90)
    begin(learner, begun, minutes_ago=5)
    begin(learner, ResourceFactory(publish_on=None))
    begin(learner, ResourceFactory(), done=True)

    html = own_page(learner)

    assert "Continue with “The first hour”" in html
    assert "You left off at “The first hour”." in html
    assert f'href="{begun.get_absolute_url()}"' in html


def test_an_offer_goes_before_learning_and_learning_before_an_event_far_away(own_page, learner):
    begin(learner, ResourceFactory(title="The first hour"))
    event = EventFactory(title="Masterclass", starts_at=timezone.now() + datetime.timedelta(days=40))
    registration = RegistrationFactory(event=event, user=learner)
    assert "Continue with “The first hour”" in own_page(learner)

    event.starts_at, event.ends_at = (timezone.now() + datetime.timedelta(days=days) for days in (2, 3))
    event.save()
    assert "Continue with “The first hour”" not in own_page(learner)

    registration.delete()
    assert "Continue with “The first hour”" in own_page(learner)


def test_a_completed_level_asks_nothing_more(own_page, learner):
    begin(learner, ResourceFactory(title="The first hour"))
    LevelEnrolment.objects.update(completed_at=timezone.now())

    html = own_page(learner)

    assert "Completed on" in html
    assert "Continue with" not in html
