"""Who has a stake in which application, computed from records. Pure: what is compared is gathered in `fellowships.stakes`.

It is better to find one stake too many, which the board can lift, than one too few.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from fellowships.models import ConflictKind, ConflictSource

# They stand before and after names, and tell nobody from nobody.
TITLES = {
    "prof",
    "professor",
    "dr",
    "med",
    "doc",
    "phd",
    "md",
    "msc",
    "priv",
    "pd",
    "hab",
    "habil",
    "mr",
    "mrs",
    "ms",
}
FEWEST_WORDS = 2
# What the names of many hospitals and posts are made of, as `words_of` gives it.
EVERYDAY = frozenset(
    word
    for line in (
        "university hospital hospitals clinic clinical centre center medical medicine department intensive critical",
        "care unit institute school faculty national regional general central teaching emergency infectious diseases",
        "and the for of at in der die das und des sur les clinique hopital szpital uniwersytecki spital hospitalar",
        "universitar universitario professor consultant doctor nurse head prof med",
    )
    for word in line.split()
)
# Letters that are no accented form of another.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe"})


def words_of(text):
    """The words of a name, comparable: without case, accents, titles, order or punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return frozenset(re.findall(r"\w+", letters)) - TITLES


def workplace_of(text):
    """What sets a workplace apart from others. “University hospital” is nobody's in particular, and so is none."""
    return words_of(re.sub(r"\(.*?\)", " ", text)) - EVERYDAY


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
