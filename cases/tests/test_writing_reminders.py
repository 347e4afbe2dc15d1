"""Authors whose case came back are reminded twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import states, tasks
from cases.actions import writing
from cases.models import Repository, Revision, RevisionState
from cases.tests.factories import draft, handed_in
from mailing.models import Message

pytestmark = pytest.mark.django_db


def came_back(days):
    revision = handed_in()
    states.change(revision, RevisionState.RETURNED)
    after = writing.next_draft(revision, by=None)
    Revision.objects.filter(pk=after.pk).update(state_since=timezone.now() - timedelta(days=days))
    return after


def reminded():
    tasks.remind_authors()
    tasks.remind_authors()
    return Message.objects.filter(kind="cases/draft_reminder").count()


@pytest.mark.parametrize(("days", "mails"), [(29, 0), (31, 1), (61, 1), (400, 1)])
def test_an_author_is_reminded_once_of_each_day(days, mails):
    came_back(days)

    assert reminded() == mails


def test_there_are_two_reminders_in_all():
    after = came_back(31)
    assert reminded() == 1
    Revision.objects.filter(pk=after.pk).update(state_since=timezone.now() - timedelta(days=61))

    assert reminded() == 2


def test_the_days_are_those_of_the_rules():
    Repository.objects.create(pk=1, days_to_change=10)
    came_back(6)

    assert reminded() == 1


def test_nobody_is_reminded_of_a_first_draft():
    revision = draft()
    Revision.objects.filter(pk=revision.pk).update(state_since=timezone.now() - timedelta(days=90))

    assert reminded() == 0
