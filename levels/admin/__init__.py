from levels.admin import evidence, packages, people, programme, requirements, standings

__all__ = ["evidence", "packages", "people", "programme", "requirements", "standings"]
