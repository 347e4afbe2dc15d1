"""Attended time in words."""


def duration(minutes):
    """Minutes as hours and minutes: `8 h`, `5 h 45 min`, `45 min`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02} min" if rest else f"{hours} h"
