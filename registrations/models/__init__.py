from registrations.models.attendance import Attendance, Method, Session, Stay
from registrations.models.closing import Closing
from registrations.models.disputes import Dispute, DisputeState
from registrations.models.events import RESERVED_SLUGS, Event, EventKind, EventLanguage, Filling
from registrations.models.feeds import CalendarFeed
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
    "Proposal",
    "ProposalState",
    "ProposalStep",
    "Registration",
    "Rule",
    "Seat",
    "Session",
    "State",
    "Stay",
]
