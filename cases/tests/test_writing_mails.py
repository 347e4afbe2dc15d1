"""Mails to authors: they lead to the case and tell nothing of what is in it."""

import pytest
from django.utils import timezone

from cases.emails import writing as emails
from cases.models import Author
from cases.tests.factories import draft
from mailing.models import Message
from mailing.rendering import render

pytestmark = pytest.mark.django_db

TITLE = "A title that no mail names"


def mails():
    revision = draft(title=TITLE)
    author = Author.objects.create(
        case=revision.case, name="Jan & Co", email="jan@example.org", asked_at=timezone.now()
    )
    emails.queue_handed_in(revision)
    emails.queue_author_asked(author)
    emails.queue_reminders([revision], "halfway")
    author.declined_at = timezone.now()
    emails.queue_author_answered(author)
    return revision, list(Message.objects.filter(kind__in=[kind.name for kind in emails.KINDS]))


def test_each_kind_of_mail_is_written_without_a_word_of_the_case():
    _revision, found = mails()

    assert {message.kind for message in found} == {kind.name for kind in emails.KINDS}
    for message in found:
        rendered = render(message)
        assert TITLE not in f"{rendered.subject} {rendered.body}"
        assert "/cases/mine/" in rendered.body
        assert "&amp;" not in rendered.body


def test_what_is_settled_meanwhile_is_not_sent():
    revision, _found = mails()
    author = Author.objects.get(name="Jan & Co")
    kinds = {kind.name: kind for kind in emails.KINDS}
    asked = Message.objects.get(kind=emails.AUTHOR_ASKED)
    reminder = Message.objects.get(kind=emails.REMINDER)
    assert kinds[emails.AUTHOR_ASKED].still_true(asked)
    assert kinds[emails.REMINDER].still_true(reminder)

    author.delete()
    revision.delete()

    assert not kinds[emails.AUTHOR_ASKED].still_true(asked)
    assert not kinds[emails.REMINDER].still_true(reminder)
