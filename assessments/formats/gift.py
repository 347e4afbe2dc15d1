"""GIFT, the text format of Moodle: reading it, and writing it so that Moodle and we can read it.

What GIFT has no place for stands in comments of ours (`// @tier: apply`), which other systems skip.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from assessments.drafts import DraftItem, DraftOption, QuestionDraft
from assessments.formats import gift_text
from assessments.formats.gift_writing import cannot_hold, write
from assessments.formats.reading import Reading, Refusal, choice_kind, code_of, split_story
from assessments.models import Kind

__all__ = ["cannot_hold", "read", "write"]

TITLE = re.compile(r"^\s*::(.*?)::", re.S)
CATEGORY = re.compile(r"^\s*\$CATEGORY:\s*(.*)$", re.I)
WEIGHT = re.compile(r"^\s*%(-?\d+(?:\.\d+)?)%")
TRUTH = re.compile(r"^(T|TRUE|F|FALSE)\s*(?:#.*)?$", re.I | re.S)
NUMBER = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*(?:(:|\.\.)\s*(-?\d+(?:\.\d+)?))?\s*$")
TRUE_OR_FALSE = "Is this statement true or false?"


@dataclass
class Piece:
    """The lines of one question, as they stand in the file."""

    line: int
    category: str
    lines: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    braces: int = 0

    @property
    def text(self):
        return gift_text.hide("\n".join(self.lines))

    @property
    def is_open(self):
        return self.braces > 0

    def add(self, line):
        self.lines.append(line)
        plain = gift_text.hide(line)
        self.braces += plain.count("{") - plain.count("}")


@dataclass
class Answer:
    is_key: bool
    weight: Decimal | None
    text: str
    feedback: str


def read(text, filing):
    """Every question of the file, found or refused."""
    reading = Reading()
    for piece in _pieces(text):
        notes = []
        try:
            draft = _draft(piece, filing, notes)
        except Refusal as refusal:
            reading.refuse(piece.line, _name(piece)[0], refusal)
        else:
            reading.take(draft, notes)
    return reading


def _pieces(text):
    """Questions end at an empty line, unless their braces are open; comments are read for tags of ours."""
    category, piece, tags = "", None, {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("//"):
            tags |= dict([gift_text.read_tag(line)] if gift_text.read_tag(line) else [])
            continue
        found = CATEGORY.match(line)
        if piece and (found or (not line.strip() and not piece.is_open) or _begins_anew(piece, line)):
            yield piece
            piece = None
        if found:
            category = found[1]
        elif line.strip() or piece:
            piece = piece or Piece(number, category, tags=tags)
            tags = {} if piece.tags is tags else tags
            piece.add(line)
    if piece:
        yield piece


def _begins_anew(piece, line):
    """A title after an empty line, inside braces that nobody closed: the next question."""
    return bool(not piece.lines[-1].strip() and TITLE.match(gift_text.hide(line)))


def _name(piece):
    """(title, the rest of the text)"""
    found = TITLE.match(piece.text)
    return (gift_text.show(found[1]).strip(), piece.text[found.end() :]) if found else ("", piece.text)


def _draft(piece, filing, notes):
    title, body = _name(piece)
    before, block, after = _braces(body)
    words, has_picture = gift_text.read(before)
    if has_picture:
        notes.append(_("A picture is not taken: GIFT names it without holding it."))
    if after:
        words = f"{words} _____ {gift_text.show(after)}"
    block, explanation = _explanation(block)
    parts = _answers(block, piece.tags, notes)
    vignette, prompt = split_story(words, _count(piece.tags.get("vignette")))
    if parts["kind"] == Kind.TRUE_FALSE and "statement" in parts:
        parts["options"] = (DraftOption(prompt, parts.pop("statement")),)
        prompt = TRUE_OR_FALSE
    explanation = "\n\n".join(filter(None, [explanation, parts.pop("feedback", "")]))
    return QuestionDraft(
        code=code_of(title, words),
        topic=filing.topic_of(piece.category.rstrip("/").rsplit("/", 1)[-1]),
        tier=filing.tier_of(piece.tags.get("tier")),
        difficulty=filing.difficulty_of(piece.tags.get("difficulty")),
        vignette=vignette,
        prompt=prompt,
        explanation=explanation,
        reference=piece.tags.get("reference", ""),
        line=piece.line,
        **parts,
    )


def _braces(body):
    """(text before, what is between the braces, text after)"""
    start, end = body.find("{"), body.rfind("}")
    if start < 0:
        raise Refusal(_("It has no answer in braces: a text alone is no question."))
    if end < start or "{" in body[end:]:
        raise Refusal(_("The brace { is never closed."))
    block = body[start + 1 : end]
    if "{" in block or "}" in block:
        raise Refusal(_("It has more than one pair of braces: gap texts cannot be taken."))
    after = body[end + 1 :].strip()
    return body[:start], block.strip(), "" if not after.strip("\";' ") else after


def _explanation(block):
    answers, mark, text = block.partition("####")
    return answers.strip(), gift_text.read(text)[0] if mark else ""


def _answers(block, tags, notes):
    """kind, options, items and numbers, by what stands between the braces."""
    truth = TRUTH.match(block)
    if not block:
        return {"kind": Kind.SHORT_TEXT, "guidance": tags.get("guidance", "")}
    if block.startswith("#"):
        return _number(block[1:], tags, notes)
    if truth:
        feedback = [gift_text.read(text)[0] for text in block.split("#")[1:]]
        return {
            "kind": Kind.TRUE_FALSE,
            "statement": truth[1].upper().startswith("T"),
            "feedback": "\n\n".join(filter(None, feedback)),
        }
    answers = _split(block)
    if all(answer.is_key for answer in answers):
        return (
            _pairs(answers, tags, notes)
            if any("->" in one.text for one in answers)
            else _words(answers, notes)
        )
    return _choice(answers, tags, notes)


def _split(block):
    marks = list(re.finditer(r"[=~]", block))
    if not marks or block[: marks[0].start()].strip():
        raise Refusal(_("“{%(start)s…}” is a kind of answer that cannot be taken.") % {"start": block[:20]})
    ends = [mark.start() for mark in marks[1:]] + [len(block)]
    return [_answer(mark[0] == "=", block[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]


def _answer(is_key, text):
    weight = WEIGHT.match(text)
    words, _mark, feedback = (text[weight.end() :] if weight else text).partition("#")
    # A line end in the file is a space; one that is written as \n is a line end.
    return Answer(
        is_key, Decimal(weight[1]) if weight else None, re.sub(r"\s*\n\s*", " ", words).strip(), feedback
    )


def _option(answer, is_right, notes):
    words, has_picture = gift_text.read(answer.text)
    if has_picture:
        notes.append(_("A picture in an option is not taken."))
    return DraftOption(words, is_right)


def _choice(answers, tags, notes):
    has_key = any(answer.is_key for answer in answers)
    kind = Kind.SINGLE if has_key else Kind.MULTIPLE
    options = []
    for answer in answers:
        weight = answer.weight or 0
        is_right = answer.is_key and weight >= 0 if has_key else weight > 0
        if has_key and not answer.is_key and weight > 0:
            notes.append(
                _("“%(text)s” was worth %(weight)s %% there; here it is wrong.")
                % {"text": gift_text.read(answer.text)[0][:60], "weight": weight}
            )
        options.append(_option(answer, is_right, notes))
    return {"kind": kind, "options": _last(options, tags), "feedback": _feedback(answers, notes)}


def _feedback(answers, notes):
    """What was said to single answers goes into the explanation."""
    said = [(gift_text.read(one.text)[0], gift_text.read(one.feedback)[0]) for one in answers]
    lines = [f"“{text}”: {words}" for text, words in said if words]
    if lines:
        notes.append(_("What was said about single answers stands in the explanation."))
    return "\n\n".join(lines)


def _pairs(answers, tags, notes):
    pairs = [answer.text.rpartition("->")[::2] for answer in answers]
    read = [(gift_text.read(item)[0], gift_text.read(option)[0]) for item, option in pairs]
    kind = choice_kind(tags.get("kind", ""))
    if kind == Kind.TRUE_FALSE:
        return {
            "kind": kind,
            "options": _last([DraftOption(item, option == "True") for item, option in read], tags),
        }
    if kind == Kind.ORDERING:
        steps = sorted(read, key=lambda pair: _count(pair[1]) or 0)
        return {"kind": kind, "options": tuple(DraftOption(item) for item, _place in steps)}
    options = list(dict.fromkeys(option for _item, option in read))
    order = [_count(word) for word in tags.get("order", "").split()]
    if sorted(order, key=lambda n: -1 if n is None else n) == list(range(len(options))):
        options = [options[place] for place in order]
    return {
        "kind": Kind.MATCHING,
        "options": _last([DraftOption(option) for option in options], tags),
        "items": tuple(DraftItem(item, option) for item, option in read if item),
        "feedback": _feedback(answers, notes),
    }


def _words(answers, notes):
    """Moodle compares the words; here somebody reads them."""
    right = [answer for answer in answers if answer.weight is None or answer.weight > 0]
    notes.append(_("Its answers were compared letter by letter there; here somebody marks them by hand."))
    return {
        "kind": Kind.SHORT_TEXT,
        "guidance": "\n".join(gift_text.read(answer.text)[0] for answer in right),
        "feedback": _feedback(answers, notes),
    }


def _number(block, tags, notes):
    """`3:2`, `1..5`, or several of them with weights, of which the best one counts."""
    answers = _split(block) if block.lstrip().startswith("=") else _split("=" + block)
    best = max(answers, key=lambda answer: 100 if answer.weight is None else answer.weight)
    if sum(bool(NUMBER.match(gift_text.show(answer.text))) for answer in answers) > 1:
        notes.append(_("It had several numbers; the one worth most is taken."))
    found = NUMBER.match(gift_text.show(best.text))
    if found is None:
        raise Refusal(_("“%(text)s” is no number.") % {"text": gift_text.show(best.text)})
    try:
        target, tolerance = _range(found)
    except InvalidOperation as error:
        raise Refusal(_("“%(text)s” is no number.") % {"text": gift_text.show(best.text)}) from error
    return {
        "kind": Kind.NUMERIC,
        "target": target,
        "tolerance": tolerance,
        "unit": tags.get("unit", ""),
        "feedback": "\n\n".join(filter(None, [gift_text.read(one.feedback)[0] for one in answers])),
    }


def _range(found):
    first, sign, second = Decimal(found[1]), found[2], Decimal(found[3] or 0)
    if sign == "..":
        return (first + second) / 2, abs(second - first) / 2
    return first, second


def _last(options, tags):
    """Options that stay last, by the numbers in our tag."""
    last = {_count(word) for word in tags.get("last", "").split()}
    return tuple(
        DraftOption(option.text, option.is_correct, number in last)
        for number, option in enumerate(options, 1)
    )


def _count(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else None
