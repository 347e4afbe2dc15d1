from levels.admin import (
    classroom,
    evidence,
    packages,
    people,
    programme,
    requirements,
    standings,
)

__all__ = ["classroom", "evidence", "packages", "people", "programme", "requirements", "standings"]
