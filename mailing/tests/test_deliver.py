import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connections
from django.utils import timezone

from accounts.tests.factories import UserFactory
from mailing import actions, delivery, kinds
from mailing.models import Message, MessageState
from mailing.tests.factories import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(request):
    """`kind(still_true=…)`: a kind of mail with the words of another, for this test only."""

    class WithBorrowedWords(kinds.Kind):
        template = "account/emails/password_changed"

    def make(**how):
        kinds.register(WithBorrowedWords("mailing/test", "Test", **how))
        return "mailing/test"

    yield make
    kinds._kinds.pop("mailing/test", None)


def test_a_mail_arrives_as_text_and_html_with_its_attachment(sink, kind):
    name = kind(attachments=lambda message: [("LIVES.ics", b"BEGIN:VCALENDAR", "text/calendar")])
    message = MessageFactory(kind=name, user__name="Łukasz Żółć & Söhne", to="lukasz@example.com")

    delivery.deliver_due()

    [mail] = sink.mails
    assert mail["To"].addresses[0].display_name == "Łukasz Żółć & Söhne"
    assert mail["Subject"] == "Your password has changed"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime
    assert "Hello Łukasz Żółć & Söhne," in mail.get_body(["plain"]).get_content()
    assert "Hello Łukasz Żółć &amp; Söhne," in mail.get_body(["html"]).get_content()
    [attachment] = mail.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content_type()) == ("LIVES.ics", "text/calendar")
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (MessageState.SENT, 1, "")
    assert message.text in mail.get_body(["plain"]).get_content().replace("\r\n", "\n")
    assert message.html.startswith('<!doctype html>\n<html lang="en">')


def test_the_message_id_follows_from_the_key(sink):
    message = MessageFactory(key="a")
    delivery.deliver_due()
    Message.objects.update(state=MessageState.QUEUED, sent_at=None)
    delivery.deliver_due()
    MessageFactory(key="b")
    delivery.deliver_due()

    first, same, other = [mail["Message-ID"] for mail in sink.mails]
    assert first == same != other
    assert Message.objects.get(pk=message.pk).attempts == 2


def test_what_is_not_due_yet_stays(sink):
    MessageFactory(due_at=timezone.now() + timedelta(minutes=1))

    assert delivery.deliver_due() == 0

    assert sink.mails == []


def test_codes_overtake_what_has_been_waiting_longer(sink):
    MessageFactory(key="reminder", due_at=timezone.now() - timedelta(days=1))
    MessageFactory(key="code", secret=True)

    assert delivery.claim().key == "code"


def test_what_is_no_longer_true_is_dropped(sink, kind):
    message = MessageFactory(kind=kind(still_true=lambda message: False))

    delivery.deliver_due()

    message.refresh_from_db()
    assert (message.state, sink.mails) == (MessageState.DROPPED, [])


def test_a_mail_that_cannot_be_written_does_not_hold_up_the_others(sink):
    broken = MessageFactory(kind="mailing/no_such_kind", due_at=timezone.now() - timedelta(days=1))
    MessageFactory()

    delivery.deliver_due()

    broken.refresh_from_db()
    assert (broken.state, len(sink.mails)) == (MessageState.FAILED, 1)


def test_a_secret_is_forgotten_once_sent(sink, settings):
    settings.DEMO = False
    message = MessageFactory(kind="account/login_code", secret=True, context={"code": "ABC123"})

    delivery.deliver_due()

    assert sink.mails[0]["Subject"] == "ABC123 logs you in"
    message.refresh_from_db()
    assert (message.context, message.subject, message.text, message.html) == ({}, "", "", "")


def test_in_the_demo_a_secret_stays_to_be_seen(sink, settings):
    settings.DEMO = True
    message = MessageFactory(kind="account/login_code", secret=True, context={"code": "ABC123"})

    delivery.deliver_due()

    message.refresh_from_db()
    assert "ABC123" in message.text


def test_a_code_that_has_run_out_is_not_sent(sink):
    late = timezone.now() - timedelta(minutes=16)
    MessageFactory(kind="account/login_code", secret=True, context={"code": "ABC123"}, created_at=late)

    delivery.deliver_due()

    assert sink.mails == []


def test_a_temporary_refusal_is_tried_again_later(sink):
    message = MessageFactory(to="full@example.com")
    other = MessageFactory()
    sink.replies["full@example.com"] = "452 mailbox full"

    delivery.deliver_due()

    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.state, other.state) == (MessageState.QUEUED, MessageState.SENT)
    assert timedelta(seconds=45) < message.due_at - timezone.now() < timedelta(seconds=75)
    assert "mailbox full" in message.error


def test_after_ten_attempts_a_temporary_refusal_is_final(sink):
    message = MessageFactory(to="full@example.com", attempts=9)
    sink.replies["full@example.com"] = "452 mailbox full"

    delivery.deliver_due()

    message.refresh_from_db()
    assert message.state == MessageState.FAILED


