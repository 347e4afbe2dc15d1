"""Ranked filling: the order of those who asked, and who gets a seat (design §7, applications-and-review C.10).

Pure: facts in, decisions out. `decide` is the whole of an allocation, so an allocation that is kept with its
facts can be decided again, years later, with the same result. When people asked plays no part.

The order:

1. within a desk (a hub, or the office for countries without one): as the desk put its people, then those it put
   nowhere;
2. between people of whom no desk has said who is first: the better score by the published criterion, else the
   lot. A lot is drawn from a seed that was sealed before anybody asked (models/lots.py).

Desks are merged like packs of cards that each lie in order: of the top cards the better one goes next.
"""

import hashlib
import heapq
import hmac
import json
from collections import Counter
from dataclasses import dataclass

from registrations import filling

# Goes up whenever the same facts could lead to another result. A kept allocation names the rule it was made by.
RULE = "2026-11"


@dataclass(frozen=True)
class Claim:
    """Somebody who asked and was approved. `desk_rank` is None where the desk put the person nowhere."""

    registration: int
    home: str
    desk: str
    desk_rank: int | None
    score: int
    lot: str

    @property
    def merit(self):
        """Smaller is better."""
        return -self.score, self.lot

    @property
    def within_desk(self):
        return self.desk_rank is None, self.desk_rank or 0, *self.merit


def lot(seed, registration):
    """The lot of a registration: nobody can choose it, and whoever knows the seed can check it."""
    return hmac.new(seed.encode(), str(registration).encode(), hashlib.sha256).hexdigest()


def by_desk(claims):
    """`{desk: its claims in its order}`."""
    desks = {}
    for claim in sorted(claims, key=lambda claim: claim.within_desk):
        desks.setdefault(claim.desk, []).append(claim)
    return desks


def in_order(claims):
    """All claims in the order in which they stand in line."""
    packs = {desk: iter(pack) for desk, pack in by_desk(claims).items()}
    tops = [(claim.merit, desk, claim) for desk, pack in packs.items() for claim in [next(pack)]]
    heapq.heapify(tops)
    line = []
    while tops:
        _merit, desk, claim = tops[0]
        line.append(claim)
        following = next(packs[desk], None)
        if following:
            heapq.heapreplace(tops, (following.merit, desk, following))
        else:
            heapq.heappop(tops)
    return line


def decide(facts, seed):
    """Who gets which seat, by which rule, and how everybody else stands in line.

    `facts` is what `allocation.facts` writes down, plain JSON: `seats` as [id, home, home of the holder or ""],
    `claims` as [registration, home, desk, place at the desk or null, score], `settings`. Returns plain JSON:
    `given` as [registration, seat, rule], `line` the other registrations in order, `places` as
    {registration: [place at its desk, of how many]}.
    """
    settings = facts["settings"]
    claims = [_claim(row, seed, settings) for row in facts["claims"]]
    line = in_order(claims)
    given = filling.give(
        free=[filling.Free(seat, home) for seat, home, holder in facts["seats"] if not holder],
        waiting=[filling.InLine(claim.registration, claim.home) for claim in line],
        quotas=Counter(home for _seat, home, _holder in facts["seats"] if home),
        held=Counter(holder for _seat, _home, holder in facts["seats"] if holder),
        released=settings["released"],
        has_release_date=settings["has_release_date"],
        spread=settings["spread"],
        pilot_only=settings["pilot_only"],
    )
    seated = {row.registration for row in given}
    return {
        "given": [[row.registration, row.seat, str(row.rule)] for row in given],
        "line": [claim.registration for claim in line if claim.registration not in seated],
        "places": {
            str(claim.registration): [place, len(pack)]
            for pack in by_desk(claims).values()
            for place, claim in enumerate(pack, 1)
        },
    }


def _claim(row, seed, settings):
    registration, home, desk, desk_rank, score = row
    return Claim(
        registration=registration,
        home=home,
        desk=desk,
        desk_rank=desk_rank if settings["by_desk"] else None,
        score=score,
        lot=lot(seed, registration),
    )


def digest(data):
    """A fingerprint of plain JSON, the same for the same data however it was put together."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
