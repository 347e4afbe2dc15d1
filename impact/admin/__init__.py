from impact.admin import morning_rules

__all__ = ["morning_rules"]