def test_back_off_grows_to_six_hours():
    waits = [delivery.back_off(attempt) for attempt in (1, 2, 9)]

    assert waits[0] < waits[1] < waits[2] <= timedelta(hours=6 * 1.2)


@pytest.mark.parametrize("reply", ["550 no such person", "553 not here"])
def test_a_recipient_refused_for_good_is_not_tried_again(sink, reply):
    message = MessageFactory(to="gone@example.com")
    sink.replies["gone@example.com"] = reply

    delivery.deliver_due()

    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert reply[4:] in message.error


def test_a_mail_server_that_is_away_costs_no_mail_an_attempt(sink):
    message = MessageFactory()
    sink.controller.stop()
    sink.controller = None

    assert delivery.deliver_due() == 0

    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.QUEUED, 0)


def test_a_mail_whose_acceptance_was_never_heard_of_is_unknown(sink):
    message = MessageFactory()
    sink.on_data = lambda server: server.transport.abort()

    delivery.deliver_due()

    message.refresh_from_db()
    assert (message.state, len(sink.mails)) == (MessageState.UNKNOWN, 1)


def test_a_connection_that_breaks_before_the_mail_was_handed_over_is_tried_again(sink):
    message = MessageFactory(to="shy@example.com")
    sink.replies["shy@example.com"] = "421 too busy"

    delivery.deliver_due()

    message.refresh_from_db()
    assert message.state == MessageState.QUEUED


def test_help_is_called_once_when_there_is_much_to_do(sink):
    MessageFactory.create_batch(delivery.BUSY_AFTER + 3, user=UserFactory())
    calls = []

    delivery.deliver_due(call_help=lambda: calls.append(1))

    assert (len(sink.mails), calls) == (delivery.BUSY_AFTER + 3, [1])


def test_a_run_ends_when_its_time_is_up(sink):
    MessageFactory()

    assert delivery.deliver_due(seconds=0) == 0


def test_a_worker_that_died_long_ago_leaves_an_unknown_mail(settings):
    settings.DEMO = False
    now = timezone.now()
    lost = MessageFactory(state=MessageState.SENDING, claimed_at=now - timedelta(minutes=16))
    secret = MessageFactory(
        state=MessageState.SENDING, claimed_at=now - timedelta(minutes=16), secret=True, context={"code": "A"}
    )
    under_way = MessageFactory(state=MessageState.SENDING, claimed_at=now)

    assert delivery.notice_lost() == 2

    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {lost.pk: "unknown", secret.pk: "unknown", under_way.pk: "sending"}
    assert Message.objects.get(pk=secret.pk).context == {}


def test_old_mail_is_forgotten_and_later_deleted():
    now = timezone.now()

    def sent(days, **fields):
        at = now - timedelta(days=days)
        return MessageFactory(state=MessageState.SENT, sent_at=at, created_at=at, text="words", **fields)

    fresh, old, ancient = sent(89), sent(91), sent(401)
    waiting = MessageFactory(created_at=now - timedelta(days=401))

    delivery.forget_old()

    texts = dict(Message.objects.values_list("pk", "text"))
    assert texts == {fresh.pk: "words", old.pk: "", waiting.pk: ""}
    assert ancient.pk not in texts


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_senders_at_once_send_each_mail_once(sink):
    MessageFactory.create_batch(200, user=UserFactory())
    barrier = threading.Barrier(2)
    done = []

    def work():
        barrier.wait()
        done.append(delivery.deliver_due())
        connections.close_all()

    senders = [threading.Thread(target=work) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert sum(done) == 200
    assert min(done) > 0
    assert Counter(Counter(mail["Message-ID"] for mail in sink.mails).values()) == {1: 200}
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_woke_nobody_is_found_by_the_next_beat(sink, participant, monkeypatch):
    """The process dies between commit and nudge: the row is all that is left."""
    monkeypatch.setattr(actions.tasks.deliver_due, "apply_async", lambda **options: None)
    actions.queue("account/password_changed", key="a", user=participant)

    assert delivery.deliver_due() == 1

    assert len(sink.mails) == 1


WORKER = """
import django; django.setup()
from mailing import delivery
delivery.deliver_due()
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_sending_and_noting_never_sends_twice(sink, process_environment):
    """Really killed: the mail server accepts the mail and shoots the worker before it can write that down."""
    message = MessageFactory()

    def shoot(server):
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        return "250 OK"

    sink.on_data = shoot
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        cwd=django_settings.BASE_DIR,
        env=process_environment | {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"},
    )
    worker.wait(timeout=60)

    message.refresh_from_db()
    assert (worker.returncode, message.state, len(sink.mails)) == (-signal.SIGKILL, MessageState.SENDING, 1)

    Message.objects.update(claimed_at=timezone.now() - timedelta(minutes=16))
    delivery.notice_lost()
    sink.on_data = None
    delivery.deliver_due()

    message.refresh_from_db()
    assert (message.state, len(sink.mails)) == (MessageState.UNKNOWN, 1)
