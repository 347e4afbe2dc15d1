"""The calendar file of an event, read back as a calendar reads it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from registrations import actions, calendars
from registrations.models import Event, Seat, Session
from registrations.tests.factories import EventFactory, SessionFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def utc(*parts):
    return datetime.datetime(*parts, tzinfo=datetime.UTC)


def entries(event):
    """The entries of the file as it is now, by UID without the host."""
    event = Event.objects.get(pk=event.pk)
    calendar = Calendar.from_ical(calendars.event_file(event))
    return {str(entry["uid"]).split("@")[0]: entry for entry in calendar.walk("VEVENT")}


def only(event):
    (entry,) = entries(event).values()
    return entry


def wall_clock(moment):
    return f"{moment:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("zone", "starts", "ends", "clock"),
    [
        # The clocks go forward at 01:00 UTC, back at 01:00 UTC in October.
        ("Europe/Warsaw", utc(2027, 3, 28, 0), utc(2027, 3, 28, 4), ("2027-03-28 01:00", "2027-03-28 06:00")),
        (
            "Europe/Warsaw",
            utc(2027, 10, 30, 22),
            utc(2027, 10, 31, 7),
            ("2027-10-31 00:00", "2027-10-31 08:00"),
        ),
        (
            "Europe/Lisbon",
            utc(2027, 3, 27, 20),
            utc(2027, 3, 28, 8),
            ("2027-03-27 20:00", "2027-03-28 09:00"),
        ),
        # Up to midnight, and over it.
        (
            "Europe/Bucharest",
            utc(2026, 12, 31, 18),
            utc(2026, 12, 31, 22),
            ("2026-12-31 20:00", "2027-01-01 00:00"),
        ),
        (
            "Europe/Stockholm",
            utc(2026, 6, 30, 20),
            utc(2026, 6, 30, 23),
            ("2026-06-30 22:00", "2026-07-01 01:00"),
        ),
        (
            "Asia/Kolkata",
            utc(2026, 6, 30, 20),
            utc(2026, 6, 30, 23),
            ("2026-07-01 01:30", "2026-07-01 04:30"),
        ),
        ("UTC", utc(2026, 6, 30, 20), utc(2026, 6, 30, 23), ("2026-06-30 20:00", "2026-06-30 23:00")),
    ],
)
def test_times_are_those_on_the_wall_where_the_event_is(zone, starts, ends, clock):
    entry = only(EventFactory(time_zone=zone, starts_at=starts, ends_at=ends))

    assert (wall_clock(entry["dtstart"].dt), wall_clock(entry["dtend"].dt)) == clock
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (starts, ends)


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Warsaw",
        "Europe/London",
        "Europe/Dublin",
        "Asia/Kolkata",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
    ],
)
def test_the_rules_of_the_time_zone_say_the_same_as_the_time_zone(zone):
    """A calendar that knows no names of zones computes with the rules in the file."""
    event = EventFactory(time_zone=zone, starts_at=utc(2027, 3, 1, 8))
    (rules,) = Calendar.from_ical(calendars.event_file(event)).walk("VTIMEZONE")

    zone = rules.to_tz()
    for hour in range(2 * 365 * 24):
        moment = utc(2027, 1, 1) + datetime.timedelta(hours=hour)
        local = moment.astimezone(event.zone)
        assert zone.utcoffset(local.replace(tzinfo=None, fold=0)) == local.replace(fold=0).utcoffset(), local


def test_the_clocks_change_by_a_rule_that_every_calendar_can_read():
    event = EventFactory(time_zone="Europe/Warsaw", starts_at=utc(2027, 3, 1, 8))

    text = calendars.event_file(event).decode()

    assert "DTSTART:20260329T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in text
    assert "DTSTART:20261025T030000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in text
    assert "RDATE" not in text


def test_a_moved_event_has_the_new_time_and_a_higher_sequence():
    event = EventFactory(time_zone="Europe/Warsaw", starts_at=utc(2027, 3, 27, 8))
    before = only(event)
    assert wall_clock(before["dtstart"].dt) == "2027-03-27 09:00"

    Event.objects.filter(pk=event.pk).update(starts_at=utc(2027, 3, 28, 8), ends_at=utc(2027, 3, 28, 11))

    after = only(event)
    assert wall_clock(after["dtstart"].dt) == "2027-03-28 10:00"
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]


def test_each_session_is_an_entry_of_its_own():
    event = EventFactory(
        title="Masterclass", place="Kraków", starts_at=utc(2027, 5, 6, 7), ends_at=utc(2027, 5, 7, 15)
    )
    first = SessionFactory(event=event, title="Masterclass", ends_at=utc(2027, 5, 6, 15))
    second = SessionFactory(event=event, title="Day 2", starts_at=utc(2027, 5, 7, 7))

    found = entries(event)

    assert {uid: str(entry["summary"]) for uid, entry in found.items()} == {
        f"session-{first.pk}": "Masterclass",
        f"session-{second.pk}": "Masterclass: Day 2",
    }
    assert {str(entry["location"]) for entry in found.values()} == {"Kraków"}


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"},
        {"place": "Another place"},
        {"time_zone": "Europe/Lisbon"},
        {"ends_at": timezone.now() + 40 * DAY},
        {"join_opens_minutes": 10},
        {"cancelled_at": timezone.now(), "cancellation_reason": "Strike"},
    ],
)
def test_what_a_calendar_shows_of_an_event_raises_the_sequence(change):
    event = EventFactory()
    SessionFactory(event=event)
    before = only(event)["sequence"]

    Event.objects.filter(pk=event.pk).update(**change)

    assert only(event)["sequence"] == before + 1


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another day"},
        {"starts_at": timezone.now()},
        {"ends_at": timezone.now() + 40 * DAY},
        {"join_url": "https://meet.example.org/1"},
    ],
)
def test_what_a_calendar_shows_of_a_session_raises_the_sequence(change):
    session = SessionFactory()
    before = only(session.event)["sequence"]

    Session.objects.filter(pk=session.pk).update(**change)

    assert only(session.event)["sequence"] == before + 1


def test_a_seat_that_changes_hands_and_a_new_summary_are_no_news_to_a_calendar(participant):
    event = EventFactory(capacity=2, quotas={"PL": 2})
    before = calendars.event_file(Event.objects.get(pk=event.pk))

    actions.register(event=event, user=participant)
    Seat.objects.filter(event=event, registration=None).update(home="PT")
    Event.objects.filter(pk=event.pk).update(summary="New words")

    assert calendars.event_file(Event.objects.get(pk=event.pk)) == before


def test_saving_what_was_read_before_does_not_lower_the_sequence():
    stale, stale_session = EventFactory(), SessionFactory()
    Event.objects.filter(pk=stale.pk).update(place="Elsewhere")
    Session.objects.filter(pk=stale_session.pk).update(title="Elsewhere")

    stale.place, stale_session.title = "Elsewhere", "Elsewhere"
    stale.save()
    stale_session.save()

    assert Event.objects.get(pk=stale.pk).sequence == 1
    assert Session.objects.get(pk=stale_session.pk).sequence == 1


def test_a_cancelled_event_is_cancelled_in_the_file(staff):
    event = EventFactory()
    before = only(event)
    assert before["status"] == "CONFIRMED"

    actions.cancel_event(event=event, by=staff, reason="The hall is flooded.")

    assert only(event)["status"] == "CANCELLED"
    assert only(event)["sequence"] > before["sequence"]


def test_the_stamp_is_when_the_entry_was_last_changed():
    event = EventFactory()
    Event.objects.filter(pk=event.pk).update(place="Elsewhere")

    assert abs(only(event)["dtstamp"].dt - timezone.now()) < datetime.timedelta(minutes=1)


def test_the_link_to_join_is_not_in_the_file_but_where_it_will_be(client):
    event = EventFactory()
    SessionFactory(event=event, join_url="https://meet.example.org/secret")

    text = client.get(reverse("registrations:calendar", args=[event.slug])).content.decode()

    assert "meet.example.org" not in text
    assert "30 minutes before the start" in text.replace("\r\n ", "")


def test_a_changed_session_renews_the_page_that_is_kept_for_visitors(client):
    event = EventFactory(starts_at=utc(2027, 5, 6, 7), ends_at=utc(2027, 5, 7, 15))
    SessionFactory(event=event, ends_at=utc(2027, 5, 6, 15))
    second = SessionFactory(event=event, title="Second", starts_at=utc(2027, 5, 7, 7))
    assert "Second" in client.get(event.get_absolute_url()).content.decode()

    second.title = "Another name"
    second.save()

    assert "Another name" in client.get(event.get_absolute_url()).content.decode()
