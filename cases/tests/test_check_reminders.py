"""No case is forgotten on its way to the privacy check."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import check_reminders
from cases.models import Revision, RevisionState
from cases.tests import factories
from mailing.kinds import get
from mailing.models import Message

pytestmark = pytest.mark.django_db


def told():
    return {mail.user for mail in Message.objects.filter(kind="cases/check_overdue")}


def test_checkers_are_reminded_two_days_before_and_not_sooner():
    checker, _editor = factories.checker(), factories.editor()
    factories.waiting(days=2)
    check_reminders.queue_due()
    assert told() == set()

    factories.waiting(days=3)
    check_reminders.queue_due()
    assert told() == {checker}


def test_editors_are_told_when_they_may_check_too():
    checker, editor = factories.checker(), factories.editor()
    factories.waiting(days=5)

    check_reminders.queue_due()

    assert told() == {checker, editor}


def test_each_occasion_reminds_once_however_often_it_runs():
    factories.checker()
    factories.waiting(days=5)
    for _time in range(3):
        check_reminders.queue_due()
    assert Message.objects.count() == 1

    check_reminders.queue_due(timezone.now() + timedelta(days=3))
    assert Message.objects.count() == 2


def test_nobody_is_reminded_of_what_is_checked_meanwhile():
    factories.checker()
    factories.waiting(days=5)
    check_reminders.queue_due()
    mail = Message.objects.get()
    kind = get(mail.kind)
    assert kind.still_true(mail)

    Revision.objects.update(state=RevisionState.RETURNED)

    assert not kind.still_true(mail)


def test_authors_are_never_reminded_of_their_own_case():
    checker = factories.checker()
    factories.waiting(days=5, author=checker)

    check_reminders.queue_due()

    assert told() == set()
