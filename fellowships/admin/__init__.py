from fellowships.admin import calls, centres

__all__ = ["calls", "centres"]
