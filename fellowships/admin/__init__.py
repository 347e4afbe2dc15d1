from fellowships.admin import applications, calls, centres, exchange

__all__ = ["applications", "calls", "centres", "exchange"]
