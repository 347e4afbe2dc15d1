import time

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mailing import actions
from mailing.models import Message, MessageState
from mailing.tests.factories import MessageFactory

KIND = "account/password_changed"


def test_a_mail_is_written_in_the_persons_language(participant):
    participant.language = "pl"

    new = actions.queue(KIND, key="a", user=participant, context={"timestamp": timezone.now()})

    assert new is True
    message = Message.objects.get()
    assert (message.to, message.language, message.state) == (participant.email, "pl", MessageState.QUEUED)


def test_a_second_mail_with_the_same_key_is_none(participant):
    actions.queue(KIND, key="a", user=participant, context={"first": True})

    assert actions.queue(KIND, key="a", user=participant) is False

    assert Message.objects.get().context == {"first": True}


def test_many_mails_take_one_statement_and_only_new_ones_are_counted(participant, django_assert_num_queries):
    actions.queue(KIND, key="mail:1", user=participant)
    rows = [{"key": f"mail:{n}", "user": participant, "to": participant.email} for n in range(3)]

    with django_assert_num_queries(1):
        new = actions.queue_many(KIND, rows)

    assert new == 2
    assert actions.queue_many(KIND, []) == 0


def test_a_kind_that_nobody_registered_is_refused(participant):
    with pytest.raises(KeyError):
        actions.queue("mailing/no_such_kind", key="a", user=participant)


@pytest.mark.django_db(transaction=True)
def test_a_transaction_rolled_back_leaves_nothing_in_the_outbox(participant):
    with transaction.atomic():
        actions.queue(KIND, key="a", user=participant)
        transaction.set_rollback(True)

    assert not Message.objects.exists()


def test_the_sender_is_woken_after_the_commit_only(participant, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        actions.queue(KIND, key="a", user=participant)
        actions.queue(KIND, key="a", user=participant)

    assert callbacks == [actions.nudge]


def test_waking_the_sender_with_redis_away_neither_fails_nor_waits(settings):
    from celery import current_app
    from django.core.cache import caches

    away = "redis://127.0.0.1:9/0"
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": away}}
    before, current_app.conf.broker_url = current_app.conf.broker_url, away
    try:
        started = time.monotonic()
        actions.nudge()
        assert time.monotonic() - started < 1
    finally:
        current_app.conf.broker_url = before
        caches["default"].clear()


def test_the_database_refuses_a_second_row_with_the_same_key(db):
    MessageFactory(key="a")

    with pytest.raises(IntegrityError), transaction.atomic():
        MessageFactory(key="a")


def test_the_database_refuses_a_state_that_does_not_exist(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        MessageFactory(state="gone")


def test_the_database_refuses_a_sent_mail_without_its_time(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        MessageFactory(state=MessageState.SENT)
