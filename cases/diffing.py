"""What is different between two revisions, place by place and word by word. Pure: two lists of texts in, one account out."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from cases import content
from cases.content import Text
from cases.models import Section

# Their place is only their number: one that is put in before them moves all of them.
NUMBERED = ("point", "reference")


@dataclass(frozen=True)
class Piece:
    """A run of words. kind: "same", "added" or "removed"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """A place that is not as it was. kind: "added" or "removed" as a whole, else "changed"."""

    where: str
    label: str
    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Difference:
    """changes: in the order in which the newer revision is read; `same`: the labels of what stayed as it was."""

    changes: tuple[Change, ...] = ()
    same: tuple[str, ...] = ()


def between(before, after):
    """`before`, `after`: what `cases.content.texts_of` or `cases.blind.texts` tells of the two, with `facts_of`."""
    changes, same = [], []
    for old, new in _pairs(list(before), list(after)):
        text = new or old
        pieces = words_between(old.text if old else "", new.text if new else "")
        if all(piece.kind == "same" for piece in pieces):
            same.append(text.label)
        else:
            kind = "changed" if old and new else "added" if new else "removed"
            changes.append(Change(text.where, text.label, kind, pieces))
    return Difference(tuple(changes), tuple(same))


def words_between(old, new):
    """The newer text, with what was put in, and what was taken out where it stood. Spaces alone are no difference."""
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    matcher = SequenceMatcher(None, _bare(before), _bare(after), autojunk=False)
    pieces = []
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(after[new_start:new_end])))
            continue
        pieces += [Piece("removed", "".join(before[start:end]))] if end > start else []
        pieces += [Piece("added", "".join(after[new_start:new_end]))] if new_end > new_start else []
    return tuple(pieces)


def facts_of(revision, *, with_country):
    """What a revision says outside its texts, as texts. A reviewer does not learn the country: it is the author's too."""
    facts = [("age", _("Age of the patient"), revision.get_age_band_display() if revision.age_band else "")]
    if with_country:
        facts.append(("country", _("Country"), str(revision.country.name or "")))
    facts += [
        ("level", _("Level of the pathway"), str(revision.level)),
        ("topics", _("Topics"), ", ".join(topic.name for topic in revision.topics.all())),
        ("licence", _("Licence"), revision.get_licence_display()),
        ("public", _("May be read without an account"), _("Yes") if revision.is_public else _("No")),
        *_facts_of_questions(revision),
        *_facts_of_pictures(revision),
    ]
    return [Text(f"fact.{key}", label, text) for key, label, text in facts if text]


def _facts_of_questions(revision):
    titles = dict(Section.objects.values_list("key", "title"))
    for number, question in enumerate(content.of(revision).questions, start=1):
        best = [str(place) for place, choice in enumerate(question.choices, start=1) if choice.is_best]
        name = {"number": number}
        yield (
            f"{question.key}.best",
            _("Question %(number)s, number of the best answer") % name,
            ", ".join(best),
        )
        yield (
            f"{question.key}.after",
            _("Question %(number)s, asked after") % name,
            titles.get(question.after, question.after),
        )


def _facts_of_pictures(revision):
    titles = dict(Section.objects.values_list("key", "title"))
    for number, plate in enumerate(revision.plates.all(), start=1):
        label = _("Picture %(number)s, shown after") % {"number": number}
        yield f"picture.{plate.picture_id}", label, titles.get(plate.after, plate.after)


def _bare(words):
    return [word.rstrip() for word in words]


def _pairs(before, after):
    """(older text or None, newer text or None), in the newer order; what is gone stands after what was before it."""
    partner = _partners(before, after)
    taken = {old.where for old in partner.values()}
    gone = [old for old in before if old.where not in taken]
    order = {old.where: place for place, old in enumerate(before)}
    for new in after:
        old = partner.get(new.where)
        if old:
            while gone and order[gone[0].where] < order[old.where]:
                yield gone.pop(0), None
        yield old, new
    for old in gone:
        yield old, None


def _partners(before, after):
    """By the place of each newer text, the older one that it is compared with."""
    known = {text.where: text for text in before}
    partner = {
        text.where: known[text.where] for text in after if text.where in known and not _is_numbered(text)
    }
    for kind in NUMBERED:
        old = [text for text in before if _kind(text) == kind]
        new = [text for text in after if _kind(text) == kind]
        partner |= _aligned(old, new)
    return partner


def _aligned(old, new):
    """Equal ones belong together; what stands between two such is paired in order."""
    matcher = SequenceMatcher(None, [text.text for text in old], [text.text for text in new], autojunk=False)
    found = {}
    for _kind_of_change, start, end, new_start, new_end in matcher.get_opcodes():
        for one, other in zip(old[start:end], new[new_start:new_end], strict=False):
            found[other.where] = one
    return found


def _kind(text):
    return text.where.partition(".")[0]


def _is_numbered(text):
    return _kind(text) in NUMBERED
