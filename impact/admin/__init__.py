from impact.admin import machines, morning_rules

__all__ = ["machines", "morning_rules"]
