"""Taking mail out of the outbox. Several workers may do so at once; none ever sends another's row.

A row is claimed, sent and noted one at a time: a worker that is killed leaves one mail of unknown fate at
most. Claim and note are a commit each, so a mail costs as much as in batches with a mark before each sending.
"""

import logging
import time
from datetime import timedelta
from random import uniform

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from mailing import kinds, rendering, smtp
from mailing.models import NOTHING_SAID, Message, MessageState

logger = logging.getLogger(__name__)

SECONDS = 20  # A run is short, so that a worker asked to stop does so soon.
BUSY_AFTER = 20
MAX_ATTEMPTS = 10
BODIES_KEPT = timedelta(days=90)
ROWS_KEPT = timedelta(days=400)


def deliver_due(*, call_help=lambda: None, seconds=SECONDS):
    """Send what is due until nothing is, or time is up. Returns how many mails were dealt with.

    Nothing is claimed before the mail server answers, so a server that is away costs no mail an attempt.
    `call_help` is called once there proves to be much to do: it wakes the next worker, who may call another.
    """
    deadline = time.monotonic() + seconds
    done = 0
    if not Message.objects.due().exists():
        return done
    connection = smtp.connection()
    try:
        while time.monotonic() < deadline:
            connection.open()
            message = claim()
            if message is None:
                break
            _deliver(message, connection)
            done += 1
            if done == BUSY_AFTER:
                call_help()
    except OSError as error:
        logger.warning("The mail server is away (%s): mail waits.", type(error).__name__)
    finally:
        connection.close()
    return done


CLAIM = """
    UPDATE mailing_message SET state = 'sending', claimed_at = %(now)s, attempts = attempts + 1
    WHERE id = (
        SELECT id FROM mailing_message
        WHERE state = 'queued' AND due_at <= %(now)s
        ORDER BY secret DESC, due_at
        LIMIT 1
        FOR UPDATE SKIP LOCKED
    )
    RETURNING *
"""


def claim():
    """Take one mail that is due, codes first. From here on only the one who claimed it may send it.

    One statement, as it is said for each mail.
    """
    return next(iter(Message.objects.raw(CLAIM, {"now": timezone.now()})), None)


def notice_lost():
    """Say of mails whose worker died while sending that nobody knows; they are not sent again by themselves."""
    error = _("The worker stopped between sending and noting.")
    secret = Message.objects.lost().filter(secret=True)
    forgotten = 0 if settings.DEMO else secret.update(state=MessageState.UNKNOWN, error=error, **NOTHING_SAID)
    return forgotten + Message.objects.lost().update(state=MessageState.UNKNOWN, error=error)


def forget_old():
    """Mails are no archive: what they said goes after 90 days, that they were sent after 400."""
    now = timezone.now()
    finished = Message.objects.filter(state__in=MessageState.FINISHED)
    finished.filter(created_at__lt=now - ROWS_KEPT).delete()
    finished.filter(created_at__lt=now - BODIES_KEPT).exclude(**NOTHING_SAID).update(**NOTHING_SAID)


def _deliver(message, connection):
    try:
        if not kinds.get(message.kind).still_true(message):
            return _note(message, MessageState.DROPPED)
        mail = rendering.render(message)
    except Exception as error:
        # One mail that cannot be written must not hold up the others.
        logger.exception("Mail %s cannot be rendered", message.pk)
        return _note(message, MessageState.FAILED, error)
    try:
        connection.send_messages([mail])
    except Exception as error:
        connection.close()
        return _note_error(message, error)
    return _note(message, MessageState.SENT)


def _note_error(message, error):
    state = smtp.fate(error)
    if state == MessageState.QUEUED and message.attempts >= MAX_ATTEMPTS:
        state = MessageState.FAILED
    logger.warning("Mail %s: %s (%s)", message.pk, type(error).__name__, state)
    _note(message, state, error)


def _note(message, state, error=None):
    """Write down what became of a claimed mail and what it said."""
    message.state = state
    message.error = f"{type(error).__name__}: {error}"[:300] if error else ""
    message.sent_at = timezone.now() if state == MessageState.SENT else None
    if state == MessageState.QUEUED:
        message.due_at = timezone.now() + back_off(message.attempts)
    elif message.secret and not settings.DEMO:
        for field, nothing in NOTHING_SAID.items():
            setattr(message, field, nothing)
    # Update, not save: a row that was erased meanwhile stays erased.
    noted = ["state", "error", "sent_at", "due_at", "subject", "context", "text", "html"]
    Message.objects.filter(pk=message.pk).update(**{field: getattr(message, field) for field in noted})


def back_off(attempts):
    """One minute, three, nine … up to six hours, a fifth more or less so that not all come back at once."""
    minutes = min(3 ** (attempts - 1), 360)
    return timedelta(minutes=minutes * uniform(0.8, 1.2))  # noqa: S311 (no secret)
