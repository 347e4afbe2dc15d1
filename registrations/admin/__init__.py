from registrations.admin import (
    allocations,
    announcements,
    attendance,
    events,
    proposals,
    registrations,
    reports,
    seats,
)

__all__ = [
    "allocations",
    "announcements",
    "attendance",
    "events",
    "proposals",
    "registrations",
    "reports",
    "seats",
]
