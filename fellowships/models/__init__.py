"""Calls, centres, applications, reviews, allocation, offers, placements: one file each."""

from fellowships.models.allocations import (
    Basis,
    Outcome,
    Run,
    RunState,
    SignOff,
    Snapshot,
    SnapshotRow,
    Turn,
)
from fellowships.models.applications import (
    Application,
    ApplicationState,
    CoordinatorComment,
    CvEntry,
    EligibilityCheck,
    EntryKind,
    Preference,
    Referee,
)
from fellowships.models.bursaries import (
    Bursary,
    BursaryState,
)
from fellowships.models.calls import (
    Call,
    CallRole,
    Role,
    Stage,
)
from fellowships.models.centres import (
    Centre,
    CentreMember,
    Offering,
    Week,
)
from fellowships.models.documents import (
    Document,
    DocumentKind,
    ScanState,
)
from fellowships.models.extensions import (
    Extension,
)
from fellowships.models.interests import (
    Interest,
)
from fellowships.models.invitations import (
    Invitation,
    InvitationState,
)
from fellowships.models.offers import (
    HOLDING,
    Offer,
    OfferState,
)
from fellowships.models.placements import (
    Attestation,
    ChecklistItem,
    ChecklistTemplate,
    Placement,
    PlacementState,
    Report,
    ReportState,
    Side,
)
from fellowships.models.reviews import (
    Assignment,
    AssignmentState,
    Conflict,
    ConflictKind,
    ConflictSource,
    CriterionScore,
    Review,
)
from fellowships.models.rules import (
    Anchor,
    Criterion,
    EligibilityRule,
    PriorityGroup,
    RuleKind,
)

__all__ = [
    "HOLDING",
    "Anchor",
    "Application",
    "ApplicationState",
    "Assignment",
    "AssignmentState",
    "Attestation",
    "Basis",
    "Bursary",
    "BursaryState",
    "Call",
    "CallRole",
    "Centre",
    "CentreMember",
    "ChecklistItem",
    "ChecklistTemplate",
    "Conflict",
    "ConflictKind",
    "ConflictSource",
    "CoordinatorComment",
    "Criterion",
    "CriterionScore",
    "CvEntry",
    "Document",
    "DocumentKind",
    "EligibilityCheck",
    "EligibilityRule",
    "EntryKind",
    "Extension",
    "Interest",
    "Invitation",
    "InvitationState",
    "Offer",
    "OfferState",
    "Offering",
    "Outcome",
    "Placement",
    "PlacementState",
    "Preference",
    "PriorityGroup",
    "Referee",
    "Report",
    "ReportState",
    "Review",
    "Role",
    "RuleKind",
    "Run",
    "RunState",
    "ScanState",
    "Side",
    "SignOff",
    "Snapshot",
    "SnapshotRow",
    "Stage",
    "Turn",
    "Week",
]
