from fellowships.admin import calls

__all__ = ["calls"]
