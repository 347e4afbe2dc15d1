"""What everybody may read of an allocation that is signed off: counts by country, and nobody's name."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django_countries import countries

from registrations.models import Allocation, AllocationState

# Counts of people without a seat that are smaller could be about somebody whom others know.
FEWEST_COUNTED = 5
MOST_KEPT = 200


@dataclass(frozen=True)
class Outcome:
    """What came of the people of one country; without a code, of all others together.

    `waiting` is None for a number too small to be told; then `ranked` is told as "fewer than" a rounded-up figure,
    from which it cannot be worked out. `first_waiting` is the place of the first without a seat.
    """

    code: str
    seats: int
    given: int
    ranked: int
    waiting: int | None
    first_waiting: int | None

    @property
    def name(self):
        return countries.name(self.code) if self.code else _("Other countries")

    @property
    def is_rounded(self):
        return self.waiting is None


def of(event):
    """The outcome of each country of an event whose seats are given; read once, as it never changes again."""
    return _read(event.pk, event.allocated_at) if event.allocated_at else []


@lru_cache(maxsize=MOST_KEPT)
def _read(event_pk, _allocated_at):
    signed = Allocation.objects.filter(event=event_pk, state=AllocationState.SIGNED).first()
    return _outcomes(signed.facts, signed.result) if signed else []


def _outcomes(facts, result):
    seats = Counter(home for _seat, home, _holder in facts["seats"])
    pilot = [home for home in seats if home]
    homes = {row[0]: row[1] if row[1] in pilot else "" for row in facts["claims"]}
    ranked = Counter(homes.values())
    waiting = defaultdict(list)
    for registration in result["line"]:
        waiting[homes[registration]].append(result["places"][str(registration)][0])
    groups = pilot + ([""] if "" in ranked or "" in seats else [])
    return [_outcome(group, seats[group], ranked[group], waiting[group]) for group in groups]


def _outcome(code, seats, ranked, waiting):
    given, without = ranked - len(waiting), len(waiting)
    is_small = 0 < without < FEWEST_COUNTED
    return Outcome(
        code=code,
        seats=seats,
        given=given,
        ranked=given + FEWEST_COUNTED if is_small else ranked,
        waiting=None if is_small else without,
        first_waiting=min(waiting) if waiting else None,
    )
