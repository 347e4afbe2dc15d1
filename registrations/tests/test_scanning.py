"""Scanning people's codes at the door: page, typed codes, and what a phone sends when it has a network again."""

import datetime
import json
import uuid

import pytest

from registrations import codes
from registrations.models import State, Stay
from registrations.tests.conftest import HOUR, NOON
from registrations.tests.factories import RegistrationFactory
from registrations.tests.test_check_in import seconds, stays, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def sync(as_, coordinator, session):
    """`sync(scan, …)`: the answers, by number of the scan."""

    def send(*scans, status=200):
        response = as_(coordinator).post(
            f"/events/workshop/scan/{session.pk}/sync/", json.dumps({"scans": scans}), "application/json"
        )
        assert response.status_code == status
        return {row["id"]: row for row in response.json().get("results", [])}

    return send


def scan(registration, at=NOON, direction="in", **changes):
    code = codes.personal_code(registration.pk)
    return {"id": str(uuid.uuid4()), "code": code, "at": at.isoformat(), "direction": direction} | changes


def test_a_code_says_nothing_and_is_of_one_registration():
    seen = {codes.personal_code(number) for number in range(2000)}

    assert len(seen) == 2000
    assert all(codes.read_personal_code(code) == code for code in seen)


@pytest.mark.parametrize("typed", ["7k3mq2xw9pda", " 7K3M q2xw 9PDA ", "7K3M-Q2XW-9PDA"])
def test_a_code_may_be_typed_in_any_way(typed):
    assert codes.read_personal_code(typed) == "7K3M-Q2XW-9PDA"


@pytest.mark.parametrize(("typed", "code"), [("OIL0-0000-0000", "0110-0000-0000"), ("7K3M", ""), ("", "")])
def test_letters_that_look_like_digits_are_taken_for_them(typed, code):
    assert codes.read_personal_code(typed) == code


