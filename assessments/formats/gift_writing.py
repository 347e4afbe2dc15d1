"""Drafts as GIFT. Sets of statements and steps to order are written as pairs to match, which GIFT has."""

from django.utils.translation import gettext as _

from assessments.formats.gift_text import escape, tag, written
from assessments.formats.reading import join_story
from assessments.models import Kind

AS_PAIRS = {Kind.TRUE_FALSE, Kind.ORDERING}


def write(drafts):
    """One file of all of them, by topic."""
    lines, topic = [], None
    for draft in drafts:
        if draft.topic != topic:
            topic = draft.topic
            lines += [f"$CATEGORY: {topic}", ""]
        lines += [*_tags(draft), *_question(draft), ""]
    return "\n".join(lines)


def cannot_hold(draft):
    """What of this question is not in the file, or only in comments of ours, in words."""
    lost = [_("GIFT holds no pictures: the image is left out.")] if draft.image else []
    if draft.kind in AS_PAIRS:
        lost.append(_("GIFT has no such kind: other systems will see pairs to match."))
    return lost


def _tags(draft):
    yield tag("tier", draft.tier)
    yield tag("difficulty", draft.difficulty)
    story = join_story(draft)[1]
    if story or "\n\n" in draft.prompt:
        yield tag("vignette", str(story))
    named = {"reference": draft.reference, "unit": draft.unit, "guidance": draft.guidance}
    named |= {"kind": draft.kind} if draft.kind in AS_PAIRS else {}
    named |= {"last": " ".join(str(n) for n, option in enumerate(draft.options, 1) if option.stays_last)}
    named |= {"order": _order(draft)} if draft.kind == Kind.MATCHING else {}
    yield from (tag(name, value) for name, value in named.items() if value)


def _question(draft):
    text = escape(join_story(draft)[0])
    yield f"::{draft.code}::[markdown]{text}{{"
    yield from _answers(draft)
    if draft.explanation:
        yield f"####[markdown]{escape(draft.explanation)}"
    yield "}"


def _answers(draft):
    options = list(draft.options)
    if draft.kind == Kind.SINGLE:
        return [f"{'=' if option.is_correct else '~'}{written(option.text)}" for option in options]
    if draft.kind == Kind.MULTIPLE:
        share = f"{100 / len(draft.keys):.5f}".rstrip("0").rstrip(".") if draft.keys else "0"
        return [f"~%{share if option.is_correct else '-100'}%{written(option.text)}" for option in options]
    if draft.kind == Kind.TRUE_FALSE:
        return [f"={written(option.text)} -> {option.is_correct}" for option in options]
    if draft.kind == Kind.ORDERING:
        return [f"={written(option.text)} -> {place}" for place, option in enumerate(options, 1)]
    if draft.kind == Kind.MATCHING:
        return [f"={written(item) if item else ''} -> {written(option)}" for item, option in _pairs(draft)]
    if draft.kind == Kind.NUMERIC:
        return [f"#{draft.target:f}:{draft.tolerance:f}"]
    return []


def _pairs(draft):
    used = [(item.text, item.answer) for item in draft.items]
    spare = [option.text for option in draft.options if option.text not in {answer for _text, answer in used}]
    return used + [("", text) for text in spare]


def _order(draft):
    """For each option its place among the pairs as they are read, where that is another one."""
    read = list(dict.fromkeys(option for _item, option in _pairs(draft)))
    order = [read.index(option.text) for option in draft.options]
    return "" if order == sorted(order) else " ".join(map(str, order))
