from cases.admin import (
    cases,
    decisions,
    repository,
    roles,
)

__all__ = [
    "cases",
    "decisions",
    "repository",
    "roles",
]
