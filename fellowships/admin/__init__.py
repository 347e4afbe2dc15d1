from fellowships.admin import applications, calls, centres, exchange, offers

__all__ = ["applications", "calls", "centres", "exchange", "offers"]
