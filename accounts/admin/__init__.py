from accounts.admin import audit, people, privacy

__all__ = ["audit", "people", "privacy"]
