"""The private calendar feed: what a phone that subscribes to it sees, and who does not see it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from registrations import actions, calendars
from registrations.models import CalendarFeed, Event, Filling, Registration, State
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory
from registrations.views import feeds

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def entries(user):
    """What is in the feed of a person, by UID without the host."""
    calendar = Calendar.from_ical(calendars.feed_file(user))
    return {str(entry["uid"]).split("@")[0]: entry for entry in calendar.walk("VEVENT")}


def only(user):
    (entry,) = entries(user).values()
    return entry


@pytest.fixture
def feed(participant):
    return actions.renew_feed(user=participant)


def url_of(feed):
    return reverse("registrations:feed", args=[feed.token])


def test_a_phone_without_a_session_reads_the_events_of_the_person_and_no_others(client, feed, participant):
    own = RegistrationFactory(user=participant).event
    RegistrationFactory()

    response = client.get(url_of(feed))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(response.content).walk("VEVENT")
    assert [str(entry["summary"]) for entry in found] == [own.title]


def test_nobody_keeps_or_lists_it(client, feed):
    response = client.get(url_of(feed))

    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies


def test_it_says_how_often_to_look(feed, participant):
    text = calendars.feed_file(participant).decode()

    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text
    assert "X-PUBLISHED-TTL:PT1H" in text


def test_the_rules_of_each_time_zone_come_once(participant):
    for zone in ["Europe/Warsaw", "Europe/Warsaw", "Europe/Lisbon"]:
        RegistrationFactory(user=participant, event=EventFactory(time_zone=zone))

    zones = Calendar.from_ical(calendars.feed_file(participant)).walk("VTIMEZONE")

    assert sorted(str(zone["tzid"]) for zone in zones) == ["Europe/Lisbon", "Europe/Warsaw"]


def test_sessions_are_entries_and_an_event_without_a_date_is_none(participant):
    dated = EventFactory()
    session = SessionFactory(event=dated)
    RegistrationFactory(user=participant, event=dated)
    RegistrationFactory(user=participant, event=EventFactory(starts_at=None, date_note="2027"))

    assert set(entries(participant)) == {f"session-{session.pk}"}


@pytest.mark.parametrize("state", [State.REQUESTED, State.WAITING, State.CANCELLED])
def test_only_a_place_of_ones_own_is_in_it(participant, state):
    RegistrationFactory(user=participant, state=state)

    assert entries(participant) == {}


def test_a_wish_that_was_given_up_never_was_in_it(participant):
    event = EventFactory(capacity=1, quotas={"PL": 1}, filling=Filling.REVIEWED)
    registration, _created = actions.register(event=event, user=participant)
    actions.cancel(registration=registration, by=participant)

    assert entries(participant) == {}


def test_a_place_given_back_is_cancelled_for_30_days_and_then_gone(participant):
    registration, _created = actions.register(event=EventFactory(), user=participant)
    before = only(participant)
    actions.cancel(registration=registration, by=participant)

    after = only(participant)
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstamp"].dt >= before["dtstamp"].dt

    Registration.objects.update(state_since=timezone.now() - 31 * DAY)
    assert entries(participant) == {}


def test_a_place_had_anew_is_newer_than_the_one_given_back(participant):
    event = EventFactory()
    seen = []
    for _time in range(2):
        registration, _created = actions.register(event=event, user=participant)
        seen.append(only(participant))
        actions.cancel(registration=registration, by=participant)
        seen.append(only(participant))

    assert [str(entry["status"]) for entry in seen] == ["CONFIRMED", "CANCELLED"] * 2
    assert len({str(entry["uid"]) for entry in seen}) == 1
    numbers = [entry["sequence"] for entry in seen]
    assert numbers == sorted(set(numbers))


def test_an_event_called_off_is_cancelled(participant, staff):
    event = EventFactory()
    actions.register(event=event, user=participant)
    before = only(participant)

    actions.cancel_event(event=event, by=staff, reason="The hall is flooded.")

    assert only(participant)["status"] == "CANCELLED"
    assert only(participant)["sequence"] > before["sequence"]


def test_a_moved_event_moves_in_it(participant):
    event = RegistrationFactory(user=participant).event
    before = only(participant)

    Event.objects.filter(pk=event.pk).update(starts_at=event.starts_at + DAY, ends_at=event.ends_at + DAY)

    assert only(participant)["dtstart"].dt - before["dtstart"].dt == DAY
    assert only(participant)["sequence"] > before["sequence"]


def test_the_link_to_join_is_not_in_it(participant):
    event = RegistrationFactory(user=participant).event
    SessionFactory(event=event, join_url="https://meet.example.org/secret")

    text = calendars.feed_file(participant).decode().replace("\r\n ", "")

    assert "meet.example.org" not in text
    assert event.get_absolute_url() in text


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_same_queries_for_any_number_of_events(
    client, feed, participant, rows, django_assert_num_queries
):
    for _number in range(rows):
        event = RegistrationFactory(user=participant).event
        SessionFactory(event=event)

    # the feed with its person, the registrations with their events, the sessions
    with django_assert_num_queries(3):
        response = client.get(url_of(feed))

    assert response.content.count(b"BEGIN:VEVENT") == rows


def test_a_new_address_stops_the_old_one_at_once(client, as_, feed, participant):
    old = url_of(feed)

    page = as_(participant).post(reverse("registrations:feed_renew"), follow=True).content.decode()

    client.logout()
    renewed = CalendarFeed.objects.get()
    assert renewed.address in page
    assert client.get(old).status_code == 404
    assert client.get(url_of(renewed)).status_code == 200
    actions_taken = AuditEntry.objects.filter(person_id=participant.pk).order_by("pk")
    assert [entry.action for entry in actions_taken] == ["calendar_feed.made", "calendar_feed.renewed"]
    assert not any(renewed.token in str(entry.facts) for entry in actions_taken)


def test_a_stopped_feed_is_gone(client, as_, feed, participant):
    as_(participant).post(reverse("registrations:feed_stop"))
    as_(participant).post(reverse("registrations:feed_stop"))

    client.logout()
    assert client.get(url_of(feed)).status_code == 404
    assert AuditEntry.objects.filter(action="calendar_feed.stopped").count() == 1


def test_each_person_renews_and_stops_the_own_feed_only(as_, feed, stranger):
    as_(stranger).post(reverse("registrations:feed_renew"))
    as_(stranger).post(reverse("registrations:feed_stop"))

    assert CalendarFeed.objects.get().token == feed.token


@pytest.mark.parametrize("name", ["feed_renew", "feed_stop"])
def test_get_changes_nothing_and_a_visitor_logs_in_first(client, as_, feed, participant, name):
    url = reverse(f"registrations:{name}")

    assert client.post(url).url.startswith(reverse("account_login"))
    assert as_(participant).get(url).status_code == 405
    assert CalendarFeed.objects.get().token == feed.token


def test_an_address_that_nobody_has_is_not_found(client, db):
    assert client.get(reverse("registrations:feed", args=["a" * 43])).status_code == 404


def test_the_feed_of_a_closed_account_is_not_found(client, feed, participant):
    participant.is_active = False
    participant.save()

    assert client.get(url_of(feed)).status_code == 404


def test_a_calendar_that_asks_without_end_is_told_to_wait_and_others_are_not(
    client, feed, monkeypatch, caplog
):
    monkeypatch.setattr(feeds, "MOST_PER_HOUR", 2)
    other = actions.renew_feed(user=UserFactory())

    answers = [client.get(url_of(feed)).status_code for _time in range(3)]

    assert answers == [200, 200, 429]
    assert feed.token not in caplog.text
    assert client.get(url_of(other)).status_code == 200


def test_the_own_page_offers_an_address_and_then_shows_it(as_, participant):
    assert "Make a calendar address" in as_(participant).get(reverse("me")).content.decode()

    page = as_(participant).post(reverse("registrations:feed_renew"), follow=True).content.decode()

    assert f'value="{CalendarFeed.objects.get().address}" readonly' in page
    assert "Stop the feed" in page


def test_two_people_never_share_an_address():
    tokens = {actions.renew_feed(user=UserFactory()).token for _number in range(3)}

    assert len(tokens) == 3
    assert all(len(token) >= 43 for token in tokens)
