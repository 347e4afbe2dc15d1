from cases.admin import (
    cases,
    decisions,
    repository,
    roles,
    versions,
)

__all__ = [
    "cases",
    "decisions",
    "repository",
    "roles",
    "versions",
]
