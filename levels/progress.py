"""What evidence about one resource comes to. Pure: the same for what arrives now and for what is rebuilt.

Nothing is asked but the evidence itself. What had to be watched or reached to be done stands in each piece ("length"
and "needed", as they were when it was recorded), and the clock has cut it before it was stored. So neither the order in
which pieces arrive nor what staff change later makes a difference.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from levels.models import EvidenceKind


class Fact(NamedTuple):
    """A row of evidence, as far as it counts here. Its moment is only compared and handed on."""

    kind: str
    happened_at: datetime | int
    data: dict = {}
    version: int = 1

    @property
    def place(self):
        """Where it stands among all facts; two with the same place are the same."""
        return (self.happened_at, self.version, self.kind, json.dumps(self.data, sort_keys=True))


@dataclass
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
    for fact in in_order(facts):
        add(state, fact)
    return state


def in_order(facts):
    """By their moments. Only where two share one does it matter what else is in them."""
    facts = sorted(facts, key=_moment)
    if any(one.happened_at == other.happened_at for one, other in pairwise(facts)):
        facts.sort(key=lambda fact: fact.place)
    return facts


def _moment(fact):
    return fact.happened_at


def add(state, fact):
    """Bring the state up to date with one more fact, which must come after all in it."""
    state.opened_at = state.opened_at or fact.happened_at
    state.last_at = fact.happened_at
    count = _COUNT.get(fact.kind)
    if count and count(state, fact.data) and state.done_at is None:
        state.done_at, state.done_version = fact.happened_at, fact.version


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


def _watched(state, data):
    start, end = data["from"], data["to"]
    if end <= start:
        return False
    detail = state.detail
    watched = detail.setdefault("watched", [])
    if watched and watched[-1][0] <= start <= watched[-1][1]:
        # It goes on where the last piece ended, as nearly all do.
        watched[-1][1] = max(watched[-1][1], end)
    else:
        watched = detail["watched"] = union([*watched, (start, end)])
    detail["spent"] = detail.get("spent", 0) + end - start
    seen = total(watched)
    state.covered, state.position = seen // 1000, end // 1000
    return _is_enough(seen, data)


def _pages(state, data):
    pages = state.detail["pages"] = sorted({*state.detail.get("pages", ()), *data["pages"]})
    state.covered = len(pages)
    state.position = max(data["pages"], default=state.position)
    return _is_enough(len(pages), data)


def _is_enough(covered, data):
    return data["length"] > 0 and covered * 100 >= data["length"] * data["needed"]


def _said(state, data):
    return True


def _played(state, data):
    scores = [state.detail.get("score"), data.get("score")]
    state.detail["score"] = max((score for score in scores if score is not None), default=None)
    state.detail["seconds"] = max(state.detail.get("seconds", 0), data.get("seconds", 0))
    return bool(data.get("completed") or data.get("passed"))


def _scored(state, data):
    """The result that counts by the policy of the assessment: what was scored last holds, even where it takes back."""
    state.detail["score"] = data["score"]
    if not data["passed"]:
        state.done_at = state.done_version = None
    return data["passed"]


_COUNT = {
    EvidenceKind.WATCHED: _watched,
    EvidenceKind.PAGES: _pages,
    EvidenceKind.DECLARED: _said,
    EvidenceKind.CONTRIBUTED: _said,
    EvidenceKind.PLAYED: _played,
    EvidenceKind.SCORED: _scored,
}
