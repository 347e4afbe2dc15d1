"""Writing mail into the outbox. Nothing is sent here."""

from django.db import transaction

from mailing import kinds
from mailing.models import Message


def queue(kind, *, key, user=None, to="", context=None, due_at=None, language="", secret=False):
    """Put one mail into the outbox, in the caller's transaction; it leaves after the commit.

    `key` makes it the only one: (person, kind, object, occasion). A second call with the same key does
    nothing and returns None. `context` is plain JSON: facts as they are now; `due_at` a moment (UTC).
    """
    return queue_many(
        kind,
        [
            {
                "key": key,
                "user": user,
                "to": to or user.email,
                "context": context or {},
                "language": language or getattr(user, "language", "en"),
                "secret": secret,
                **({"due_at": due_at} if due_at else {}),
            }
        ],
    )


def queue_many(kind, rows):
    """Put many mails of one kind into the outbox with one statement. Returns how many are new."""
    kinds.get(kind)
    messages = Message.objects.bulk_create(
        [Message(kind=kind, **row) for row in rows], ignore_conflicts=True, batch_size=500
    )
    transaction.on_commit(nudge, robust=True)
    return len(messages)


def nudge():
    """Wake the sender. Where that fails, beat finds the mail within half a minute."""
