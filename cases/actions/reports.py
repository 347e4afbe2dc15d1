"""Somebody sees that a patient may be recognised: the case is hidden first, and looked at afterwards."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from cases import states
from cases.actions import consent, publishing
from cases.emails import reports as emails
from cases.models import Case, CaseState, PrivacyReport, ReportOutcome

# So many reports of one case by one account in which an editor found nothing, in so many days, and the next one is
# read before the case is hidden.
VAIN = 2
VAIN_DAYS = 7


@transaction.atomic
def report(*, case, by, text):
    """Hide the case at once; `by` is None for a visitor without an account. Returns the report.

    Whoever has reported the case in vain before is read first: else one person could keep a case from all others.
    """
    case = states.lock(case)
    if case.state not in (CaseState.PUBLISHED, CaseState.HIDDEN):
        raise ValidationError(_("This case is not shown any more."), code="transition")
    found = PrivacyReport(case=case, by=by, text=text.strip())
    found.full_clean()
    is_read_first = _has_reported_in_vain(case, by)
    found.save()
    audit.record("case.reported", case, by=by, person=case.author, report=found.pk)
    if case.state == CaseState.PUBLISHED and not is_read_first:
        states.change(case, CaseState.HIDDEN, by=by, person=case.author, facts={"report": found.pk})
        emails.queue_hidden(found)
    emails.queue_to_settle(found, is_hidden=case.state == CaseState.HIDDEN)
    return found


@transaction.atomic
def settle(*, case, by, outcome, seen, because=""):
    """An editor has looked at all open reports of a case: `seen` is the newest that the page showed."""
    case = states.lock(case)
    reports = list(PrivacyReport.objects.filter(case=case).open().select_related("by").order_by("pk"))
    if not Case.objects.edited_by(by).filter(pk=case.pk).exists():
        raise ValidationError(_("This is for an editor without a stake in the case."))
    if not reports:
        raise ValidationError(_settled(case), code="transition")
    if reports[-1].pk != seen:
        raise ValidationError(_("Somebody has reported another problem meanwhile. Please read it first."))
    _SETTLE[ReportOutcome(outcome)](case, by, because.strip(), reports)
    now = timezone.now()
    PrivacyReport.objects.filter(pk__in=[one.pk for one in reports]).update(
        outcome=outcome, settled_by=by, settled_at=now, because=because.strip()
    )
    audit.record(
        "case.reports_settled", case, by=by, person=case.author, outcome=outcome, reports=len(reports)
    )
    emails.queue_settled(case, reports, outcome)
    return case


def _has_reported_in_vain(case, by):
    since = timezone.now() - timedelta(days=VAIN_DAYS)
    vain = PrivacyReport.objects.filter(
        case=case, by=by, outcome=ReportOutcome.NO_PROBLEM, settled_at__gte=since
    )
    return vain.count() >= VAIN


def _settled(case):
    last = (
        PrivacyReport.objects.filter(case=case)
        .exclude(settled_at=None)
        .select_related("settled_by")
        .order_by("settled_at", "pk")
        .last()
    )
    if last is None:
        return _("Nothing is reported of this case.")
    return _("%(person)s has settled this meanwhile: “%(outcome)s”.") % {
        "person": last.settled_by.name,
        "outcome": last.get_outcome_display(),
    }


def _show_again(case, by, because, reports):
    if case.state == CaseState.HIDDEN:
        publishing.show_again(case=case, by=by)


def _show_corrected(case, by, because, reports):
    if not case.versions.filter(published_at__gte=reports[0].reported_at).exists():
        raise ValidationError(
            _("No corrected version has been published since. Ask the author for one: the case stays hidden.")
        )
    _show_again(case, by, because, reports)


def _retract(case, by, because, reports):
    if not because:
        raise ValidationError(_("Say why it is retracted: readers see it."))
    publishing.retract(case=case, by=by, because=because)


def _withdraw(case, by, because, reports):
    consent.withdraw(case=case, by=by, because=because)


_SETTLE = {
    ReportOutcome.NO_PROBLEM: _show_again,
    ReportOutcome.CORRECTED: _show_corrected,
    ReportOutcome.RETRACTED: _retract,
    ReportOutcome.WITHDRAWN: _withdraw,
}
