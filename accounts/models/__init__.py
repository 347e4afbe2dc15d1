from accounts.models.audit import AuditEntry
from accounts.models.consents import Consent, ConsentKind
from accounts.models.people import CareerStage, Profession, Profile, User
from accounts.models.privacy import DataExport, Erasure

__all__ = [
    "AuditEntry",
    "CareerStage",
    "Consent",
    "ConsentKind",
    "DataExport",
    "Erasure",
    "Profession",
    "Profile",
    "User",
]
