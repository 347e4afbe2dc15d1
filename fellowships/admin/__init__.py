from fellowships.admin import allocations, applications, calls, centres, exchange, offers, placements

__all__ = ["allocations", "applications", "calls", "centres", "exchange", "offers", "placements"]
