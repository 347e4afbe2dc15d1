from levels.admin import people, programme

__all__ = ["people", "programme"]
