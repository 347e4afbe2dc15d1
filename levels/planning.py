"""How many events count as an activity. The app that keeps events registers in `AppConfig.ready`; this one knows none."""

_counters = []


def register(counter):
    """`counter`: activity -> how many events that are held or planned count as it."""
    _counters.append(counter)


def events(activity):
    return sum(counter(activity) for counter in _counters)
