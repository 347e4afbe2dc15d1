from levels.admin import packages, people, programme

__all__ = ["packages", "people", "programme"]
