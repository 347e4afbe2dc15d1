"""What in a text may tell who a patient is: pointed out to the author, with the rule and another way to say it.

Pure. It finds what can be found by rules, in English and as letters from the pilot countries write it, and errs on the
side of asking; it proves nothing: the author looks at each finding, and the privacy check reads everything.
The rules follow the identifiers of the HIPAA Safe Harbor list (45 CFR 164.514(b)(2)) and the list that Radiopaedia
gives its authors (applications-and-review A.2).
"""

import hashlib
from dataclasses import dataclass

from cases.identifiers.own import own_of
from cases.identifiers.rules import RULES

__all__ = ["Finding", "find", "own_of"]


@dataclass(frozen=True)
class Finding:
    """One place to look at. `key` names it as long as the words stay; `is_soft`: it may well stay, with a thought.

    where: the place in the text (`cases.content.texts_of`). rule: what was found, in words. excerpt: the words.
    """

    key: str
    where: str
    label: str
    rule: str
    excerpt: str
    why: str
    suggestion: str
    is_soft: bool


def find(texts, *, own=()):
    """All findings in these texts (`cases.content.Text`), in the order in which they are read, each place once.

    own: what `own_of` says of the authors. References are left alone: they name people and years, as they must.
    """
    return [
        finding for text in texts if not text.where.startswith("reference.") for finding in _in(text, own)
    ]


def _in(text, own):
    taken, found = [], {}
    for rule in RULES:
        for start, end in rule.spans(text.text, own):
            if any(start < stop and end > begin for begin, stop in taken):
                continue
            taken.append((start, end))
            finding = _finding(rule, text, start, end)
            found.setdefault(finding.key, (start, finding))
    return [finding for _start, finding in sorted(found.values(), key=lambda pair: pair[0])]


def _finding(rule, text, start, end):
    excerpt = text.text[start:end].strip()
    named = "/".join((text.where, rule.name, " ".join(excerpt.casefold().split())))
    return Finding(
        key=hashlib.sha256(named.encode()).hexdigest()[:16],
        where=text.where,
        label=text.label,
        rule=str(rule.title),
        excerpt=excerpt,
        why=str(rule.why),
        suggestion=str(rule.suggest(text.text, start, end)),
        is_soft=rule.is_soft,
    )
