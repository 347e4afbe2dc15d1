from impact.admin import follow_ups, machines, morning_rules, reports

__all__ = ["follow_ups", "machines", "morning_rules", "reports"]
