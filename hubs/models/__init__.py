from hubs.models.ambassadors import Ambassador, Ending, Evidence, EvidenceKind, Invitation, Rung, Step
from hubs.models.appointments import Appointment
from hubs.models.hubs import Hub, Language, Membership, Role, Society, in_force, validate_time_zone

__all__ = [
    "Ambassador",
    "Appointment",
    "Ending",
    "Evidence",
    "EvidenceKind",
    "Hub",
    "Invitation",
    "Language",
    "Membership",
    "Role",
    "Rung",
    "Society",
    "Step",
    "in_force",
    "validate_time_zone",
]
