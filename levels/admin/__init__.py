from levels.admin import packages, people, programme, requirements, standings

__all__ = ["packages", "people", "programme", "requirements", "standings"]