def test_the_code_of_an_earlier_secret_key_is_known_still(registration, settings):
    shown = codes.personal_code(registration.pk)

    settings.SECRET_KEY_FALLBACKS = ["older", settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 9

    assert codes.personal_code(registration.pk) != shown
    assert codes.registrations_by_code(registration.event)[shown] == registration.pk


def test_the_page_may_use_the_camera_and_no_other_page_may(as_, coordinator, session):
    page = as_(coordinator).get(f"/events/workshop/scan/{session.pk}/")

    assert "camera=(self)" in page["Permissions-Policy"]
    assert "microphone=()" in page["Permissions-Policy"]
    assert "camera=()" in as_(coordinator).get("/events/workshop/attendance/")["Permissions-Policy"]


def test_the_page_brings_names_and_no_codes(as_, coordinator, session, registration):
    page = as_(coordinator).get(f"/events/workshop/scan/{session.pk}/")
    code = codes.personal_code(registration.pk)

    assert page.context["people"] == {codes.fingerprint(code): "Łukasz Żółć"}
    assert code not in text(page)


def test_without_a_script_a_typed_code_is_recorded(as_, coordinator, session, registration):
    url = f"/events/workshop/scan/{session.pk}/"
    typed = {"direction": "in", "code": codes.personal_code(registration.pk).lower()}

    page = as_(coordinator).post(url, typed, follow=True)
    again = as_(coordinator).post(url, typed, follow=True)

    assert "Łukasz Żółć 13:00: Checked in" in text(page)
    assert "Łukasz Żółć 13:00: Is checked in already" in text(again)
    assert stays() == [(seconds(0), None)]
    assert Stay.objects.get().recorded_by == coordinator


@pytest.mark.parametrize(
    ("code", "said"), [("7K3M-Q2XW-9PDA", "Nobody at this event has this code"), ("7K3M", "twelve letters")]
)
def test_a_typed_code_that_is_none_is_said_to_be_so(as_, coordinator, session, code, said):
    url = f"/events/workshop/scan/{session.pk}/"

    page = as_(coordinator).post(url, {"direction": "in", "code": code}, follow=True)

    assert said in text(page)
    assert not Stay.objects.exists()


def test_what_has_waited_on_a_phone_counts_from_its_moment(sync, session, registration, clock):
    clock.shift(3 * 3600)
    came = scan(registration, at=NOON + seconds(600))
    left = scan(registration, at=NOON + HOUR, direction="out")

    answers = sync(left, came)  # whatever the order in which they come

    assert answers[came["id"]] == {
        "id": came["id"],
        "outcome": "came",
        "name": "Łukasz Żółć",
        "since": "13:10",
    }
    assert answers[left["id"]]["outcome"] == "left"
    assert registration.attendances.get().minutes == 50
    assert Stay.objects.get().source == f"scan:{came['id']}"


def test_the_same_batch_again_changes_nothing(sync, registration, clock):
    clock.shift(2 * 3600)
    batch = [scan(registration), scan(registration, at=NOON + HOUR, direction="out")]
    first = sync(*batch)

    again = sync(*batch)

    assert again[batch[0]["id"]] == first[batch[0]["id"]]
    assert again[batch[1]["id"]]["outcome"] == "gone"
    assert stays() == [(seconds(0), HOUR)]


def test_each_scan_is_answered_by_itself(sync, session, registration):
    waiting = RegistrationFactory(event=session.event, state=State.WAITING)
    elsewhere = RegistrationFactory()
    scans = [
        scan(registration),
        scan(registration, at=NOON + seconds(0)),
        scan(waiting),
        scan(elsewhere),
        scan(registration, code="nonsense"),
        scan(RegistrationFactory(event=session.event), at=NOON - datetime.timedelta(days=1)),
        scan(RegistrationFactory(event=session.event), direction="out"),
    ]

    answers = sync(*scans)

    outcomes = [answers[row["id"]]["outcome"] for row in scans]
    assert outcomes == ["came", "there", "not_confirmed", "unknown", "unknown", "not_today", "not_there"]
    assert Stay.objects.count() == 1


def test_a_code_read_twice_within_a_minute_is_one_check_in(sync, registration, clock):
    clock.shift(300)

    sync(scan(registration, at=NOON + seconds(30)))
    sync(scan(registration, at=NOON))

    assert stays() == [(seconds(30), None)]


def test_a_phone_that_is_an_hour_fast_records_nothing_in_the_future(sync, registration):
    """The page mends its clock by the server's; what should get through all the same is taken for now."""
    sync(scan(registration, at=NOON + HOUR))

    assert stays() == [(seconds(0), None)]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"scans": 5}',
        '{"scans": [5]}',
        '{"scans": [{"id": "1", "code": "x", "at": "2027-03-10T12:00:00+00:00", "direction": "in"}]}',
        '{"scans": [{"id": "6f0c0b6e-8f5e-4a3c-9d0e-000000000000", "code": "x", "at": "noon", "direction": "in"}]}',
        '{"scans": [{"id": "6f0c0b6e-8f5e-4a3c-9d0e-000000000000", "code": "x", "at": "2027-03-10T12:00:00", "direction": "in"}]}',
        '{"scans": [{"id": "6f0c0b6e-8f5e-4a3c-9d0e-000000000000", "code": "x", "at": "2027-03-10T12:00:00+00:00", "direction": "up"}]}',
        '{"scans": [{"id": "6f0c0b6e-8f5e-4a3c-9d0e-000000000000", "code": 7, "at": "2027-03-10T12:00:00+00:00", "direction": "in"}]}',
    ],
)
def test_what_no_page_sends_is_refused_whole(as_, coordinator, session, body):
    response = as_(coordinator).post(f"/events/workshop/scan/{session.pk}/sync/", body, "application/json")

    assert response.status_code == 400
    assert not Stay.objects.exists()


def test_a_batch_has_its_measure(sync, registration):
    sync(*[scan(registration)] * 201, status=400)


def test_others_send_nothing(as_, client, session, registration, romanian_coordinator, participant):
    url, body = f"/events/workshop/scan/{session.pk}/sync/", json.dumps({"scans": [scan(registration)]})

    for person in (romanian_coordinator, participant):
        assert as_(person).post(url, body, "application/json").status_code == 404
    client.logout()
    assert client.post(url, body, "application/json").status_code == 302
    assert as_(romanian_coordinator).get(url).status_code == 405
    assert not Stay.objects.exists()
