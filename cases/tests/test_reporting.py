"""Somebody sees that a patient may be recognised: hidden first, looked at afterwards."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.personal_data import holdings
from accounts.tests.factories import UserFactory
from cases import reported
from cases.actions import reports
from cases.models import (
    Case,
    CaseState,
    Entry,
    PrivacyReport,
    ReportOutcome,
    Stake,
    StakeKind,
)
from cases.tests import factories
from mailing.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return factories.published().case


@pytest.fixture
def editor():
    return factories.editor()


def report(case, by=None):
    return reports.report(case=case, by=by, text="The town is in the second picture.")


def settle(case, by, outcome=ReportOutcome.NO_PROBLEM, **facts):
    newest = PrivacyReport.objects.filter(case=case).latest("pk")
    return reports.settle(case=case, by=by, outcome=outcome, **{"seen": newest.pk} | facts)


def mails(kind):
    return [mail.user for mail in Message.objects.filter(kind=kind).order_by("pk")]


def test_a_report_hides_the_case_at_once(case, editor, participant):
    report(case, participant)

    case.refresh_from_db()
    assert case.state == CaseState.HIDDEN
    assert not Entry.objects.exists()
    assert not Case.objects.readable_by(participant).exists()
    assert mails("cases/report_hidden") == [case.author]
    assert editor in mails("cases/report_to_settle")


def test_no_mail_says_what_was_reported_or_by_whom(case, editor, participant):
    report(case, participant)

    for mail in Message.objects.filter(kind__startswith="cases/report"):
        assert "town" not in str(mail.context)
        assert participant.name not in str(mail.context)


def test_a_visitor_without_an_account_may_report(case):
    assert report(case).by is None
    case.refresh_from_db()
    assert case.state == CaseState.HIDDEN


def test_a_second_report_is_kept_beside_the_first(case, editor, participant):
    report(case, participant)
    report(case)

    assert PrivacyReport.objects.open().count() == 2
    assert len(mails("cases/report_hidden")) == 1


@pytest.mark.parametrize("state", [CaseState.RETRACTED, CaseState.WITHDRAWN, CaseState.WRITING])
def test_what_is_not_shown_is_not_reported(case, state):
    Case.objects.update(state=state)

    with pytest.raises(ValidationError, match="not shown any more"):
        report(case)


def test_an_editor_who_finds_nothing_shows_it_again(case, editor, participant):
    report(case, participant)
    report(case)

    settle(case, editor, because="No town is to be read there.")

    case.refresh_from_db()
    assert case.state == CaseState.PUBLISHED
    assert Entry.objects.get().case == case
    assert not PrivacyReport.objects.open().exists()
    assert set(mails("cases/report_settled")) == {case.author, participant}


def test_a_case_is_withdrawn_for_good(case, editor):
    report(case)

    settle(case, editor, ReportOutcome.WITHDRAWN)

    case.refresh_from_db()
    assert case.state == CaseState.WITHDRAWN
    assert PrivacyReport.objects.get().outcome == ReportOutcome.WITHDRAWN


def test_only_what_was_corrected_is_shown_as_corrected(case, editor):
    report(case)

    with pytest.raises(ValidationError, match="No corrected version"):
        settle(case, editor, ReportOutcome.CORRECTED)

    PrivacyReport.objects.update(reported_at=timezone.now() - timedelta(days=1))
    settle(case, editor, ReportOutcome.CORRECTED)
    case.refresh_from_db()
    assert case.state == CaseState.PUBLISHED


def test_a_retraction_says_why(case, editor):
    report(case)

    with pytest.raises(ValidationError, match="readers see it"):
        settle(case, editor, ReportOutcome.RETRACTED, because=" ")

    case.refresh_from_db()
    assert case.state == CaseState.HIDDEN


def test_nothing_is_settled_that_was_not_read(case, editor):
    seen = report(case).pk
    report(case)

    with pytest.raises(ValidationError, match="another problem meanwhile"):
        settle(case, editor, seen=seen)


def test_the_second_editor_is_told_who_was_faster(case, editor):
    seen = report(case).pk
    settle(case, factories.editor(user__name="Ana Faster"))

    with pytest.raises(ValidationError, match="Ana Faster has settled this meanwhile"):
        settle(case, editor, ReportOutcome.WITHDRAWN, seen=seen)


@pytest.mark.parametrize(
    "who", ["participant", "coordinator", "author", "checker", "reviewer", "with a stake"]
)
def test_nobody_else_settles(case, editor, participant, coordinator, who):
    report(case)
    Stake.objects.create(case=case, person=editor, kind=StakeKind.DECLARED)
    people = {
        "participant": participant,
        "coordinator": coordinator,
        "author": case.author,
        "checker": factories.checker(),
        "reviewer": factories.reviewer(),
        "with a stake": editor,
    }

    with pytest.raises(ValidationError, match="without a stake"):
        settle(case, people[who])


def test_who_reports_in_vain_again_and_again_hides_nothing_any_more(case, editor, participant):
    for _time in range(2):
        report(case, participant)
        settle(case, editor)

    report(case, participant)

    case.refresh_from_db()
    assert case.state == CaseState.PUBLISHED
    assert PrivacyReport.objects.open().count() == 1
    settle(case, editor)
    case.refresh_from_db()
    assert case.state == CaseState.PUBLISHED

    report(case, UserFactory())
    case.refresh_from_db()
    assert case.state == CaseState.HIDDEN


def test_after_a_week_it_is_hidden_at_once_again(case, editor, participant):
    for _time in range(2):
        report(case, participant)
        settle(case, editor)
    PrivacyReport.objects.update(settled_at=timezone.now() - timedelta(days=8))

    report(case, participant)

    case.refresh_from_db()
    assert case.state == CaseState.HIDDEN


def test_open_reports_stand_case_by_case(case, editor):
    report(case)
    report(case)
    other = factories.published().case
    report(other)

    groups = reported.open_ones(editor)

    assert [(group.case, len(group.reports)) for group in groups] == [(case, 2), (other, 1)]
    assert groups[0].title == case.versions.get().title


def test_of_who_is_erased_the_words_go_once_they_are_settled(case, editor, participant):
    [holding] = [one for one in holdings() if one.model == "cases.PrivacyReport"]
    report(case, participant)
    [row] = holding.export(participant)
    assert row["case"] == case.code

    holding.erase(participant)
    assert PrivacyReport.objects.get().text
    assert PrivacyReport.objects.get().by is None

    PrivacyReport.objects.update(by=participant)
    settle(case, editor)
    holding.erase(participant)
    assert PrivacyReport.objects.get().text == ""
    assert list(holding.export(editor))
