"""From stays to minutes: the union of what devices and reports say, within the session."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrations import presence
from registrations.models import Attendance, Method, Stay
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory

START = datetime(2026, 9, 14, 7, tzinfo=UTC)
END = START + timedelta(hours=3)


def at(minutes):
    return START + timedelta(minutes=minutes)


STAYS = st.lists(
    st.tuples(st.integers(-100, 300), st.one_of(st.none(), st.integers(0, 200))).map(
        lambda stay: (at(stay[0]), None if stay[1] is None else at(stay[0] + stay[1]))
    ),
    max_size=8,
)


def minutes(stays):
    return presence.minutes_within(stays, START, END)


@given(STAYS)
def test_never_more_than_the_session(stays):
    assert 0 <= minutes(stays) <= 180


@given(STAYS, st.randoms())
def test_their_order_does_not_matter(stays, random):
    shuffled = random.sample(stays, len(stays))

    assert minutes(shuffled) == minutes(stays)


@given(STAYS)
def test_the_same_again_changes_nothing(stays):
    assert minutes(stays * 2) == minutes(stays)


@given(STAYS, STAYS)
def test_more_evidence_never_costs_a_minute_and_adds_no_more_than_it_says(some, others):
    both = minutes(some + others)

    assert max(minutes(some), minutes(others)) <= both <= minutes(some) + minutes(others)


@given(STAYS)
def test_it_is_the_number_of_minutes_in_which_somebody_was_there(stays):
    covered = sum(any(came <= at(minute) < (left or END) for came, left in stays) for minute in range(180))

    assert minutes(stays) == covered


@pytest.fixture
def session(db):
    return SessionFactory(event=EventFactory(starts_at=START))


def stay(session, registration, came, left, source):
    return Stay.objects.create(
        session=session,
        registration=registration,
        came_at=at(came),
        left_at=at(left),
        method=Method.REPORT,
        source=source,
    )


def test_minutes_follow_the_stays_and_what_a_person_set_stands(session):
    by_report, by_hand, gone, none = RegistrationFactory.create_batch(4, event=session.event)
    stay(session, by_report, 0, 60, "a")
    stay(session, by_report, 30, 90, "b")
    stay(session, by_hand, 0, 60, "c")
    Attendance.objects.create(session=session, registration=by_hand, minutes=7)
    Attendance.objects.create(session=session, registration=gone, minutes=9, method=Method.REPORT)
    everybody = [row.pk for row in (by_report, by_hand, gone, none)]

    changed = presence.count(session, everybody)

    assert sorted(changed) == sorted([by_report.pk, gone.pk])
    assert dict(session.attendances.values_list("registration", "minutes")) == {
        by_report.pk: 90,
        by_hand.pk: 7,
    }
    assert presence.count(session, everybody) == []

    stay(session, by_report, 90, 100, "d")
    assert presence.count(session, everybody) == [by_report.pk]
    assert session.attendances.get(registration=by_report).minutes == 100


@pytest.mark.parametrize("people", [1, 3])
def test_counting_asks_as_often_for_many_as_for_one(session, people, django_assert_num_queries):
    rows = RegistrationFactory.create_batch(people, event=session.event)
    for number, row in enumerate(rows):
        stay(session, row, 0, 60, f"a{number}")

    with django_assert_num_queries(3):
        presence.count(session, [row.pk for row in rows])
