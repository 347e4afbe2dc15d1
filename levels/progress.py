"""What evidence about one resource comes to. Pure: the same for what arrives now and for what is rebuilt.

Nothing is asked but the evidence itself. What had to be watched or reached to be done stands in each piece ("length"
and "needed", as they were when it was recorded), and the clock has cut it before it was stored. So neither the order in
which pieces arrive nor what staff change later makes a difference.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime

from levels.models import EvidenceKind


@dataclass(frozen=True)
class Fact:
    """A row of evidence, as far as it counts here."""

    kind: str
    happened_at: datetime
    data: dict = field(default_factory=dict)
    version: int = 1

    @property
    def place(self):
        """Where it stands among all facts; two with the same place are the same."""
        return (self.happened_at, self.version, self.kind, json.dumps(self.data, sort_keys=True))


@dataclass(frozen=True)
class State:
    """The columns of Progress."""

    opened_at: datetime | None = None
    last_at: datetime | None = None
    covered: int = 0
    position: int = 0
    detail: dict = field(default_factory=dict)
    done_at: datetime | None = None
    done_version: int | None = None


FIELDS = tuple(State.__dataclass_fields__)


def state_of(facts):
    """What these facts come to, in whatever order they are given."""
    state = State()
    for fact in sorted(facts, key=lambda fact: fact.place):
        state = after(state, fact)
    return state


def after(state, fact):
    """The state after one more fact, which must be later than all before it."""
    state = replace(state, opened_at=state.opened_at or fact.happened_at, last_at=fact.happened_at)
    counted, is_done = _COUNT.get(fact.kind, _nothing)(state, fact)
    if is_done and not counted.done_at:
        return replace(counted, done_at=fact.happened_at, done_version=fact.version)
    return counted


def union(pieces):
    """Pieces [from, to] put together: rising, apart, none empty."""
    joined = []
    for start, end in sorted([start, end] for start, end in pieces if end > start):
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return joined


def total(pieces):
    return sum(end - start for start, end in pieces)


def _nothing(state, fact):
    return state, False


def _watched(state, fact):
    start, end = fact.data["from"], fact.data["to"]
    if end <= start:
        return state, False
    watched = union([*state.detail.get("watched", []), [start, end]])
    spent = state.detail.get("spent", 0) + end - start
    seen = total(watched)
    now = replace(
        state,
        covered=seen // 1000,
        position=end // 1000,
        detail=state.detail | {"watched": watched, "spent": spent},
    )
    return now, _is_enough(seen, fact.data["length"], fact.data["needed"])


def _pages(state, fact):
    pages = sorted({*state.detail.get("pages", []), *fact.data["pages"]})
    now = replace(
        state,
        covered=len(pages),
        position=max(fact.data["pages"], default=state.position),
        detail=state.detail | {"pages": pages},
    )
    return now, _is_enough(len(pages), fact.data["length"], fact.data["needed"])


def _is_enough(covered, length, needed):
    return length > 0 and covered * 100 >= length * needed


def _said(state, fact):
    return state, True


def _played(state, fact):
    scores = [state.detail.get("score"), fact.data.get("score")]
    best = max((score for score in scores if score is not None), default=None)
    seconds = max(state.detail.get("seconds", 0), fact.data.get("seconds", 0))
    now = replace(state, detail=state.detail | {"score": best, "seconds": seconds})
    return now, bool(fact.data.get("completed") or fact.data.get("passed"))


def _scored(state, fact):
    """The result that counts by the policy of the assessment: what was scored last holds, even where it takes back."""
    now = replace(state, detail=state.detail | {"score": fact.data["score"]})
    if fact.data["passed"]:
        return now, True
    return replace(now, done_at=None, done_version=None), False


_COUNT = {
    EvidenceKind.WATCHED: _watched,
    EvidenceKind.PAGES: _pages,
    EvidenceKind.DECLARED: _said,
    EvidenceKind.CONTRIBUTED: _said,
    EvidenceKind.PLAYED: _played,
    EvidenceKind.SCORED: _scored,
}
