from registrations.admin import attendance, events, registrations, seats

__all__ = ["attendance", "events", "registrations", "seats"]
