"""Mails to authors while a case is written, and to those who are to be named with them."""

from django.utils.translation import gettext_lazy as _

from cases.models import Author, Revision, RevisionState
from mailing.actions import queue, queue_many
from mailing.kinds import Kind

HANDED_IN = "cases/handed_in"
AUTHOR_ASKED = "cases/author_asked"
AUTHOR_ANSWERED = "cases/author_answered"
REMINDER = "cases/draft_reminder"


def queue_handed_in(revision):
    queue(HANDED_IN, **_letter(revision, HANDED_IN))


def queue_author_asked(author):
    """To somebody who may have no account: in the language of who asks."""
    main = author.case.author
    queue(
        AUTHOR_ASKED,
        key=f"{AUTHOR_ASKED}/{author.pk}/{author.asked_at.isoformat()}",
        to=author.email,
        language=main.language,
        context={"name": author.name, "by": main.name, "author": author.pk},
    )


def queue_author_answered(author):
    main = author.case.author
    moment = (author.agreed_at or author.declined_at).isoformat()
    queue(
        AUTHOR_ANSWERED,
        key=f"{AUTHOR_ANSWERED}/{author.pk}/{moment}",
        user=main,
        context={
            "name": main.name,
            "who": author.name,
            "agrees": author.agreed_at is not None,
            "code": author.case.code,
        },
    )


def queue_reminders(revisions, occasion):
    """`occasion` names the day, so that each is reminded once of it."""
    queue_many(REMINDER, [_letter(revision, f"{REMINDER}/{occasion}") for revision in revisions])


def _letter(revision, key):
    author = revision.case.author
    return {
        "key": f"{key}/{revision.pk}",
        "user": author,
        "to": author.email,
        "language": author.language,
        "context": {
            "name": author.name,
            "revision": revision.pk,
            "number": revision.number,
            "code": revision.case.code,
        },
    }


def _still_asked(message):
    return Author.objects.filter(
        pk=message.context["author"], agreed_at=None, declined_at=None, asked_at__isnull=False
    ).exists()


def _still_a_draft(message):
    return Revision.objects.filter(pk=message.context["revision"], state=RevisionState.DRAFT).exists()


KINDS = [
    Kind(name=HANDED_IN, title=_("A case was handed in, to its author")),
    Kind(name=AUTHOR_ASKED, title=_("Somebody is asked to be named as an author"), still_true=_still_asked),
    Kind(name=AUTHOR_ANSWERED, title=_("A co-author has answered, to the author")),
    Kind(name=REMINDER, title=_("Reminder of a case that came back"), still_true=_still_a_draft),
]
