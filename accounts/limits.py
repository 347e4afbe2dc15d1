"""How often somebody may ask."""

from django.core.cache import cache


def asks_too_often(key, *, most, seconds):
    """Count this question. With the cache away nobody is held up."""
    key = f"asks:{key}"
    cache.add(key, 0, timeout=seconds)
    try:
        return (cache.incr(key) or 0) > most
    except ValueError:  # The time ended between the two.
        return False
