"""How often public pages were read. The portal above counts them; it says here from where the numbers are had."""

_source = None


def come_from(source):
    """`source()` gives {path: views}, of all time."""
    global _source
    _source = source


def by_path():
    return _source() if _source else {}
