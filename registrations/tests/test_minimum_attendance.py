"""How much of an event counts as having attended."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from certificates.models import Certificate
from levels.tests.factories import EnrolmentFactory, LevelFactory
from registrations.models import Attendance, Event
from registrations.tests.certifying import issued_for
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory
from registrations.tests.test_admin import event_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    """Two days of 3 h 30 min, over."""
    start = timezone.now() - datetime.timedelta(days=3)
    event = EventFactory(
        slug="two-days", starts_at=start, ends_at=start + datetime.timedelta(days=1, hours=4)
    )
    for number in range(2):
        begin = start + datetime.timedelta(days=number)
        SessionFactory(
            event=event,
            title=f"Day {number + 1}",
            starts_at=begin,
            ends_at=begin + datetime.timedelta(hours=3, minutes=30, seconds=20),
        )
    return event


def attended(event, *minutes, **person):
    registration = RegistrationFactory(event=event, **person)
    for session, value in zip(event.sessions.all(), minutes, strict=False):
        Attendance.objects.create(session=session, registration=registration, minutes=value)
    return registration


def require(event, percent):
    Event.objects.filter(pk=event.pk).update(minimum_attendance=percent)
    return Event.objects.get(pk=event.pk)


def test_without_a_minimum_being_there_at_all_is_enough(event):
    there, _absent, _unknown = attended(event, 1), attended(event, 0, 0), attended(event)

    assert list(event.registrations.attended()) == [there]


@pytest.mark.parametrize(
    ("percent", "enough"), [(80, 336), (1, 5), (50, 210), (100, 420), (33, 139), (99, 416)]
)
def test_the_minimum_is_met_to_the_minute(event, percent, enough, django_assert_num_queries):
    event = require(event, percent)
    first = min(enough, 210)
    just, not_quite = attended(event, first, enough - first), attended(event, 0, enough - 1)

    assert event.minutes_needed == enough
    with django_assert_num_queries(1):
        found = list(event.registrations.attended())
    assert found == [just]
    assert found[0].minutes == enough
    assert not_quite not in found


def test_certificates_follow_the_minimum(event):
    event = require(event, 80)
    attended(event, 200, 136, user=UserFactory(name="Enough"))
    attended(event, 200, 135, user=UserFactory(name="Not enough"))

    assert issued_for(event) == 1
    assert Certificate.objects.get().holder_name == "Enough"


def test_the_page_of_the_event_says_how_much_is_needed(client, event):
    require(event, 80)

    page = client.get("/events/two-days/").content.decode()

    assert "at least 80&nbsp;%: 5 h 36 min of 7 h" in page


def test_without_sessions_only_the_percentage_is_said(client):
    EventFactory(slug="empty", minimum_attendance=75)

    assert "at least 75&nbsp;% of the time" in client.get("/events/empty/").content.decode()


def test_the_sheet_counts_and_says_the_same(as_, staff, event):
    event = require(event, 80)
    attended(event, 200, 136)
    attended(event, 200, 135)

    response = as_(staff).get("/events/two-days/attendance/")

    assert response.context["earned"] == 1
    assert "5 h 36 min of 7 h" in response.content.decode()


def test_the_own_page_counts_only_events_attended_long_enough(as_, participant, event):
    enrolment = EnrolmentFactory(user=participant)
    level = LevelFactory(pathway=enrolment.pathway)
    Event.objects.filter(pk=event.pk).update(minimum_attendance=80, level=level)
    attended(event, 100, user=participant)

    response = as_(participant).get("/me/")

    shown = next(row for row in response.context["levels"] if row == level)
    assert shown.attended == 0


def form_of(event, **changes):
    return event_form(
        title=event.title, slug=event.slug, starts_at=event.starts_at, ends_at=event.ends_at, **changes
    )


def test_staff_are_warned_who_change_it_after_the_release(as_, staff, event):
    event.certificates_released_at = timezone.now()
    event.save()
    url = reverse("admin:registrations_event_change", args=[event.pk])

    response = as_(staff).post(url, form_of(event, minimum_attendance=80), follow=True)

    assert Event.objects.get(pk=event.pk).minimum_attendance == 80
    assert "those that are issued stay" in response.content.decode()


def test_it_is_a_percentage(as_, staff, event):
    url = reverse("admin:registrations_event_change", args=[event.pk])

    response = as_(staff).post(url, form_of(event, minimum_attendance=101))

    assert "minimum_attendance" in response.context["adminform"].form.errors
