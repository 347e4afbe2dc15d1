from registrations.admin import attendance, events, registrations, reports, seats

__all__ = ["attendance", "events", "registrations", "reports", "seats"]
