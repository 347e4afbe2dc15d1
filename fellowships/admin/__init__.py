from fellowships.admin import allocations, applications, calls, centres, exchange, offers, placements

__all__ = ["allocations", "applications", "calls", "centres", "exchange", "offers", "placements"]
__all__ = ["applications", "calls", "centres", "exchange", "offers"]

__all__ = ["calls", "centres", "exchange", "placements"]
