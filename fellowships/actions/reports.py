"""What is told about a stay: by who was there, and by the host. Both together earn the certificate."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import certification, states
from fellowships.emails import reports as emails
from fellowships.models import Attestation, Placement, PlacementState, Report, ReportState

DAYS_OF_EXPERTS = 28  # their stays belong to no call that could say it
CONTENT = ["seen", "learned", "changes", "rating", "for_next", "may_be_quoted"]


@transaction.atomic
def ask_for_report(placement):
    """The visitor owes a report from the day after the stay on. Asking twice is asking once."""
    days = placement.call.report_days if placement.call else DAYS_OF_EXPERTS
    report, is_new = Report.objects.get_or_create(
        placement=placement, defaults={"due_on": placement.last_day + timedelta(days=days)}
    )
    if is_new:
        audit.record("report.due", report, person=placement.person)
        emails.queue_due(report)
    return report


@transaction.atomic
def save_report(*, report, content):
    """Keep what is written so far. Raises ValidationError for a report that was handed in meanwhile."""
    report = _lock(report)
    if report.state not in (ReportState.DUE, ReportState.RETURNED):
        raise ValidationError(_("This report was handed in already."), code="transition")
    _fill(report, content)
    report.save(update_fields=CONTENT)
    return report


@transaction.atomic
def submit_report(*, report, content):
    """Hand the report in. Raises ValidationError while something is missing; nothing is lost then (save it first)."""
    report = _lock(report)
    _fill(report, content)
    missing = [name for name in ("seen", "learned", "changes") if not getattr(report, name).strip()]
    errors = {name: _("Write a few sentences.") for name in missing}
    if report.rating is None:
        errors["rating"] = _("Choose one of the five.")
    if errors:
        raise ValidationError(errors)
    now = timezone.now()
    values = {name: getattr(report, name) for name in CONTENT}
    states.change(
        report,
        ReportState.SUBMITTED,
        by=report.placement.person,
        submitted_at=now,
        returned_because="",
        **values,
    )
    return report


@transaction.atomic
def return_report(*, report, by, because):
    """Send the report back with what is to be changed."""
    if not because.strip():
        raise ValidationError(_("Say what is to be changed: the person reads it."), code="required")
    report = _lock(report)
    _decide(report, ReportState.RETURNED, by, returned_because=because)
    emails.queue_returned(report)
    return report


@transaction.atomic
def accept_report(*, report, by):
    """Accept the report: with the attestation of the host it earns the certificate."""
    report = _lock(report)
    _decide(report, ReportState.ACCEPTED, by)
    emails.queue_accepted(report)
    certification.award_for(report.placement)
    return report


def _decide(report, state, by, **fields):
    if report.placement.person_id == by.pk:
        raise ValidationError(_("Somebody else decides about your own report."), code="own")
    states.change(
        report,
        state,
        by=by,
        person=report.placement.person,
        decided_at=timezone.now(),
        decided_by=by,
        **fields,
    )


@transaction.atomic
def attest(*, placement, by, days_present, hours, words=""):
    """The host's word about a stay that is over. Given again it replaces what was said, and the certificate follows.

    Raises ValidationError before the stay is done, for more days than it had, and for one's own stay.
    """
    placement = Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    if placement.state != PlacementState.DONE:
        raise ValidationError(_("You can attest a stay when it is over."), code="stage")
    if placement.person_id == by.pk:
        raise ValidationError(_("Somebody else attests your own stay."), code="own")
    length = (placement.days.upper - placement.days.lower).days
    if days_present > length:
        raise ValidationError(
            {"days_present": _("The stay had %(days)s days.") % {"days": length}}, code="too_many"
        )
    attestation, _is_new = Attestation.objects.update_or_create(
        placement=placement,
        defaults={
            "days_present": days_present,
            "hours": hours,
            "words": words,
            "given_by": by,
            "given_at": timezone.now(),
        },
    )
    audit.record(
        "placement.attested", placement, by=by, person=placement.person, days=days_present, hours=hours
    )
    if hasattr(placement, "report"):
        certification.award_for(placement)
    return attestation


def _lock(report):
    """The stay first, then its report: everybody takes them in this order."""
    placement = Placement.objects.select_for_update(of=("self",)).get(pk=report.placement_id)
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    report.placement = placement
    return report


def _fill(report, content):
    for name in CONTENT:
        setattr(report, name, content.get(name, getattr(report, name)))
