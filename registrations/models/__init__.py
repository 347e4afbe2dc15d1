from registrations.models.attendance import Attendance, Method, Session, Stay
from registrations.models.closing import Closing
from registrations.models.disputes import Dispute, DisputeState
from registrations.models.events import RESERVED_SLUGS, Event, EventKind, EventLanguage, Filling
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
from registrations.models.seats import Seat
from registrations.models.transfers import SeatTransfer, Side, TransferState

__all__ = [
    "HUB_KINDS",
    "RESERVED_SLUGS",
    "Attendance",
    "CalendarFeed",
    "Closing",
    "Dispute",
    "DisputeState",
    "Event",
    "EventKind",
    "EventLanguage",
    "Faculty",
    "FacultyRole",
    "Filling",
    "Method",
    "Nomination",
    "Proposal",
    "ProposalState",
    "ProposalStep",
    "Registration",
    "Rule",
    "Seat",
    "SeatTransfer",
    "Session",
    "Side",
    "State",
    "Stay",
    "TransferState",
]
