"""The code on the screen of a room, and the person whose phone reads it."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.actions import give_consent
from accounts.models import AuditEntry, ConsentKind
from hubs.tests.factories import MembershipFactory
from registrations import actions, codes
from registrations.actions import Outcome
from registrations.models import Attendance, Method, State, Stay
from registrations.tests.conftest import HOUR, NOON
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory
from registrations.tests.test_race import at_once
from registrations.views import check_in as views

pytestmark = pytest.mark.django_db
CHECK_IN = "/check-in/"


def link(session, direction=codes.COMING):
    return f"/check-in/{codes.room_token(session, direction)}/"


def text(response):
    return " ".join(response.content.decode().split())


def come(registration, session, at=None, source="scan:1"):
    return actions.check_in(
        session=session, registration=registration, by=registration.user, at=at, source=source
    )


def leave(registration, session, at=None):
    return actions.check_out(session=session, registration=registration, by=registration.user, at=at)


def stays():
    return [
        (stay.came_at - NOON, stay.left_at and stay.left_at - NOON)
        for stay in Stay.objects.order_by("came_at", "pk")
    ]


def seconds(number):
    return datetime.timedelta(seconds=number)


def test_a_scan_and_one_button_and_the_person_is_there(as_, participant, session, registration):
    page = as_(participant).get(link(session), follow=True)
    assert "Workshop" in text(page)
    assert not Stay.objects.exists()

    page = as_(participant).post(CHECK_IN, follow=True)

    assert "You are checked in: Workshop. Welcome!" in text(page)
    stay = Stay.objects.get()
    assert (stay.registration, stay.method, stay.recorded_by) == (registration, Method.SCAN, participant)
    assert stay.source.startswith("room:")
    assert Attendance.objects.get().minutes == 240
    assert AuditEntry.objects.filter(action="attendance.checked_in").count() == 1


def test_leaving_ends_the_stay_and_counts_the_minutes(as_, participant, session, registration, clock):
    come(registration, session)
    clock.shift(90 * 60)

    as_(participant).get(link(session, codes.GOING))
    page = as_(participant).post(CHECK_IN, follow=True)

    assert "You are checked out: Workshop. Goodbye!" in text(page)
    assert Attendance.objects.get().minutes == 90
    assert Attendance.objects.get().method == Method.SCAN


@pytest.mark.parametrize(("age", "status"), [(0, 302), (29, 302), (31, 410), (3600, 410)])
def test_a_code_lives_for_30_seconds_on_the_clock_of_the_server(client, session, clock, age, status):
    sent = link(session)
    clock.shift(age)

    assert client.get(sent).status_code == status


def test_the_code_changes_every_15_seconds(session, clock):
    first = codes.room_token(session, codes.COMING)
    clock.shift(14)
    assert codes.room_token(session, codes.COMING) == first
    clock.shift(1)
    assert codes.room_token(session, codes.COMING) != first


@pytest.mark.parametrize("token", ["x", "1-in:abc:def", "1-in", "..."])
def test_a_code_that_was_made_up_is_stale(client, db, token):
    response = client.get(f"/check-in/{token}/")

    assert response.status_code == 410
    assert "Look at the screen again" in text(response)


def test_one_session_cannot_be_made_into_another(client, session):
    token = codes.room_token(session, codes.COMING)

    assert (
        client.get(f"/check-in/{token.replace(f'{session.pk}-', f'{session.pk + 1}-')}/").status_code == 410
    )


def test_who_is_not_logged_in_has_time_to_do_so(client, session, registration, participant, clock):
    door = client.get(link(session), follow=True)
    assert door.redirect_chain[-1][0] == "/accounts/login/?next=/check-in/"
    clock.shift(100)

    give_consent(participant, ConsentKind.TERMS)
    participant.set_password("zażółć-gęślą-jaźń")
    participant.save()
    page = client.post(
        "/accounts/login/?next=/check-in/",
        {"login": participant.email, "password": "zażółć-gęślą-jaźń"},
        follow=True,
    )

    assert page.redirect_chain[-1][0] == CHECK_IN
    assert "only from this phone" in text(page)
    client.post(CHECK_IN)
    assert Stay.objects.get().registration == registration


def test_the_pass_of_a_browser_is_over_after_two_minutes(as_, participant, session, registration, clock):
    client = as_(participant)
    client.get(link(session))
    clock.shift(121)

    assert client.get(CHECK_IN).status_code == 410
    assert client.post(CHECK_IN).status_code == 410
    assert not Stay.objects.exists()


def test_what_a_browser_has_read_is_of_no_use_to_another(participant, session, registration, stranger):
    reader, friend = Client(), Client()
    reader.force_login(participant)
    friend.force_login(stranger)
    RegistrationFactory(event=session.event, user=stranger)

    reader.get(link(session))

    assert friend.post(CHECK_IN).status_code == 410
    assert not Stay.objects.exists()


def test_the_pass_is_for_one_time(as_, participant, session, registration):
    client = as_(participant)
    client.get(link(session))
    client.post(CHECK_IN)

    assert client.post(CHECK_IN).status_code == 410


def test_who_is_there_is_told_since_when_and_not_counted_twice(
    as_, participant, session, registration, clock
):
    come(registration, session)
    clock.shift(600)

    as_(participant).get(link(session))
    page = as_(participant).get(CHECK_IN)
    again = as_(participant).post(CHECK_IN, follow=True)

    assert "You are checked in already, since 10 March 2027, 13:00 (Warsaw)." in text(page)
    assert "checked in already" in text(again)
    assert stays() == [(seconds(0), None)]


def test_who_never_came_cannot_leave(as_, participant, session, registration):
    as_(participant).get(link(session, codes.GOING))

    assert "You were not checked in." in text(as_(participant).get(CHECK_IN))
    assert "nothing to check out from" in text(as_(participant).post(CHECK_IN, follow=True))
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("state", [None, State.WAITING, State.CANCELLED])
def test_only_who_holds_a_place_is_let_in(as_, participant, session, state):
    if state:
        RegistrationFactory(event=session.event, user=participant, state=state)
    as_(participant).get(link(session))

    page = as_(participant).get(CHECK_IN)
    as_(participant).post(CHECK_IN)

    assert "You do not hold a place at this event." in text(page)
    assert participant.email in text(page)
    assert not Stay.objects.exists()


@pytest.mark.parametrize("days", [-1, 1])
def test_another_day_is_not_today(as_, participant, session, registration, days):
    session.starts_at += datetime.timedelta(days=days)
    session.ends_at += datetime.timedelta(days=days)
    session.save()
    as_(participant).get(link(session))

    page = as_(participant).get(CHECK_IN)
    as_(participant).post(CHECK_IN)

    assert "This session is not today." in text(page)
    assert not Stay.objects.exists()


def test_after_the_session_nobody_comes_but_who_is_there_may_still_leave(session, registration, clock):
    come(registration, session)
    clock.shift(4 * 3600 + 60)

    with pytest.raises(ValidationError, match="over"):
        come(RegistrationFactory(event=session.event), session, source="scan:2")
    assert leave(registration, session).outcome == Outcome.LEFT
    assert Attendance.objects.get().minutes == 240


def test_the_day_is_that_of_the_event_not_of_utc(session, registration, clock):
    """23:30 in Warsaw is the same day there, for a session that begins at 00:30."""
    session.starts_at = datetime.datetime(2027, 3, 11, 0, 30, tzinfo=session.event.zone)
    session.ends_at = session.starts_at + HOUR
    session.save()
    clock.move_to(datetime.datetime(2027, 3, 10, 23, 30, tzinfo=session.event.zone))

    with pytest.raises(ValidationError, match="not today"):
        come(registration, session)
    clock.shift(40 * 60)
    assert come(registration, session).outcome == Outcome.CAME


def test_the_same_scan_again_changes_nothing(session, registration, clock):
    first = come(registration, session)
    clock.shift(3600)

    assert come(registration, session) == first
    assert stays() == [(seconds(0), None)]


def test_two_phones_that_read_one_code_within_a_minute_are_one_scan(session, registration, clock):
    clock.shift(3600)
    come(registration, session, at=NOON + seconds(40), source="scan:late")

    early = come(registration, session, at=NOON, source="scan:early")

    assert early.outcome == Outcome.THERE
    assert stays() == [(seconds(40), None)]


def test_who_came_back_has_two_stays_and_the_time_between_is_not_counted(session, registration, clock):
    come(registration, session)
    clock.shift(3600)
    leave(registration, session)
    clock.shift(3600)
    come(registration, session, source="scan:2")
    clock.shift(1800)
    leave(registration, session)

    assert Attendance.objects.get().minutes == 90
    assert leave(registration, session).outcome == Outcome.GONE


def test_a_scan_out_of_the_past_that_arrives_late_counts_from_its_moment(session, registration, clock):
    clock.shift(2 * 3600)

    come(registration, session, at=NOON + seconds(600))

    assert Attendance.objects.get().minutes == 230


def test_a_scan_out_of_the_future_is_one_of_now(session, registration):
    come(registration, session, at=NOON + HOUR)

    assert stays() == [(seconds(0), None)]


def test_a_scan_is_of_one_person(session, registration):
    come(registration, session)

    with pytest.raises(ValidationError, match="somebody else"):
        come(RegistrationFactory(event=session.event), session)


def test_at_another_event_the_registration_does_not_count(session):
    with pytest.raises(ValidationError, match="No place"):
        come(RegistrationFactory(), session)


def test_what_was_recorded_by_hand_stands(session, registration, staff, clock):
    actions.record_attendance(session=session, minutes={registration.pk: 10}, by=staff)

    come(registration, session)

    assert Attendance.objects.get().minutes == 10


def test_nobody_tries_codes_by_the_hundred(as_, participant, client, monkeypatch, session):
    monkeypatch.setattr(views, "MOST_OF_ONE", 2)
    monkeypatch.setattr(views, "MOST_PER_MINUTE", 3)
    signed_in, anybody = as_(participant), Client()

    assert [signed_in.get("/check-in/x/").status_code for _try in range(3)] == [410, 410, 429]
    assert [anybody.get("/check-in/x/").status_code for _try in range(4)] == [410, 410, 410, 429]


def test_the_screen_shows_a_code_that_works_and_counts_who_is_there(as_, coordinator, session, registration):
    come(registration, session)

    page = as_(coordinator).get(f"/events/workshop/room/{session.pk}/")

    assert "<svg" in text(page)
    assert ">1</span> person is checked in" in text(page)
    assert "13:00" in text(page)
    assert 'http-equiv="refresh" content="15"' in text(page)
    assert "style=" not in page.content.decode()
    part = as_(coordinator).get(f"/events/workshop/room/{session.pk}/code/?direction=out")
    assert "Scan to check out" in text(part)
    assert "<html" not in text(part)


def test_before_the_day_the_screen_shows_no_code(as_, coordinator, session, clock):
    clock.shift(-3 * 24 * 3600)

    page = text(as_(coordinator).get(f"/events/workshop/room/{session.pk}/"))

    assert "This session is not today" in page
    assert "qrline" not in page
    assert "Code for checking in" not in page


@pytest.mark.parametrize("page", ["room/{}/", "room/{}/code/", "list/{}/", "scan/{}/"])
def test_these_pages_are_for_those_who_run_the_event(
    as_,
    client,
    page,
    session,
    staff,
    coordinator,
    romanian_coordinator,
    participant,
    stranger,
    poland,
    registration,
):
    url = f"/events/workshop/{page.format(session.pk)}"
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    term_over = MembershipFactory(
        hub=poland, starts_on=yesterday - datetime.timedelta(days=30), ends_on=yesterday
    ).user

    assert [as_(person).get(url).status_code for person in (staff, coordinator)] == [200, 200]
    for person in (romanian_coordinator, participant, stranger, term_over):
        assert as_(person).get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_a_session_is_only_found_at_its_own_event(as_, staff, session):
    EventFactory(slug="other")

    assert as_(staff).get(f"/events/other/room/{session.pk}/").status_code == 404


def test_the_list_to_sign_is_sorted_as_people_read(as_, coordinator, session):
    for name in ["Zoë Brown", "Łukasz Żółć", "Ángel Ruiz", "Anna Lis"]:
        RegistrationFactory(event=session.event, user__name=name)
    RegistrationFactory(event=session.event, user__name="Waiting Walter", state=State.WAITING)

    page = text(as_(coordinator).get(f"/events/workshop/list/{session.pk}/"))

    order = [page.index(name) for name in ["Ángel Ruiz", "Anna Lis", "Łukasz Żółć", "Zoë Brown"]]
    assert order == sorted(order)
    assert "Waiting Walter" not in page
    assert "4 people" in page


def test_an_empty_list_says_so(as_, coordinator, session):
    assert "Nobody holds a place" in text(as_(coordinator).get(f"/events/workshop/list/{session.pk}/"))


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize("page", ["room/{}/", "list/{}/", "scan/{}/"])
def test_pages_ask_the_same_for_any_number_of_people(
    as_, staff, session, people, page, django_assert_max_num_queries
):
    for number in range(people):
        row = RegistrationFactory(event=session.event)
        come(row, session, source=f"scan:{number}")
    client, url = as_(staff), f"/events/workshop/{page.format(session.pk)}"
    client.get(url)

    with django_assert_max_num_queries(4):
        assert client.get(url).status_code == 200


def test_the_own_code_is_shown_to_who_holds_a_place(as_, participant, session, registration, stranger):
    come(registration, session)

    page = text(as_(participant).get("/me/check-in/workshop/"))

    assert codes.personal_code(registration.pk) in page
    assert "<svg" in page
    assert "Workshop, since 10 March 2027, 13:00 (Warsaw)" in page
    assert as_(stranger).get("/me/check-in/workshop/").status_code == 404


def test_the_way_to_the_own_code_is_on_the_page_of_the_event_and_the_own_page(as_, participant, registration):
    assert "/me/check-in/workshop/" in text(as_(participant).get("/events/workshop/"))
    assert "/me/check-in/workshop/" in text(as_(participant).get("/me/"))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_impatient_finger_is_one_check_in():
    start = timezone.now()
    session = SessionFactory(event=EventFactory(starts_at=start))
    registration = RegistrationFactory(event=session.event)

    answers = at_once(
        [lambda number=number: come(registration, session, source=f"room:{number}") for number in range(10)],
        threads=10,
    )

    assert [answer.outcome for answer in answers].count(Outcome.CAME) == 1
    assert Stay.objects.count() == 1
    assert Attendance.objects.count() == 1
