"""Inviting people to evaluate, once, and reminding them, once."""

import datetime

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from evaluations import actions as evaluations
from evaluations.models import Survey
from evaluations.tests.factories import given, opened
from mailing import kinds
from mailing.models import Message
from mailing.rendering import render
from registrations import actions, invitations
from registrations.models import Attendance, Event, State
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db):
    yesterday = timezone.now() - datetime.timedelta(days=1)
    return EventFactory(slug="day", starts_at=yesterday, evaluation=opened(), evaluation_required=True)


@pytest.fixture
def registration(event, participant):
    return RegistrationFactory(event=event, user=participant)


def mails():
    return Message.objects.filter(kind="registrations/evaluation").order_by("pk")


def in_a_week():
    return timezone.now() + datetime.timedelta(days=7, minutes=1)


def still_true(message):
    return kinds.get(message.kind).still_true(message)


def test_each_person_is_invited_once_however_often_beat_runs(registration):
    RegistrationFactory(event=registration.event, state=State.WAITING)

    for _time in range(3):
        invitations.queue_due()

    message = mails().get()
    assert message.user == registration.user
    assert message.key == f"evaluation:{registration.event.evaluation_id}:{registration.pk}"


def test_the_invitation_says_what_waits_and_until_when(registration):
    Survey.objects.update(closes_on=datetime.date(2036, 5, 31))
    invitations.queue_due()

    mail = render(mails().get())

    assert mail.subject == f"How was {registration.event.title}?"
    assert "It is 5 questions, 2 minutes." in mail.body
    assert "Your certificate of attendance is issued when you have answered." in mail.body
    assert "until the end of 31 May 2036" in mail.body
    assert "/events/day/evaluation/" in mail.body
    assert '/events/day/evaluation/">Answer the evaluation</a>' in mail.alternatives[0][0]


@pytest.mark.parametrize("language", ["en", "pl", "pt", "ro", "sv"])
@pytest.mark.parametrize("reminder", [True, False])
def test_it_can_be_written_in_every_language(language, reminder, registration):
    invitations.queue_due()
    message = mails().get()
    message.language, message.context["reminder"] = language, reminder

    assert registration.event.title in render(message).subject


def test_only_who_was_there_is_invited_once_attendance_is_recorded(event):
    session = SessionFactory(event=event)
    there, absent, _unknown = (RegistrationFactory(event=event) for _person in range(3))
    Attendance.objects.create(session=session, registration=there, minutes=30)
    Attendance.objects.create(session=session, registration=absent, minutes=0)

    invitations.queue_due()

    assert [message.user_id for message in mails()] == [there.user_id]


def test_whoever_is_recorded_later_is_invited_then(event):
    session = SessionFactory(event=event)
    people = [RegistrationFactory(event=event) for _person in range(2)]
    for number, registration in enumerate(people, 1):
        Attendance.objects.create(session=session, registration=registration, minutes=30)
        invitations.queue_due()
        assert mails().count() == number


@pytest.mark.parametrize(
    "fields",
    [
        {"ends_at": timezone.now() + datetime.timedelta(days=1)},
        {"cancelled_at": timezone.now(), "cancellation_reason": "Flood"},
        {"is_published": False},
        {"evaluation": None, "evaluation_required": False},
    ],
)
def test_nobody_is_invited_to_what_is_not_over_or_not_asked(fields, registration):
    Event.objects.update(**fields)

    invitations.queue_due()

    assert not mails().exists()


def test_a_closed_survey_invites_nobody(registration):
    evaluations.close_survey(survey=registration.event.evaluation)

    invitations.queue_due()

    assert not mails().exists()


def test_who_has_answered_is_neither_invited_nor_reminded(registration):
    actions.answer_evaluation(registration=registration, given=given(registration.event.evaluation))

    invitations.queue_due()
    invitations.queue_due(in_a_week())

    assert not mails().exists()


def test_one_reminder_after_seven_days(registration):
    invitations.queue_due()
    invitations.queue_due(timezone.now() + datetime.timedelta(days=6))
    assert mails().count() == 1

    for days in (7, 8, 30):
        invitations.queue_due(timezone.now() + datetime.timedelta(days=days, minutes=1))

    assert mails().count() == 2
    assert render(mails().last()).subject.startswith("A reminder: how was")


def test_whoever_was_never_invited_is_not_reminded_first(registration):
    """The beat was away for ten days: the invitation comes, the reminder a week after it."""
    ten_days = datetime.timedelta(days=10)
    event = registration.event
    Event.objects.update(starts_at=event.starts_at - ten_days, ends_at=event.ends_at - ten_days)

    invitations.queue_due()

    assert mails().count() == 1


def test_a_mail_is_dropped_when_it_is_answered_or_closed_meanwhile(registration):
    invitations.queue_due()
    message = mails().get()
    assert still_true(message)

    actions.answer_evaluation(registration=registration, given=given(registration.event.evaluation))
    assert not still_true(message)


def test_a_mail_is_dropped_when_the_survey_closed_or_the_place_is_gone(registration):
    invitations.queue_due()
    message = mails().get()

    evaluations.close_survey(survey=registration.event.evaluation)
    assert not still_true(message)
    evaluations.open_survey(survey=registration.event.evaluation, by=None)
    assert still_true(message)
    registration.state = State.CANCELLED
    registration.save()
    assert not still_true(message)


@pytest.mark.parametrize("people", [1, 3])
def test_the_queries_do_not_grow_with_people(people, event, django_assert_max_num_queries):
    for _person in range(people):
        RegistrationFactory(event=event, user=UserFactory())

    with django_assert_max_num_queries(12):
        invitations.queue_due()
    with django_assert_max_num_queries(9):
        invitations.queue_due()
