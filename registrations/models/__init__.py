from registrations.models.attendance import Attendance, Method, Session, Stay
from registrations.models.events import Event, EventKind, Filling
from registrations.models.feeds import CalendarFeed
from registrations.models.registrations import Registration, Rule, State
from registrations.models.seats import Seat

__all__ = [
    "Attendance",
    "CalendarFeed",
    "Event",
    "EventKind",
    "Filling",
    "Method",
    "Registration",
    "Rule",
    "Seat",
    "Session",
    "State",
    "Stay",
]
