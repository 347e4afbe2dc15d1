"""What is known of training and teaching reaches the rosters of the hubs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from hubs.models import Evidence, EvidenceKind
from registrations import evidence
from registrations.models import Attendance, EventKind
from registrations.tests.factories import EventFactory, FacultyFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def past_event(days=3, **kwargs):
    return EventFactory(starts_at=timezone.now() - days * DAY, **kwargs)


def attend(event, minutes=120, **kwargs):
    registration = RegistrationFactory(event=event, **kwargs)
    session = event.sessions.first() or SessionFactory(event=event)
    Attendance.objects.create(session=session, registration=registration, minutes=minutes)
    return registration


@pytest.fixture
def day():
    return past_event(kind=EventKind.FACULTY, title="FDD Warsaw", time_zone="Europe/Warsaw")


def test_attending_a_faculty_development_day_is_evidence_once(day):
    registration = attend(day)
    RegistrationFactory(event=day)

    evidence.keep_up()
    evidence.keep_up()

    row = Evidence.objects.get()
    assert (row.user, row.kind, row.title) == (registration.user, EvidenceKind.TRAINED, "FDD Warsaw")
    assert row.happened_on == day.starts_at.astimezone(day.zone).date()


def test_attending_any_other_event_is_none():
    attend(past_event(kind=EventKind.WORKSHOP))

    evidence.keep_up()

    assert not Evidence.objects.exists()


def test_teaching_at_an_event_that_is_over_is_evidence():
    teacher = UserFactory()
    over = FacultyFactory(event=past_event(title="Simulation"), user=teacher)
    FacultyFactory(event=EventFactory(), user=teacher)
    FacultyFactory(event=over.event, user=None)

    evidence.keep_up()

    row = Evidence.objects.get()
    assert (row.user, row.kind, row.title) == (teacher, EvidenceKind.TAUGHT, "Simulation")


def test_what_turned_out_not_to_be_so_is_taken_back(day):
    attend(day)
    teacher = FacultyFactory(event=day, user=UserFactory())
    evidence.keep_up()
    Attendance.objects.all().delete()
    teacher.delete()

    evidence.keep_up()

    assert not Evidence.objects.exists()


def test_what_was_long_ago_stays_though_nobody_looks_at_it_any_more(day):
    attend(day)
    evidence.keep_up()

    evidence.keep_up(timezone.now() + evidence.RECENT + 30 * DAY)

    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_when_nothing_is_new_it_takes_the_same_few_queries(day, rows, django_assert_num_queries):
    for _number in range(rows):
        attend(day)
        FacultyFactory(event=day, user=UserFactory())
    evidence.keep_up()

    with django_assert_num_queries(3):
        evidence.keep_up()
