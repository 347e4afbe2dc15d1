from cases.admin import (
    decisions,
    repository,
    roles,
)

__all__ = [
    "decisions",
    "repository",
    "roles",
]
