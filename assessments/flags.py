"""Which figures of a question ask somebody to look at it again."""

from assessments.models import Flag

# The key first: a wrong key explains most other flags.
ORDER = list(Flag)


def of(figures, thresholds, *, contests=0, dead=()):
    """Flags by urgency. `figures` has share, discrimination and countries; what is None asks for nothing."""
    found = set()
    if figures.share is not None:
        found |= _difficulty(figures.share, thresholds)
        if dead:
            found.add(Flag.DEAD)
        if _apart(figures, thresholds):
            found.add(Flag.COUNTRIES)
    if figures.discrimination is not None:
        found |= _discrimination(figures.discrimination, thresholds)
    if contests >= thresholds.contested_from:
        found.add(Flag.CONTESTED)
    return sorted(found, key=ORDER.index)


def _difficulty(share, thresholds):
    if share < thresholds.hard_below:
        return {Flag.TOO_HARD}
    return {Flag.TOO_EASY} if share > thresholds.easy_above else set()


def _discrimination(value, thresholds):
    if value < 0:
        return {Flag.NEGATIVE}
    return {Flag.WEAK} if value < thresholds.weak_below else set()


def _apart(figures, thresholds):
    """A country may be stronger in everything; here it counts how this question differs from its others."""
    gaps = [row["share"] - row["rest"] for row in figures.countries]
    return len(gaps) > 1 and max(gaps) - min(gaps) >= thresholds.countries_apart
