from impact.admin import follow_ups, machines, morning_rules

__all__ = ["follow_ups", "machines", "morning_rules"]
