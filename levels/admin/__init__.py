from levels.admin import (
    classroom,
    evidence,
    local_material,
    packages,
    people,
    programme,
    requirements,
    standings,
)

__all__ = [
    "classroom",
    "evidence",
    "local_material",
    "packages",
    "people",
    "programme",
    "requirements",
    "standings",
]
