from fellowships.admin import applications, calls, centres, exchange, offers, placements

__all__ = ["applications", "calls", "centres", "exchange", "offers", "placements"]
