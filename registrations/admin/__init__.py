from registrations.admin import announcements, attendance, events, proposals, registrations, reports, seats

__all__ = ["announcements", "attendance", "events", "proposals", "registrations", "reports", "seats"]
