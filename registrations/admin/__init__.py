from registrations.admin import announcements, attendance, events, registrations, reports, seats

__all__ = ["announcements", "attendance", "events", "registrations", "reports", "seats"]
