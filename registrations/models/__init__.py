from registrations.models.allocations import Allocation, AllocationState, Lot
from registrations.models.announcements import Announcement, AnnouncementState
from registrations.models.archives import CertificateArchive
from registrations.models.attendance import Attendance, Method, Session, Stay
from registrations.models.closing import Closing
from registrations.models.disputes import Dispute, DisputeState
from registrations.models.event_choices import RESERVED_SLUGS, Criterion, EventKind, EventLanguage, Filling
from registrations.models.events import Event
from registrations.models.feeds import CalendarFeed
from registrations.models.nominations import Nomination
from registrations.models.proposals import (
    HUB_KINDS,
    Faculty,
    FacultyRole,
    Proposal,
    ProposalState,
    ProposalStep,
)
from registrations.models.registrations import Registration, Rule, State
from registrations.models.reports import (
    Alias,
    AliasKind,
    AttendanceReport,
    DayOrder,
    Match,
    Provider,
    ReportedPerson,
    ReportRow,
    ReportState,
    Standing,
)
from registrations.models.seats import Seat
from registrations.models.transfers import SeatTransfer, Side, TransferState

__all__ = [
    "HUB_KINDS",
    "RESERVED_SLUGS",
    "Alias",
    "AliasKind",
    "Allocation",
    "AllocationState",
    "Announcement",
    "AnnouncementState",
    "Attendance",
    "AttendanceReport",
    "CalendarFeed",
    "CertificateArchive",
    "Closing",
    "Criterion",
    "DayOrder",
    "Dispute",
    "DisputeState",
    "Event",
    "EventKind",
    "EventLanguage",
    "Faculty",
    "FacultyRole",
    "Filling",
    "Lot",
    "Match",
    "Method",
    "Nomination",
    "Proposal",
    "ProposalState",
    "ProposalStep",
    "Provider",
    "Registration",
    "ReportRow",
    "ReportState",
    "ReportedPerson",
    "Rule",
    "Seat",
    "SeatTransfer",
    "Session",
    "Side",
    "Standing",
    "State",
    "Stay",
    "TransferState",
]
