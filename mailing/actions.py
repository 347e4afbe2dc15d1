"""Writing mail into the outbox, and what staff decide about it. Nothing is sent here."""

import logging

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts import audit
from mailing import kinds, tasks
from mailing.models import NOTHING_SAID, Message, MessageState

logger = logging.getLogger(__name__)

ROWS_PER_STATEMENT = 500


def queue(kind, *, key, user=None, to="", context=None, due_at=None, language="", secret=False):
    """Put one mail into the outbox, in the caller's transaction; it leaves after the commit.

    `key` makes it the only one: (person, kind, object, occasion). Returns whether it is new: a second call
    with the same key does nothing. `context` is plain JSON: facts as they are now; `due_at` a moment (UTC).
    """
    row = {
        "key": key,
        "user": user,
        "to": to or user.email,
        "context": context or {},
        "language": language or getattr(user, "language", "en"),
        "secret": secret,
    }
    return queue_many(kind, [row | ({"due_at": due_at} if due_at else {})]) == 1


def queue_many(kind, rows):
    """Put many mails of one kind into the outbox, a statement for each 500. Returns how many are new.

    A row is a dict of `Message` fields: `key` and `to` at least.
    """
    kinds.get(kind)
    messages = [Message(kind=kind, **row) for row in rows]
    new = sum(
        _insert(messages[start : start + ROWS_PER_STATEMENT])
        for start in range(0, len(messages), ROWS_PER_STATEMENT)
    )
    if new:
        transaction.on_commit(nudge, robust=True)
    return new


def nudge():
    """Wake the sender, at most once a second. Where that fails, beat finds the mail within half a minute.

    The sender starts a second later, so it sees all that was committed in the second of silence.
    """
    try:
        if cache.add("mailing:nudged", 1, timeout=1):
            tasks.deliver_due.apply_async(countdown=1)
    except OperationalError:
        logger.warning("The broker is away: mail waits for the next beat.")


@transaction.atomic
def send_again(*, message, by):
    """Send a mail once more, because somebody decided so: the portal itself never does."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.state in (MessageState.QUEUED, MessageState.SENDING):
        raise ValidationError(_("This mail is on its way already."))
    if message.is_forgotten:
        raise ValidationError(_("What this mail said has been forgotten, so it cannot be sent again."))
    # Known to have arrived once: a new Message-ID, or the mailbox would throw the second away as a duplicate.
    edition = message.edition + (message.state == MessageState.SENT)
    before, message.state = message.state, MessageState.QUEUED
    message.edition, message.attempts, message.error = edition, 0, ""
    message.due_at, message.claimed_at, message.sent_at = timezone.now(), None, None
    message.save()
    audit.record("mail.sent_again", message, by=by, person=message.user, before=before)
    transaction.on_commit(nudge, robust=True)


@transaction.atomic
def mark_as_sent(*, message, by):
    """Staff have found out that a mail of unknown fate did arrive."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.state != MessageState.UNKNOWN:
        raise ValidationError(_("Only a mail whose fate is unknown can be marked as sent."))
    message.state = MessageState.SENT
    message.sent_at = message.claimed_at or timezone.now()
    message.save(update_fields=["state", "sent_at"])
    audit.record("mail.marked_as_sent", message, by=by, person=message.user)


def forget(messages):
    """Blank what these mails say, since somebody they name is forgotten. What has not left does not leave any more."""
    messages.filter(state=MessageState.QUEUED).update(state=MessageState.DROPPED)
    messages.filter(state__in=MessageState.FINISHED).update(**NOTHING_SAID)


def _insert(messages):
    """One INSERT that skips keys already there and says how many were not: bulk_create cannot tell."""
    fields = [field for field in Message._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    places = ", ".join(["(" + ", ".join(["%s"] * len(fields)) + ")"] * len(messages))
    values = [
        field.get_db_prep_save(field.pre_save(message, True), connection)
        for message in messages
        for field in fields
    ]
    if not messages:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Message._meta.db_table} ({columns}) VALUES {places} ON CONFLICT (key) DO NOTHING",  # noqa: S608 (names of columns only)
            values,
        )
        return cursor.rowcount
