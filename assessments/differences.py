"""What two versions of a question say differently, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from assessments.models import Kind

SAME, ADDED, GONE = "same", "added", "gone"
PIECES = re.compile(r"\s+|[\w.,/%°×–-]+|\W", re.UNICODE)


@dataclass(frozen=True)
class Difference:
    """`words` are pairs of how (same, added, gone) and text, to be read one after the other."""

    title: str
    words: list[tuple[str, str]]


def between(old, new):
    """The parts in which two drafts differ, each with its words."""
    before, after = dict(_parts(old)), dict(_parts(new))
    return [
        Difference(title, compare(before[title], after[title]))
        for title in before
        if before[title] != after[title]
    ]


def compare(old, new):
    one, other = PIECES.findall(old), PIECES.findall(new)
    words = []
    for how, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if how == "equal":
            words.append((SAME, "".join(one[a:b])))
            continue
        words += [(GONE, "".join(one[a:b]))] if a < b else []
        words += [(ADDED, "".join(other[c:d]))] if c < d else []
    return words


def _parts(draft):
    yield _("Kind"), str(Kind(draft.kind).label)
    yield _("Vignette"), draft.vignette
    yield _("Question"), draft.prompt
    yield _("Image"), _image(draft.image)
    yield _("Options"), "\n".join(_option(*pair) for pair in enumerate(draft.options, 1))
    yield _("Items to match"), "\n".join(f"{item.text} → {item.answer}" for item in draft.items)
    yield _("Number"), _number(draft)
    yield _("What a good answer names"), draft.guidance
    yield _("Explanation"), draft.explanation
    yield _("Reference"), draft.reference


def _option(number, option):
    notes = [_("right")] if option.is_correct else []
    notes += [_("stays last")] if option.stays_last else []
    return f"{number}. {option.text}" + (f" ({', '.join(notes)})" if notes else "")


def _image(image):
    if image is None:
        return ""
    # Another file is another picture, also where the description stayed.
    return f"{image.alt} [{(image.stored or '').rsplit('/', 1)[-1][:8]}]"


def _number(draft):
    if draft.target is None:
        return ""
    return f"{draft.target.normalize():f} ± {(draft.tolerance or 0).normalize():f} {draft.unit}".strip()
