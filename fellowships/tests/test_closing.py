"""Reminders that a call closes, to those whose application is a draft."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fellowships import actions, closing
from fellowships.models import ApplicationState, Extension, Stage
from fellowships.tests.factories import ApplicationFactory, at_stage, open_call
from mailing import rendering
from mailing.kinds import get
from mailing.models import Message

pytestmark = pytest.mark.django_db


def a_draft(**time):
    call = open_call(closes_at=timezone.now() + timedelta(**time))
    return ApplicationFactory(
        call=call,
        state=ApplicationState.DRAFT,
        submitted_at=None,
        is_eligible=None,
        eligibility_decided_at=None,
    )


def reminders():
    return Message.objects.filter(kind="fellowships/call_closes")


def test_nobody_is_reminded_long_before():
    a_draft(days=8)

    closing.remind_of_closing()

    assert not reminders().exists()


def test_a_draft_is_reminded_a_week_and_two_days_before_each_once():
    application = a_draft(days=6)

    for days in (0, 0, 4.5, 4.6):
        closing.remind_of_closing(timezone.now() + timedelta(days=days))

    assert [mail.user for mail in reminders()] == [application.person] * 2


def test_of_two_that_are_due_at_once_only_one_is_sent():
    a_draft(hours=20)

    closing.remind_of_closing()

    assert reminders().count() == 1


def test_who_has_handed_in_is_left_in_peace():
    ApplicationFactory(call=open_call(closes_at=timezone.now() + timedelta(days=1)))

    closing.remind_of_closing()

    assert not reminders().exists()


def test_a_call_that_has_closed_reminds_of_nothing():
    at_stage(a_draft(days=1).call, Stage.CLOSED)

    closing.remind_of_closing()

    assert not reminders().exists()


def test_a_reminder_is_dropped_when_it_is_handed_in_before_it_leaves():
    application = a_draft(days=1)
    closing.remind_of_closing()
    mail = reminders().get()
    assert get(mail.kind).still_true(mail)

    application.state, application.submitted_at = ApplicationState.SUBMITTED, timezone.now()
    application.save()

    assert not get(mail.kind).still_true(mail)


def test_after_an_extension_people_are_reminded_of_the_new_closing():
    application = a_draft(days=1)
    closing.remind_of_closing()
    call = application.call
    call.closes_at += timedelta(days=5)
    call.save()

    closing.remind_of_closing()

    assert reminders().count() == 2
    assert [get(mail.kind).still_true(mail) for mail in reminders().order_by("pk")] == [False, True]


def test_the_reminder_says_when_on_the_clock_of_the_call():
    application = a_draft(days=1)
    closing.remind_of_closing()
    mail = reminders().get()

    rendering.render(mail)

    assert "(Brussels)" in mail.subject
    for body in (mail.text, mail.html):
        assert f"/fellowships/{application.call.slug}/" in body


def test_the_mail_about_more_time_gives_the_reason(staff):
    call = a_draft(days=2).call
    actions.extend_call(
        call=call, by=staff, until=call.closes_at + timedelta(days=1), because="A & B failed."
    )
    mail = Message.objects.get(kind="fellowships/call_extended")

    rendering.render(mail)

    assert "The reason: A & B failed." in mail.text
    assert Extension.objects.get().call == call
