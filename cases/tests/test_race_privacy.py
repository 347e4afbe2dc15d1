"""Two at once, on real PostgreSQL, each in a thread with an own connection."""

import pytest
from django.core.exceptions import ValidationError

from accounts.tests.factories import UserFactory
from cases.actions import checking, consent, publishing, reports
from cases.models import Case, CaseState, Entry, PrivacyCheck, PrivacyReport, Revision
from cases.tests import factories
from cases.tests.racing import at_once
from mailing.models import Message

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def refused(answers):
    """How many were told that somebody was faster; anything else that went wrong shows."""
    errors = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(error, ValidationError) for error in errors), errors
    return len(errors)


def test_two_checkers_at_once_give_one_verdict():
    revision = factories.waiting()
    first, second = factories.checker(), factories.checker()

    answers = at_once(
        [
            lambda: checking.pass_revision(revision=revision, by=first, ticks={}),
            lambda: checking.return_revision(revision=revision, by=second, for_author="A date."),
        ]
        * 4
    )

    assert refused(answers) == 7
    assert PrivacyCheck.objects.count() == 1
    returned = PrivacyCheck.objects.filter(verdict="returned").count()
    assert Revision.objects.filter(number=2).count() == returned


def test_ten_readers_at_once_hide_a_case_once():
    case = factories.published().case
    people = [UserFactory() for _number in range(8)]

    answers = at_once(
        [lambda by=by: reports.report(case=case, by=by, text="A name.") for by in people], threads=8
    )

    assert refused(answers) == 0
    assert PrivacyReport.objects.count() == 8
    assert Message.objects.filter(kind="cases/report_hidden").count() == 1


def test_what_is_published_while_its_consent_is_withdrawn_is_not_listed():
    revision = factories.accepted()
    editor = factories.editor()

    answers = at_once(
        [
            lambda: publishing.publish(revision=revision, by=editor),
            lambda: consent.withdraw(case=revision.case, by=revision.case.author),
        ]
    )

    assert refused(answers) <= 1
    assert Case.objects.get().state == CaseState.WITHDRAWN
    assert not Entry.objects.exists()


def test_showing_again_and_withdrawing_at_once_end_offline():
    case = factories.published().case
    seen = reports.report(case=case, by=None, text="A name.").pk
    editor = factories.editor()

    answers = at_once(
        [
            lambda: reports.settle(case=case, by=editor, outcome="none", seen=seen),
            lambda: consent.withdraw(case=case, by=case.author),
        ]
    )

    assert refused(answers) <= 1
    assert Case.objects.get().state == CaseState.WITHDRAWN
    assert not Entry.objects.exists()
    assert not PrivacyReport.objects.open().exists()
