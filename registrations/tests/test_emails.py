"""The mails of registrations, as a person gets them."""

import datetime

import pytest
from django.utils import timezone

from mailing.models import Message
from mailing.rendering import render
from registrations import actions, reminders
from registrations.models import Event, Filling, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
STATES = [
    "received",
    "waiting",
    "confirmed",
    "seat_freed",
    "declined",
    "cancelled",
    "event_cancelled",
    "event_moved",
    "reminder",
]


def last_mail():
    return render(Message.objects.order_by("pk").last())


def test_received_is_never_mistaken_for_confirmed(participant):
    event = EventFactory(capacity=1, quotas={"PL": 1}, filling=Filling.REVIEWED)
    actions.register(event=event, user=participant)

    mail = last_mail()

    assert mail.subject == f"We have your request: {event.title}"
    assert "This is not a seat yet." in mail.body
    assert "confirmed" not in mail.body


def test_the_waiting_mail_tells_the_place_in_line(participant):
    event = EventFactory(capacity=1, quotas={"PL": 1})
    RegistrationFactory(event=event, seat=event.seats.get())
    actions.register(event=event, user=participant)

    assert "You are number 1 of 1 in line" in last_mail().alternatives[0][0]


def test_the_confirmation_brings_the_calendar_file(participant):
    event = EventFactory(
        time_zone="Europe/Warsaw",
        starts_at=datetime.datetime(2027, 3, 28, 7, tzinfo=datetime.UTC),
    )
    actions.register(event=event, user=participant)

    mail = last_mail()

    assert "28 March 2027, 09:00–12:00 (Warsaw)" in mail.body
    name, content, kind = mail.attachments[0]
    assert (name, kind) == ("event.ics", "text/calendar")
    assert "BEGIN:VEVENT" in (content if isinstance(content, str) else content.decode())


def test_a_date_that_is_not_known_is_said_to_be_so(participant):
    actions.register(event=EventFactory(starts_at=None, date_note="2027, to be announced"), user=participant)

    mail = last_mail()

    assert "2027, to be announced" in mail.body
    assert mail.attachments == []


@pytest.mark.parametrize("kind", STATES)
@pytest.mark.parametrize("language", ["en", "pl", "pt", "ro", "sv"])
def test_every_mail_can_be_written_in_every_language(kind, language, participant):
    registration = RegistrationFactory(user=participant)
    facts = {"reason": "A reason, with “quotes” & <signs>.", "position": 2, "of": 4, "minutes": 60}
    message = Message.objects.create(
        key=f"{kind}-{language}",
        kind=f"registrations/{kind}",
        user=participant,
        to=participant.email,
        language=language,
        context={
            "registration": registration.pk,
            "name": participant.name,
            "event": "Basics & more",
            "path": "/events/x/",
            "starts_at": "2027-05-06T07:00:00+00:00",
            "ends_at": "2027-05-06T15:00:00+00:00",
            "date_note": "",
            "time_zone": "Europe/Stockholm",
            "place": "Online",
            "release_at": "2027-04-01T00:00:00+00:00",
        }
        | facts,
    )

    mail = render(message)

    assert "Basics & more" in mail.subject
    assert "Basics & more" in mail.body
    assert "Basics &amp; more" in mail.alternatives[0][0]
    assert "/events/x/" in mail.body


def test_a_cancelled_event_tells_everyone_once(staff):
    event = EventFactory(capacity=3)
    confirmed = RegistrationFactory(event=event, seat=event.seats.first())
    waiting = RegistrationFactory(event=event, state=State.WAITING)
    RegistrationFactory(event=event, state=State.CANCELLED, rule="gave_back")

    assert actions.cancel_event(event=event, by=staff, reason="The hall is flooded.") == 2

    told = Message.objects.filter(kind="registrations/event_cancelled").values_list("user", flat=True)
    assert set(told) == {confirmed.user_id, waiting.user_id}
    confirmed.refresh_from_db()
    assert (confirmed.state, confirmed.seat) == (State.CANCELLED, None)


HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def soon():
    """In 20 hours: the reminders of 7 days and of 1 day are due, that of 1 hour is not."""
    return EventFactory(starts_at=timezone.now() + 20 * HOUR)


def reminded():
    return list(Message.objects.filter(kind="registrations/reminder").values_list("user", flat=True))


def test_of_several_reminders_due_only_the_latest_is_sent_and_only_once(soon):
    registration = RegistrationFactory(event=soon, state_since=timezone.now() - 300 * HOUR)

    reminders.queue_due()
    reminders.queue_due()

    assert reminded() == [registration.user_id]
    assert Message.objects.get().key.endswith(":1440")


def test_who_registered_after_a_reminder_was_due_does_not_get_it(soon):
    RegistrationFactory(event=soon, state_since=timezone.now() - HOUR)

    reminders.queue_due()

    assert reminded() == []


@pytest.mark.parametrize("state", [State.REQUESTED, State.WAITING, State.CANCELLED])
def test_only_who_has_a_place_is_reminded(soon, state):
    RegistrationFactory(event=soon, state=state, state_since=timezone.now() - 300 * HOUR)

    reminders.queue_due()

    assert reminded() == []


def test_a_missed_beat_is_made_up_for():
    event = EventFactory(starts_at=timezone.now() + 30 * 24 * HOUR)
    RegistrationFactory(event=event, state_since=timezone.now() - HOUR)

    reminders.queue_due(now=event.starts_at - 100 * HOUR)  # the moment "7 days before" was 68 hours ago

    assert len(reminded()) == 1


def test_an_event_that_moved_reminds_anew(soon):
    RegistrationFactory(event=soon, state_since=timezone.now() - 300 * HOUR)
    reminders.queue_due()
    Event.objects.filter(pk=soon.pk).update(starts_at=soon.starts_at + HOUR, ends_at=soon.ends_at + HOUR)

    reminders.queue_due()

    assert len(reminded()) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"cancelled_at": timezone.now(), "cancellation_reason": "Strike"},
        {"is_published": False},
        {"reminder_minutes": []},
    ],
)
def test_no_reminder_of_what_does_not_take_place_or_does_not_remind(soon, change):
    RegistrationFactory(event=soon, state_since=timezone.now() - 300 * HOUR)
    Event.objects.filter(pk=soon.pk).update(**change)

    reminders.queue_due()

    assert reminded() == []


@pytest.mark.parametrize("rows", [1, 3])
def test_reminding_asks_the_same_queries_for_any_number_of_people(soon, rows, django_assert_num_queries):
    RegistrationFactory.create_batch(rows, event=soon, state_since=timezone.now() - 300 * HOUR)

    # the events, the people, and their mails in one statement
    with django_assert_num_queries(3):
        reminders.queue_due()

    assert len(reminded()) == rows
