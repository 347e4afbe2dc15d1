"""The link to join a session: for confirmed people, near the start, and for nobody else ever."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from levels.tests.factories import EnrolmentFactory
from mailing.models import Message
from mailing.rendering import render
from registrations import reminders
from registrations.joining import joins
from registrations.models import Session, State
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
LINK = "https://meet.example.org/secret-room"


def make_event(starts_in, **fields):
    """An event of one session of three hours that starts in so many minutes."""
    event = EventFactory(starts_at=timezone.now() + starts_in * MINUTE, **fields)
    SessionFactory(event=event, title="Live day", join_url=LINK)
    return event


@pytest.fixture
def open_event():
    return make_event(20)


def pages(client, event):
    """The two pages on which a person might look for the link."""
    return [client.get(url).content.decode() for url in (event.get_absolute_url(), reverse("me"))]


def test_who_is_confirmed_joins_from_both_pages(as_, participant, open_event):
    RegistrationFactory(user=participant, event=open_event)

    for page in pages(as_(participant), open_event):
        assert f'href="{LINK}"' in page
        assert "Join: Live day" in page


def test_when_it_is_the_next_step_it_stands_there_and_only_once(as_, participant, open_event):
    EnrolmentFactory(user=participant)
    RegistrationFactory(user=participant, event=open_event)

    page = as_(participant).get(reverse("me")).content.decode()

    assert page.index('class="next-step"') < page.index(LINK) < page.index('id="reg-h"')
    assert page.count(LINK) == 1
    assert page.count("btn-primary") == 1


def test_before_that_the_page_says_when_it_appears(as_, participant):
    event = make_event(120, time_zone="Europe/Warsaw")
    RegistrationFactory(user=participant, event=event)

    for page in pages(as_(participant), event):
        assert "The link to join “Live day” appears here on" in page
        assert "(Warsaw)" in page
        assert LINK not in page


@pytest.mark.parametrize(
    ("minutes", "shown"), [(-31, False), (-30, True), (0, True), (179, True), (180, False), (500, False)]
)
def test_it_is_shown_from_30_minutes_before_the_start_until_the_end(minutes, shown):
    session = SessionFactory(join_url=LINK)
    registration = RegistrationFactory(event=session.event)

    found = joins(registration, [session], now=session.starts_at + minutes * MINUTE)

    assert [link.url for link in found if link.url] == ([LINK] if shown else [])


def test_staff_set_how_early(as_, participant):
    event = make_event(120, join_opens_minutes=180)
    RegistrationFactory(user=participant, event=event)

    assert LINK in as_(participant).get(event.get_absolute_url()).content.decode()


def test_of_several_sessions_the_present_one_opens_and_only_the_next_is_announced():
    event = EventFactory()
    days = [
        SessionFactory(
            event=event,
            title=f"Day {number}",
            join_url=f"{LINK}/{number}",
            starts_at=event.starts_at + number * 60 * MINUTE,
            ends_at=event.starts_at + (number * 60 + 45) * MINUTE,
        )
        for number in range(4)
    ]

    found = joins(RegistrationFactory(event=event), days, now=event.starts_at + 61 * MINUTE)

    assert [(link.session.title, link.url) for link in found] == [("Day 1", f"{LINK}/1"), ("Day 2", "")]


@pytest.mark.parametrize("state", [state for state in State if state not in State.HOLDING_A_SEAT])
def test_whoever_has_no_place_never_sees_it(as_, participant, open_event, state):
    fields = {"decline_reason": "No", "decided_at": timezone.now()} if state == State.DECLINED else {}
    RegistrationFactory(user=participant, event=open_event, state=state, **fields)

    for page in pages(as_(participant), open_event):
        assert LINK not in page
        assert "The link to join" not in page


def test_nor_do_visitors_and_people_who_have_not_asked(client, as_, stranger, coordinator, staff, open_event):
    RegistrationFactory(event=open_event)

    assert LINK not in client.get(open_event.get_absolute_url()).content.decode()
    for person in (stranger, coordinator, staff):
        for page in pages(as_(person), open_event):
            assert LINK not in page


def test_nobody_joins_an_event_that_is_off(participant, open_event):
    open_event.cancelled_at = timezone.now()
    registration = RegistrationFactory(user=participant, event=open_event)

    assert joins(registration, open_event.sessions.all()) == []


def test_the_page_kept_for_visitors_never_holds_anything_personal(as_, participant, open_event):
    """Whoever comes first, the person or the visitor: neither gets the other's page."""
    RegistrationFactory(user=participant, event=open_event)
    url, visitor = open_event.get_absolute_url(), Client()
    own = as_(participant).get(url)
    first, kept = visitor.get(url), visitor.get(url)
    own_again = as_(participant).get(url)

    assert isinstance(first.context["user"], AnonymousUser)
    assert kept.context is None  # answered from memory
    assert kept.content == first.content
    for page in (first, kept):
        assert LINK not in page.content.decode()
        assert "You are registered" not in page.content.decode()
        assert participant.email not in page.content.decode()
    for page in (own, own_again):
        assert LINK in page.content.decode()


def test_no_public_file_and_no_feed_holds_it(client, participant, open_event):
    RegistrationFactory(user=participant, event=open_event)

    for url in (
        reverse("registrations:calendar", args=[open_event.slug]),
        reverse("registrations:event_list"),
    ):
        assert "meet.example.org" not in client.get(url).content.decode()


def remind(event, minutes):
    """The reminder that is due so many minutes before the start, as it is sent."""
    reminders.queue_due(now=event.starts_at - minutes * MINUTE)
    return render(Message.objects.get(kind="registrations/reminder"))


def everything_in(mail):
    parts = [mail.subject, mail.body, mail.alternatives[0][0], *(str(part[1]) for part in mail.attachments)]
    return " ".join(" ".join(parts).split())


def test_the_reminder_of_the_last_hour_says_where_the_link_is_and_does_not_hold_it():
    event = make_event(3000)
    RegistrationFactory(event=event, state_since=timezone.now() - 20000 * MINUTE)

    said = everything_in(remind(event, 60))

    assert said.count("The link to join appears on the event page from 30 minutes before the start.") == 2
    assert "meet.example.org" not in said


def test_earlier_reminders_and_those_of_events_without_a_link_do_not():
    early, without = make_event(3000), EventFactory(starts_at=timezone.now() + 3000 * MINUTE)
    RegistrationFactory(event=early, state_since=timezone.now() - 20000 * MINUTE)
    assert "The link to join appears" not in remind(early, 24 * 60).body

    Message.objects.all().delete()
    early.registrations.all().delete()
    RegistrationFactory(event=without, state_since=timezone.now() - 20000 * MINUTE)
    assert "The link to join appears" not in remind(without, 60).body


@pytest.mark.parametrize("link", ["http://meet.example.org/1", "javascript:alert(1)", "ftp://example.org/x"])
def test_a_link_that_is_not_https_is_refused(link):
    event = EventFactory()
    session = Session(
        event=event, title="Day 1", starts_at=event.starts_at, ends_at=event.ends_at, join_url=link
    )

    with pytest.raises(ValidationError):
        session.full_clean()
