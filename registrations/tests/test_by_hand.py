"""Recording by hand what a scan or a report says otherwise."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from registrations import actions, presence
from registrations.models import Attendance, Method, Stay
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    """180 minutes, over."""
    start = timezone.now() - datetime.timedelta(days=3)
    return SessionFactory(event=EventFactory(slug="kick-off", starts_at=start))


@pytest.fixture
def scanned(session):
    """Was there for 60 minutes, says a scan."""
    registration = RegistrationFactory(event=session.event, user=UserFactory(name="Łukasz Żółć"))
    hour = datetime.timedelta(hours=1)
    Stay.objects.create(
        session=session,
        registration=registration,
        came_at=session.starts_at,
        left_at=session.starts_at + hour,
        method=Method.SCAN,
        source="scan:1",
    )
    presence.count(session, [registration.pk])
    return registration


def record(session, registration, minutes, by, reason=""):
    return actions.record_attendance(
        session=session, minutes={registration.pk: minutes}, by=by, reason=reason
    )


def figure(registration):
    row = Attendance.objects.filter(registration=registration).first()
    return row and (row.minutes, row.method, row.reason)


@pytest.mark.parametrize("minutes", [0, 59, 180, None])
def test_what_differs_from_a_scan_needs_a_reason(session, scanned, staff, minutes):
    with pytest.raises(ValidationError, match=r"Łukasz Żółć: recorded by a scan with 60 minutes\. Say why"):
        record(session, scanned, minutes, staff, reason="  ")

    assert figure(scanned) == (60, "scan", "")


def test_the_reason_is_kept_with_the_record(session, scanned, staff):
    assert record(session, scanned, 180, staff, reason="Forgot to check out") == 1

    assert figure(scanned) == (180, "hand", "Forgot to check out")
    entry = AuditEntry.objects.get(action="attendance.recorded")
    assert entry.facts == {"session": session.pk, "minutes": 180, "before": 60, "against": "scan"}


def test_what_a_person_decided_stands_when_more_is_scanned(session, scanned, staff):
    record(session, scanned, 180, staff, reason="Forgot to check out")

    assert presence.count(session, [scanned.pk]) == []
    assert figure(scanned)[0] == 180


def test_taking_a_scan_back_says_that_the_person_was_not_there(session, scanned, staff):
    record(session, scanned, None, staff, reason="Lent the badge to a colleague")

    presence.count(session, [scanned.pk])

    assert figure(scanned) == (0, "hand", "Lent the badge to a colleague")


def test_taking_back_what_was_recorded_by_hand_lets_the_scan_speak_again(session, scanned, staff):
    record(session, scanned, 180, staff, reason="Forgot to check out")

    record(session, scanned, None, staff)

    assert figure(scanned) == (60, "scan", "")


def test_the_minutes_of_the_scan_need_no_reason(session, scanned, staff):
    record(session, scanned, 180, staff, reason="Forgot to check out")

    record(session, scanned, 60, staff)

    assert figure(scanned) == (60, "scan", "")


def test_where_nothing_was_scanned_no_reason_is_needed(session, staff):
    registration = RegistrationFactory(event=session.event)

    record(session, registration, 90, staff)
    record(session, registration, 100, staff)

    assert figure(registration) == (100, "hand", "")


def test_one_reason_missing_saves_nothing(session, scanned, staff):
    other = RegistrationFactory(event=session.event)

    with pytest.raises(ValidationError):
        actions.record_attendance(session=session, minutes={other.pk: 90, scanned.pk: 90}, by=staff)

    assert figure(other) is None


def sheet_row(registration, was, minutes):
    return {
        f"was-{registration.pk}": was,
        f"minutes-{registration.pk}": minutes,
        f"present-{registration.pk}": "on",
    }


def test_the_sheet_asks_for_the_reason_and_keeps_what_was_typed(as_, session, scanned, staff):
    data = sheet_row(scanned, "60", "90") | {"do": "save"}

    response = as_(staff).post("/events/kick-off/attendance/", data)

    assert "Say why this is not right" in response.content.decode()
    assert 'value="90"' in response.content.decode()
    assert figure(scanned)[0] == 60


def test_the_sheet_records_with_the_reason_and_shows_it(as_, session, scanned, staff):
    data = sheet_row(scanned, "60", "90") | {
        "do": "save",
        "reason": "Came by train, was let in without a scan",
    }

    response = as_(staff).post("/events/kick-off/attendance/", data, follow=True)

    assert figure(scanned) == (90, "hand", "Came by train, was let in without a scan")
    assert "by hand: Came by train" in response.content.decode()


def test_everyone_on_the_printed_list_is_a_reason_of_its_own(as_, session, scanned, staff):
    signed = RegistrationFactory(event=session.event)
    data = sheet_row(scanned, "60", "60") | sheet_row(signed, "", "") | {"do": "everyone"}
    del data[f"present-{signed.pk}"]

    as_(staff).post("/events/kick-off/attendance/", data)

    assert figure(signed) == (180, "hand", "Everyone on the list was present.")
    assert figure(scanned) == (60, "scan", "")


def test_erasing_a_person_takes_the_words_and_leaves_the_minutes(session, scanned, staff):
    from accounts.actions import erase

    record(session, scanned, 180, staff, reason="Łukasz forgot to check out")

    erase(scanned.user)

    assert figure(scanned) == (180, "hand", "erased")
