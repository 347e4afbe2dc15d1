"""Comparing names. A likeness is a suggestion for a person to confirm, never more: namesakes exist."""

import unicodedata
from collections import Counter, defaultdict
from difflib import SequenceMatcher

from registrations.reports.cells import names_in

LETTERS = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "’": "'"}
)
LEAST_SCORE = 60
MOST_SUGGESTIONS = 3
# Beyond so many people a word of a name tells nothing.
COMMON = 300
LOOKED_AT = 12


def fold(name):
    """Comparable: small letters without accents, words in their order, no commas."""
    bare = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    kept = (" " if not (c.isalnum() or unicodedata.combining(c)) else c for c in bare)
    return " ".join("".join(c for c in kept if not unicodedata.combining(c)).split())


def score(one, other):
    """How alike two folded names are, in percent. `Lastname, Firstname` is as good as the other way round."""
    mine, yours = sorted(one.split()), sorted(other.split())
    if not mine or not yours:
        return 0
    if mine == yours:
        return 100
    shared = set(mine) & set(yours)
    if len(shared) > 1 and (len(shared) == len(set(mine)) or len(shared) == len(set(yours))):
        return 90  # a second given name, or one family name of two
    ratio = SequenceMatcher(None, " ".join(mine), " ".join(yours), autojunk=False).ratio()
    return min(round(ratio * 100), 89)


class Index:
    """Names of the people who hold a place, to find whom a name of a report may mean."""

    def __init__(self, names):
        """`names` maps ids to names as people write them."""
        self.folded = {pk: fold(name) for pk, name in names.items()}
        self._by_word, self._by_beginning = defaultdict(set), defaultdict(set)
        for pk, name in self.folded.items():
            for word in name.split():
                self._by_word[word].add(pk)
                self._by_beginning[word[:3]].add(pk)

    def called(self, folded):
        """Everybody of exactly this name."""
        words = folded.split()
        if not words:
            return set()
        return {pk for pk in self._all_of(words) if self.folded[pk] == folded}

    def suggest(self, name):
        """Pairs (id, score), best first: of a display name and of the original name behind it."""
        scores = Counter()
        for folded in {fold(part) for part in names_in(name)}:
            for pk in self._candidates(folded.split()):
                scores[pk] = max(scores[pk], score(folded, self.folded[pk]))
        good = [(pk, points) for pk, points in scores.items() if points >= LEAST_SCORE]
        return sorted(good, key=lambda pair: (-pair[1], pair[0]))[:MOST_SUGGESTIONS]

    def _all_of(self, words):
        return set.intersection(*(self._by_word.get(word, set()) for word in words))

    def _candidates(self, words):
        if not words:
            return []
        hits = Counter(dict.fromkeys(sorted(self._all_of(words))[:LOOKED_AT], len(words)))
        for postings, key in [(self._by_word, word) for word in words] + [
            (self._by_beginning, word[:3]) for word in words
        ]:
            found = postings.get(key, ())
            if len(found) <= COMMON:
                hits.update(found)
        return [pk for pk, _times in hits.most_common(LOOKED_AT)]
