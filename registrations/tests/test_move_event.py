"""Staff set the date of an event, or move it: everybody who counts on it hears of it, once."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from mailing.delivery import deliver_due
from mailing.models import Message, MessageState
from mailing.rendering import render
from registrations import actions
from registrations.models import Event, State
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory
from registrations.tests.test_admin import event_form, moment

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
START = datetime.datetime(2027, 3, 27, 8, tzinfo=datetime.UTC)  # the day before the clocks go forward
END = datetime.datetime(2027, 3, 27, 16, tzinfo=datetime.UTC)


@pytest.fixture
def event():
    return EventFactory(
        title="Masterclass",
        starts_at=START,
        ends_at=END,
        time_zone="Europe/Warsaw",
        place="Kraków",
        capacity=5,
    )


@pytest.fixture
def holder(event):
    return RegistrationFactory(event=event, seat=event.seats.first())


def move(event, staff, **changes):
    """As the form does it: a fresh row, changed, and the names of what was changed."""
    event = Event.objects.get(pk=event.pk)
    for name, value in changes.items():
        setattr(event, name, value)
    return actions.save_event(event=event, fields=list(changes), by=staff)


def told():
    return Message.objects.filter(kind="registrations/event_moved").order_by("pk")


def test_everybody_with_a_live_registration_is_told_once(event, holder, staff):
    live = [RegistrationFactory(event=event, state=state) for state in (State.REQUESTED, State.WAITING)]
    RegistrationFactory(event=event, state=State.CANCELLED, rule="gave_back")
    RegistrationFactory()

    for _time in range(2):
        move(event, staff, starts_at=START + DAY, ends_at=END + DAY)

    assert {message.user for message in told()} == {row.user for row in [holder, *live]}
    assert told().count() == 3


def test_the_mail_says_when_it_was_and_when_it_is_and_brings_the_new_entry(event, holder, staff):
    move(event, staff, starts_at=START + DAY, ends_at=END + DAY, place="Gdańsk")

    mail = render(told().get())

    assert mail.subject == "New date or place: Masterclass"
    assert "When: 28 March 2027, 10:00–18:00 (Warsaw)" in mail.body
    assert "Where: Gdańsk" in mail.body
    assert "Before: 27 March 2027, 09:00–17:00 (Warsaw), Kraków" in mail.body
    assert "28 March 2027, 10:00–18:00 (Warsaw)" in mail.alternatives[0][0]
    (entry,) = Calendar.from_ical(mail.attachments[0][1]).walk("VEVENT")
    assert f"{entry['dtstart'].dt:%Y-%m-%d %H:%M}" == "2027-03-28 10:00"
    assert entry["sequence"] == 1


def test_who_has_no_place_gets_no_entry_for_the_calendar(event, staff):
    RegistrationFactory(event=event, state=State.WAITING)
    move(event, staff, place="Gdańsk")

    mail = render(told().get())

    assert mail.attachments == []
    assert "give your place back" not in mail.body


def test_the_first_date_is_told_and_so_is_a_date_that_is_taken_back(staff):
    event = EventFactory(starts_at=None, date_note="2027, to be announced")
    RegistrationFactory(event=event)

    move(event, staff, starts_at=START, ends_at=END)
    first = render(told().get())
    move(event, staff, starts_at=None, ends_at=None)
    second = render(told().last())

    assert "Before: 2027, to be announced" in first.body
    assert len(first.attachments) == 1
    assert "When: 2027, to be announced" in second.body
    assert second.attachments == []


def test_a_move_there_and_back_and_there_again_is_told_each_time(event, holder, staff):
    for place in ("Gdańsk", "Kraków", "Gdańsk"):
        move(event, staff, place=place)

    assert told().count() == 3


def test_a_mail_that_a_later_move_made_untrue_is_not_sent(event, holder, staff):
    move(event, staff, place="Gdańsk")
    move(event, staff, place="Poznań")
    deliver_due()

    assert [message.state for message in told()] == [MessageState.DROPPED, MessageState.SENT]


@pytest.mark.parametrize(
    "fields",
    [
        {"is_published": False},
        {"cancelled_at": timezone.now(), "cancellation_reason": "Strike"},
    ],
)
def test_nobody_is_told_of_what_is_not_shown_or_off(event, holder, staff, fields):
    Event.objects.filter(pk=event.pk).update(**fields)

    move(event, staff, place="Gdańsk")

    assert not told().exists()


def test_nobody_is_told_of_a_correction_to_the_past(staff):
    event = EventFactory(starts_at=timezone.now() - 9 * DAY)
    RegistrationFactory(event=event)

    move(event, staff, starts_at=event.starts_at - DAY)

    assert not told().exists()


def test_other_edits_are_no_move(event, holder, staff):
    assert move(event, staff, title="Another title", summary="New words") is None

    assert not told().exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_telling_asks_the_same_queries_for_any_number_of_people(
    event, staff, rows, django_assert_num_queries
):
    for seat in event.seats.all()[:rows]:
        RegistrationFactory(event=event, seat=seat)
    fresh = Event.objects.get(pk=event.pk)
    fresh.place = "Gdańsk"

    # savepoint, lock, update, its history, read again, trail, people, their mails, release of the savepoint
    with django_assert_num_queries(9):
        actions.save_event(event=fresh, fields=["place"], by=staff)


def clock(session):
    return [
        f"{getattr(session, name).astimezone(session.event.zone):%d %H:%M}"
        for name in ("starts_at", "ends_at")
    ]


def test_sessions_move_along_on_the_clock_and_none_lands_on_the_next(staff):
    event = EventFactory(time_zone="Europe/Warsaw", starts_at=START, ends_at=END + DAY)
    SessionFactory(event=event, ends_at=END)
    SessionFactory(event=event, title="Day 2", starts_at=START + DAY, ends_at=END + DAY)
    hour = datetime.timedelta(hours=1)

    # One day later is an hour less: the clocks go forward in between.
    before = move(event, staff, starts_at=START + DAY - hour, ends_at=END + 2 * DAY)
    actions.carry_sessions(event=Event.objects.get(pk=event.pk), before=before)
    there = [clock(session) for session in event.sessions.all()]
    before = move(event, staff, starts_at=START, ends_at=END + DAY)
    actions.carry_sessions(event=Event.objects.get(pk=event.pk), before=before)
    back = [clock(session) for session in event.sessions.all()]

    assert there == [["28 09:00", "28 17:00"], ["29 10:00", "29 18:00"]]
    assert back == [["27 09:00", "27 17:00"], ["28 10:00", "28 18:00"]]


def test_an_event_that_becomes_shorter_leaves_its_sessions_to_staff(event, staff):
    session = SessionFactory(event=event)

    before = move(event, staff, starts_at=START + datetime.timedelta(hours=1))
    actions.carry_sessions(event=Event.objects.get(pk=event.pk), before=before)

    session.refresh_from_db()
    assert session.starts_at == START


@pytest.fixture
def admin(as_, staff, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    return as_(staff)


def change(admin, event, **changes):
    values = {"is_published": "on"}
    values |= {name: getattr(event, name) for name in ("title", "slug", "place", "time_zone", "language")}
    session = event.sessions.get()
    inline = {
        "sessions-TOTAL_FORMS": "1",
        "faculty-TOTAL_FORMS": "0",
        "faculty-INITIAL_FORMS": "0",
        "sessions-INITIAL_FORMS": "1",
        "sessions-0-id": str(session.pk),
        "sessions-0-event": str(event.pk),
        "sessions-0-title": session.title,
        "sessions-0-join_url": "",
    }
    inline |= moment("sessions-0-starts_at", changes.pop("session_starts", session.starts_at))
    inline |= moment("sessions-0-ends_at", changes.pop("session_ends", session.ends_at))
    url = reverse("admin:registrations_event_change", args=[event.pk])
    response = admin.post(url, event_form(**values | {"starts_at": START, "ends_at": END} | changes) | inline)
    assert response.status_code == 302
    session.refresh_from_db()
    return session


def test_the_administration_tells_and_takes_the_sessions_along(admin, event, holder):
    SessionFactory(event=event)

    session = change(admin, event, starts_at=START + 7 * DAY, ends_at=END + 7 * DAY)

    assert told().count() == 1
    assert (session.starts_at, session.ends_at) == (
        START + 7 * DAY,
        END + 7 * DAY,
    )


def test_sessions_that_staff_set_themselves_stay_as_they_set_them(admin, event, holder):
    SessionFactory(event=event)
    later = START + 7 * DAY + datetime.timedelta(hours=1)

    session = change(
        admin,
        event,
        starts_at=START + 7 * DAY,
        ends_at=END + 7 * DAY,
        session_starts=later,
        session_ends=END + 7 * DAY,
    )

    assert session.starts_at == later


def test_saving_the_form_without_a_move_tells_nobody(admin, event, holder):
    Event.objects.filter(pk=event.pk).update(starts_at=START.replace(microsecond=500))
    SessionFactory(event=event, join_url="")

    change(admin, event, title="Another title")

    assert not told().exists()


def test_staff_set_the_link_and_when_it_is_shown(admin, event):
    SessionFactory(event=event)
    page = admin.get(reverse("admin:registrations_event_change", args=[event.pk])).content.decode()

    assert 'name="sessions-0-join_url"' in page
    assert 'name="join_opens_minutes"' in page
