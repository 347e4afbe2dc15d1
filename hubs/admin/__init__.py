from hubs.admin import ambassadors, hubs

__all__ = ["ambassadors", "hubs"]
