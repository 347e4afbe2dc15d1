"""The one place where offers, placements, bursaries and reviews to write change their state."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from fellowships.models import (
    ApplicationState,
    AssignmentState,
    BursaryState,
    InvitationState,
    OfferState,
    PlacementState,
    ReportState,
)

TRANSITIONS = {
    "application": {
        ApplicationState.DRAFT: {ApplicationState.SUBMITTED},
        ApplicationState.SUBMITTED: {ApplicationState.WITHDRAWN},
    },
    "assignment": {
        AssignmentState.ASKED: {
            AssignmentState.OPEN,
            AssignmentState.RECUSED,
            AssignmentState.DECLINED,
            AssignmentState.EXPIRED,
        },
        AssignmentState.OPEN: {
            AssignmentState.SUBMITTED,
            AssignmentState.RECUSED,
            AssignmentState.DECLINED,
            AssignmentState.EXPIRED,
        },
        AssignmentState.SUBMITTED: {AssignmentState.RECUSED},
    },
    "offer": {
        OfferState.SENT: {OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED, OfferState.REVOKED},
        OfferState.ACCEPTED: {OfferState.DECLINED, OfferState.REVOKED},
    },
    "invitation": {
        InvitationState.SENT: {
            InvitationState.ACCEPTED,
            InvitationState.DECLINED,
            InvitationState.EXPIRED,
            InvitationState.REVOKED,
        },
    },
    "placement": {
        PlacementState.PROPOSED: {PlacementState.HOST_CONFIRMED, PlacementState.CANCELLED},
        PlacementState.HOST_CONFIRMED: {
            PlacementState.PROPOSED,
            PlacementState.CONFIRMED,
            PlacementState.CANCELLED,
        },
        PlacementState.CONFIRMED: {
            PlacementState.PROPOSED,
            PlacementState.DONE,
            PlacementState.CANCELLED,
        },
    },
    "report": {
        ReportState.DUE: {ReportState.SUBMITTED},
        ReportState.SUBMITTED: {ReportState.ACCEPTED, ReportState.RETURNED},
        ReportState.RETURNED: {ReportState.SUBMITTED},
    },
    "bursary": {
        BursaryState.PLANNED: {BursaryState.APPROVED, BursaryState.CANCELLED},
        BursaryState.APPROVED: {BursaryState.PLANNED, BursaryState.PAID, BursaryState.CANCELLED},
        BursaryState.PAID: {BursaryState.REFUNDED},
        BursaryState.CANCELLED: {BursaryState.PLANNED},
    },
}
# The column that holds the moment of the last change, where a model has one.
MOMENTS = ("state_since", "ended_at")


def change(thing, state, *, by=None, person=None, **fields):
    """Move one row, locked by the caller, to another state, and put the move on record.

    by:     who did it, None for the portal itself; `person`: whom it concerns
    fields: further columns that change with it

    Raises ValidationError where the table of transitions does not know the move: somebody else was faster.
    """
    noun = thing._meta.model_name
    before = thing.state
    if state not in TRANSITIONS[noun].get(before, set()):
        raise ValidationError(
            _("This has been settled meanwhile: it is “%(state)s” now."),
            params={"state": thing.get_state_display()},
            code="transition",
        )
    moments = {name: timezone.now() for name in MOMENTS if hasattr(thing, name)}
    thing.state = state
    for name, value in (moments | fields).items():
        setattr(thing, name, value)
    thing.full_clean()
    thing.save(update_fields=["state", *moments, *fields])
    audit.record(f"{noun}.{state}", thing, by=by, person=person, before=before)
