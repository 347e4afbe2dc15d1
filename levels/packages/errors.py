class BadPackage(Exception):
    """A package that cannot be taken; its text tells staff why."""
