"""Who has a stake in which application, computed from records. Pure: what is compared is gathered in `fellowships.stakes`.

It is better to find one stake too many, which the board can lift, than one too few.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from fellowships.models import ConflictKind, ConflictSource

FEWEST_WORDS = 2


class Found(NamedTuple):
    application: int
    person: int
    source: ConflictSource
    kind: ConflictKind


@dataclass(frozen=True)
class Candidate:
    """What an application says about who could have a stake in it: names as `words_of` gives them, and so on."""

    application: int
    person: int
    emails: frozenset = frozenset()
    workplaces: frozenset = frozenset()
    centres: frozenset = frozenset()
    referees: frozenset = frozenset()
    referee_emails: frozenset = frozenset()
    examiners: frozenset = frozenset()
    # Of those whom the applicant names: the words of each line, and all addresses.
    named: frozenset = frozenset()
    named_emails: frozenset = frozenset()


@dataclass(frozen=True)
class Decider:
    """Somebody who reviews, decides or may see applications of the call."""

    person: int
    name: frozenset = frozenset()
    emails: frozenset = frozenset()
    workplaces: frozenset = frozenset()
    centres: frozenset = frozenset()


@dataclass
class _Index:
    """People by each thing that may link them to an application, so that nobody is compared with everybody."""

    by_person: dict = field(default_factory=lambda: defaultdict(set))
    by_email: dict = field(default_factory=lambda: defaultdict(set))
    by_name: dict = field(default_factory=lambda: defaultdict(set))
    by_workplace: dict = field(default_factory=lambda: defaultdict(set))
    by_centre: dict = field(default_factory=lambda: defaultdict(set))

    def add(self, decider):
        self.by_person[decider.person].add(decider.person)
        for table, keys in (
            (self.by_email, decider.emails),
            (self.by_name, {decider.name}),
            (self.by_workplace, decider.workplaces),
            (self.by_centre, decider.centres),
        ):
            for key in filter(None, keys):
                table[key].add(decider.person)


def find(candidates, deciders):
    """All stakes between these applications and these people, as a set of `Found`."""
    index = _Index()
    for decider in deciders:
        index.add(decider)
    return {
        Found(candidate.application, person, source, kind)
        for candidate in candidates
        for source, kind, people in (*_computed(candidate, index), _declared(candidate, index))
        for person in people
    }


def _computed(candidate, index):
    return ((ConflictSource.COMPUTED, kind, people) for kind, people in _of(candidate, index))


def _declared(candidate, index):
    """A line means somebody when all words of the name stand in it; one word alone is the name of too many."""
    by_name = (
        people
        for name, people in index.by_name.items()
        if len(name) >= FEWEST_WORDS and any(name <= line for line in candidate.named)
    )
    by_email = (index.by_email[email] for email in candidate.named_emails if email in index.by_email)
    return ConflictSource.APPLICANT, ConflictKind.DECLARED, set().union(*by_name, *by_email)


def _of(candidate, index):
    def matching(table, keys):
        return set().union(*(table[key] for key in keys if key in table))

    yield (
        ConflictKind.SAME_PERSON,
        matching(index.by_person, {candidate.person}) | matching(index.by_email, candidate.emails),
    )
    yield ConflictKind.WORKPLACE, matching(index.by_workplace, candidate.workplaces)
    yield ConflictKind.CENTRE, matching(index.by_centre, candidate.centres)
    yield (
        ConflictKind.REFEREE,
        matching(index.by_name, candidate.referees) | matching(index.by_email, candidate.referee_emails),
    )
    yield ConflictKind.TAUGHT, matching(index.by_person, candidate.examiners)
