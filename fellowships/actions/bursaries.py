"""Money for a stay: planned here, approved by the board, paid by finance. The portal never knows a bank account."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import states
from fellowships.emails import bursaries as emails
from fellowships.models import Bursary, BursaryState, PlacementState, ReportState

# Two letters, two digits, then groups as people type them.
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}\b", re.IGNORECASE)


@transaction.atomic
def plan_bursary(*, placement, amount, by=None):
    """Plan what this stay is supported with. None where there is nothing to plan.

    A fellow whose centre cancelled has a second stay for the same fellowship: what was paid for the first one
    is not planned again.
    """
    if not amount or _is_paid_already(placement):
        return None
    bursary, is_new = Bursary.objects.get_or_create(placement=placement, defaults={"amount": amount})
    if is_new:
        audit.record("bursary.planned", bursary, by=by, person=placement.person, amount=str(amount))
    return bursary


@transaction.atomic
def approve_bursary(*, bursary, by):
    """The board stands for it. Raises ValidationError for the own bursary."""
    bursary = _lock(bursary, by)
    states.change(bursary, BursaryState.APPROVED, by=by, person=bursary.placement.person, approved_by=by)
    return bursary


@transaction.atomic
def pay_bursary(*, bursary, by, paid_on, reference):
    """Note that it was paid, on which day and under which reference; the person is told.

    Raises ValidationError before the report where the call pays after it, for a day to come, and for a reference that
    looks like an account number.
    """
    bursary = _lock(bursary, by)
    placement = bursary.placement
    if placement.state == PlacementState.CANCELLED:
        raise ValidationError(_("This placement was cancelled: nothing is paid."), code="cancelled")
    if placement.call and placement.call.is_bursary_paid_after_report and not _is_reported(placement):
        raise ValidationError(_("This call pays when the report has been accepted."), code="report")
    if paid_on > timezone.localdate():
        raise ValidationError({"paid_on": _("This day is still to come.")}, code="future")
    states.change(
        bursary,
        BursaryState.PAID,
        by=by,
        person=placement.person,
        paid_on=paid_on,
        reference=_reference(reference),
        because="",
    )
    emails.queue_paid(bursary)
    return bursary


@transaction.atomic
def cancel_bursary(*, bursary, by=None, because):
    """It will not be paid; what was paid already is asked back by hand. Does nothing to one that is cancelled."""
    bursary = _lock(bursary, by)
    if bursary.state == BursaryState.CANCELLED:
        return bursary
    states.change(
        bursary, BursaryState.CANCELLED, by=by, person=bursary.placement.person, because=_reason(because)
    )
    return bursary


@transaction.atomic
def plan_again(*, bursary, by, because):
    """Back to the plan: an approval is taken back, or what was cancelled is paid after all."""
    bursary = _lock(bursary, by)
    states.change(
        bursary,
        BursaryState.PLANNED,
        by=by,
        person=bursary.placement.person,
        approved_by=None,
        because=_reason(because),
    )
    return bursary


@transaction.atomic
def refund_bursary(*, bursary, by, because):
    """Note that the money came back."""
    bursary = _lock(bursary, by)
    states.change(
        bursary, BursaryState.REFUNDED, by=by, person=bursary.placement.person, because=_reason(because)
    )
    return bursary


def _lock(bursary, by):
    bursary = (
        Bursary.objects.select_for_update(of=("self",))
        .select_related("placement__call", "placement__person", "placement__report")
        .get(pk=bursary.pk)
    )
    if by is not None and bursary.placement.person_id == by.pk:
        raise ValidationError(_("Somebody else decides about your own bursary."), code="own")
    return bursary


def _is_reported(placement):
    return hasattr(placement, "report") and placement.report.state == ReportState.ACCEPTED


def _reference(text):
    text = text.strip()
    if not text:
        raise ValidationError({"reference": _("Say under which reference it was paid.")}, code="required")
    if IBAN.search(text):
        raise ValidationError(
            {
                "reference": _(
                    "This looks like an account number. The portal keeps none: give the reference of the transfer."
                )
            },
            code="iban",
        )
    return text


def _reason(text):
    if not text.strip():
        raise ValidationError({"because": _("Say why.")}, code="required")
    return text.strip()


def _is_paid_already(placement):
    if placement.offer_id is None:
        return False
    of_the_fellowship = Bursary.objects.filter(placement__offer=placement.offer_id)
    return of_the_fellowship.filter(state=BursaryState.PAID).exists()


def drop_bursary(placement, *, by):
    """What was planned for a stay that was cancelled is not paid. What was paid, finance asks back by hand."""
    not_paid = [BursaryState.PLANNED, BursaryState.APPROVED]
    bursary = Bursary.objects.select_for_update().filter(placement=placement, state__in=not_paid).first()
    if bursary:
        states.change(bursary, BursaryState.CANCELLED, by=by, person=placement.person)
