"""Attendance counts towards levels, whichever way it came to be known, and when it is taken back."""

import datetime

import pytest
from django.utils import timezone

from levels.models import Activity, Evidence
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, asking
from registrations import attending
from registrations.actions import check_in, record_attendance
from registrations.models import Attendance, Event, Method, Registration, State, Stay
from registrations.presence import count
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def live():
    return Activity.objects.create(level=LevelFactory(), kind="live", title="Live event")


@pytest.fixture
def event(live):
    """Two sessions of an hour each, over since yesterday."""
    starts = timezone.now() - datetime.timedelta(days=1)
    event = EventFactory(starts_at=starts, ends_at=starts + 3 * HOUR, counts_as=live, level=live.level)
    for number in range(2):
        begins = starts + number * 2 * HOUR
        SessionFactory(event=event, starts_at=begins, ends_at=begins + HOUR)
    return event


@pytest.fixture
def registration(event, participant):
    return RegistrationFactory(event=event, user=participant)


@pytest.fixture
def row(live, participant):
    asking(live.level, {"kind": "attendance", "activity": live, "share": 7500})
    return LevelEnrolmentFactory(enrolment__user=participant, level=live.level)


def shares(person):
    rows = Evidence.objects.filter(person=person, kind="attended").order_by("pk")
    return [row.data["share"] for row in rows]


def by_hand(event, registration, staff, *minutes, reason=""):
    for session, value in zip(event.sessions.all(), minutes, strict=False):
        record_attendance(session=session, minutes={registration.pk: value}, by=staff, reason=reason)


def test_minutes_set_by_hand_count_at_once(event, registration, row, staff):
    by_hand(event, registration, staff, 60)
    row.refresh_from_db()
    assert (shares(registration.user), row.completed_at) == ([5000], None)

    by_hand(event, registration, staff, 60, 30)
    row.refresh_from_db()
    assert shares(registration.user) == [5000, 7500]
    assert row.completed_at
    assert Evidence.objects.filter(kind="attended").latest("pk").data["title"] == event.title


def test_the_same_minutes_again_are_no_news(event, registration, staff):
    by_hand(event, registration, staff, 60)
    by_hand(event, registration, staff, 60)
    attending.keep_up()

    assert shares(registration.user) == [5000]


def test_minutes_that_are_taken_back_count_no_more(event, registration, row, staff):
    by_hand(event, registration, staff, 60, 60)
    by_hand(event, registration, staff, None, None)

    row.refresh_from_db()
    assert shares(registration.user)[-1] == 0
    assert row.completed_at, "what was decided stays"
    assert row.standing["is_met"] is False


def test_what_a_report_counts_and_withdraws_is_told(event, registration, row):
    session = event.sessions.first()
    stay = Stay.objects.create(
        session=session,
        registration=registration,
        came_at=session.starts_at,
        left_at=session.ends_at,
        method=Method.REPORT,
        source="report:1:1",
    )
    count(session, [registration.pk])
    assert shares(registration.user) == [5000]

    stay.delete()
    count(session, [registration.pk])
    assert shares(registration.user) == [5000, 0]


def test_who_has_checked_in_counts_when_the_session_is_over(live, participant, staff):
    now = timezone.now()
    event = EventFactory(starts_at=now - HOUR, ends_at=now + HOUR, counts_as=live)
    session = SessionFactory(event=event)
    registration = RegistrationFactory(event=event, user=participant)

    check_in(session=session, registration=registration, by=staff, source="scan:1")
    assert shares(participant) == []

    attending.keep_up(now + 2 * HOUR)
    assert shares(participant) == [5000]


def test_an_activity_that_is_chosen_later_counts_what_was_attended(event, registration, live, staff):
    Event.objects.update(counts_as=None)
    by_hand(Event.objects.get(), registration, staff, 60, 60)
    assert shares(registration.user) == []

    Event.objects.update(counts_as=live)
    attending.keep_up()

    assert shares(registration.user) == [10000]


def test_an_activity_that_is_changed_moves_what_was_attended(event, registration, live, staff):
    by_hand(event, registration, staff, 60, 60)
    other = Activity.objects.create(level=live.level, kind="national", title="National events")

    Event.objects.update(counts_as=other)
    attending.keep_up()
    assert list(Evidence.objects.order_by("activity", "pk").values_list("activity", "data__share")) == [
        (live.pk, 5000),
        (live.pk, 10000),
        (live.pk, 0),
        (other.pk, 10000),
    ]

    Event.objects.update(counts_as=None)
    attending.keep_up()
    assert Evidence.objects.filter(activity=other).latest("pk").data["share"] == 0


def test_who_gave_the_place_back_attended_nothing(event, registration, staff):
    by_hand(event, registration, staff, 60, 60)
    Registration.objects.update(state=State.CANCELLED)

    attending.keep_up()

    assert shares(registration.user) == [5000, 10000, 0]


def test_an_event_that_counts_for_nothing_tells_nothing(event, registration, staff):
    Event.objects.update(counts_as=None)
    by_hand(Event.objects.get(), registration, staff, 60)
    attending.keep_up()

    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_telling_of_three_people_asks_as_often_as_of_one(number, event, live, django_assert_max_num_queries):
    asking(live.level, {"kind": "attendance", "activity": live, "share": 9000})
    session = event.sessions.first()
    for _ in range(number):
        registration = RegistrationFactory(event=event)
        LevelEnrolmentFactory(enrolment__user=registration.user, level=live.level)
        Attendance.objects.create(session=session, registration=registration, minutes=60)
    people = list(event.registrations.values_list("pk", flat=True))

    with django_assert_max_num_queries(22):
        attending.tell(event, people)
    assert Evidence.objects.count() == number
