"""Moodle XML, read. Entities and document types are refused; pictures are taken where they are embedded."""

import base64
import binascii
import re
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments import pictures
from assessments.drafts import DraftImage, DraftItem, DraftOption, QuestionDraft
from assessments.formats.markup import looks_like_html, to_text
from assessments.formats.moodle_writing import PREFIX, cannot_hold, write
from assessments.formats.reading import Reading, Refusal, choice_kind, code_of, split_story
from assessments.models import Kind

__all__ = ["cannot_hold", "read", "write"]

LINE = "line-in-the-file"
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
TRUE_OR_FALSE = "Is this statement true or false?"


class _Builder(TreeBuilder):
    """Elements that know where they stand."""

    parser = None

    def start(self, tag, attrs):
        return super().start(tag, dict(attrs) | {LINE: str(self.parser.parser.CurrentLineNumber)})


def read(text, filing):
    """Every question of the file, found or refused. A file that is no XML is refused as a whole."""
    reading = Reading(holds_pictures=True)
    category = ""
    for element in _parse(text).iter("question"):
        if element.get("type") == "category":
            category = (element.findtext("category/text") or "").strip().rstrip("/").rsplit("/", 1)[-1]
            continue
        line, name = int(element.get(LINE)), (element.findtext("name/text") or "").strip()
        notes = []
        try:
            draft = _draft(element, category, filing, notes)
        except Refusal as refusal:
            reading.refuse(line, name, refusal)
        else:
            reading.take(draft, notes)
    return reading


def _parse(text):
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.parser = parser
    try:
        parser.feed(text)
        root = parser.close()
    except DefusedXmlException as error:
        raise ValidationError(
            _("The file declares entities or a document type. Questions need neither, so it is not read.")
        ) from error
    except ParseError as error:
        raise ValidationError(
            _("This is no whole XML file: line %(line)d cannot be read.") % {"line": error.position[0]}
        ) from error
    if root.tag != "quiz":
        raise ValidationError(_("This is no file of questions from Moodle: it does not begin with <quiz>."))
    return root


def _draft(element, category, filing, notes):
    tags = _tags(element)
    words, image = _words(element.find("questiontext"), notes, takes_picture=True)
    parts = _read_kind(element, tags, notes)
    vignette, prompt = split_story(words, tags.get("vignette") and _count(tags["vignette"]))
    if "statement" in parts:
        parts["options"] = (DraftOption(prompt, parts.pop("statement")),)
        prompt = TRUE_OR_FALSE
    said = [_words(element.find("generalfeedback"), notes)[0], _feedback(element, notes)]
    name = (element.findtext("idnumber") or "").strip() or (element.findtext("name/text") or "").strip()
    return QuestionDraft(
        code=code_of(name, words),
        topic=filing.topic_of(tags.get("topic", category)),
        tier=filing.tier_of(tags.get("tier")),
        difficulty=filing.difficulty_of(tags.get("difficulty")),
        vignette=vignette,
        prompt=prompt,
        explanation="\n\n".join(filter(None, said)),
        reference=(element.findtext("reference") or "").strip(),
        image=image,
        line=int(element.get(LINE)),
        **parts,
    )


def _tags(element):
    """Those of ours, without their prefix."""
    texts = [(tag.text or "").strip() for tag in element.findall("tags/tag/text")]
    return dict(
        text.removeprefix(PREFIX).split("=", 1) for text in texts if text.startswith(PREFIX) and "=" in text
    )


def _read_kind(element, tags, notes):
    name = element.get("type") or ""
    if name not in _KINDS:
        raise Refusal(_("Questions of type “%(type)s” cannot be taken.") % {"type": name or "?"})
    return _KINDS[name](element, tags, notes)


def _words(element, notes, takes_picture=False):
    """(text, image) of an element with a text and perhaps files."""
    if element is None:
        return "", None
    text = element.findtext("text") or ""
    if element.find("text") is None:
        text = element.text or ""
    shown = []
    if element.get("format") == "markdown":
        shown = [(source, alt) for alt, source in PICTURE.findall(text)]
        # Only what points at an embedded file is a picture of ours.
        text = re.sub(r"\n*!\[[^\]]*\]\(@@PLUGINFILE@@[^)]*\)", "", text)
    elif element.get("format") in {None, "html", "moodle_auto_format"} and _is_html(element, text):
        text, shown = to_text(text)
    return text.strip(), _image(element, shown, notes) if takes_picture else _no_image(element, shown, notes)


def _is_html(element, text):
    return element.get("format") == "html" or looks_like_html(text)


def _no_image(element, shown, notes):
    if shown or element.findall("file"):
        notes.append(_("A picture in an answer or an explanation is not taken."))


def _image(element, shown, notes):
    """The first picture that we take; every other file is named."""
    alts = {source.rsplit("/", 1)[-1]: alt for source, alt in shown}
    image = None
    for file in element.findall("file"):
        name = file.get("name") or "?"
        content = None if image else _picture(file, name, notes)
        if content:
            image = DraftImage((file.get("alt") or alts.get(name, "")).strip(), content=content)
            if not image.alt:
                notes.append(_("The picture %(name)s is not described: say what it shows.") % {"name": name})
        elif image:
            notes.append(_("The file %(name)s is not taken: a question has one picture.") % {"name": name})
    embedded = {file.get("name") for file in element.findall("file")}
    if any(source.rsplit("/", 1)[-1] not in embedded for source, _alt in shown):
        notes.append(_("A picture that is named and not in the file is left out."))
    return image


def _picture(file, name, notes):
    try:
        return pictures.clean(base64.b64decode("".join((file.text or "").split()), validate=True))
    except binascii.Error:
        notes.append(_("The file %(name)s is not taken: it is damaged.") % {"name": name})
    except ValidationError as error:
        notes.append(
            _("The file %(name)s is not taken: %(why)s") % {"name": name, "why": " ".join(error.messages)}
        )
    return None


def _feedback(element, notes):
    """What was said to single answers goes into the explanation."""
    pairs = [
        (_words(answer, [])[0], _words(answer.find("feedback"), notes)[0])
        for answer in element.findall("answer")
    ]
    lines = [f"“{text}”: {words}" for text, words in pairs if words]
    if lines:
        notes.append(_("What was said about single answers stands in the explanation."))
    return "\n\n".join(lines)


def _choice(element, tags, notes):
    is_single = (element.findtext("single") or "true").strip() in {"true", "1"}
    options = []
    for answer in element.findall("answer"):
        text, share = _words(answer, notes)[0], _decimal(answer.get("fraction") or "0")
        is_right = share >= 100 if is_single else share > 0
        if is_single and 0 < share < 100:
            notes.append(
                _("“%(text)s” was worth %(weight)s %% there; here it is wrong.")
                % {"text": text[:60], "weight": share.normalize()}
            )
        options.append(DraftOption(text, is_right, answer.get("stayslast") == "true"))
    return {"kind": Kind.SINGLE if is_single else Kind.MULTIPLE, "options": tuple(options)}


def _truth(element, tags, notes):
    right = [answer for answer in element.findall("answer") if _decimal(answer.get("fraction") or "0") > 0]
    if len(right) != 1:
        raise Refusal(_("It is not said whether the statement is true."))
    return {"kind": Kind.TRUE_FALSE, "statement": (right[0].findtext("text") or "").strip().lower() == "true"}


def _matching(element, tags, notes):
    rows = element.findall("subquestion")
    pairs = [(_words(row, notes)[0], (row.findtext("answer/text") or "").strip()) for row in rows]
    last = [row.get("stayslast") == "true" for row in rows]
    if choice_kind(tags.get("kind", "")) == Kind.TRUE_FALSE:
        options = [
            DraftOption(text, word == "True", stays) for (text, word), stays in zip(pairs, last, strict=True)
        ]
        return {"kind": Kind.TRUE_FALSE, "options": tuple(options)}
    ours = [
        DraftOption(option.findtext("text") or "", stays_last=option.get("stayslast") == "true")
        for option in element.findall("options/option")
    ]
    options = ours or [DraftOption(text) for text in dict.fromkeys(answer for _item, answer in pairs)]
    items = tuple(DraftItem(item, answer) for item, answer in pairs if item)
    return {"kind": Kind.MATCHING, "options": tuple(options), "items": items}


def _ordering(element, tags, notes):
    answers = sorted(element.findall("answer"), key=lambda answer: _decimal(answer.get("fraction") or "0"))
    return {"kind": Kind.ORDERING, "options": tuple(DraftOption(_words(one, notes)[0]) for one in answers)}


def _numerical(element, tags, notes):
    answers = sorted(element.findall("answer"), key=lambda answer: -_decimal(answer.get("fraction") or "0"))
    if not answers:
        raise Refusal(_("It has no number as its answer."))
    if len(answers) > 1:
        notes.append(_("It had several numbers; the one worth most is taken."))
    return {
        "kind": Kind.NUMERIC,
        "target": _decimal(answers[0].findtext("text")),
        "tolerance": _decimal(answers[0].findtext("tolerance") or "0"),
        "unit": (element.findtext("units/unit/unit_name") or "").strip(),
    }


def _essay(element, tags, notes):
    return {"kind": Kind.SHORT_TEXT, "guidance": _words(element.find("graderinfo"), notes)[0]}


def _short_answer(element, tags, notes):
    notes.append(_("Its answers were compared letter by letter there; here somebody marks them by hand."))
    right = [one for one in element.findall("answer") if _decimal(one.get("fraction") or "0") > 0]
    return {"kind": Kind.SHORT_TEXT, "guidance": "\n".join(_words(one, notes)[0] for one in right)}


_KINDS = {
    "multichoice": _choice,
    "truefalse": _truth,
    "matching": _matching,
    "ordering": _ordering,
    "numerical": _numerical,
    "essay": _essay,
    "shortanswer": _short_answer,
}


def _decimal(text):
    try:
        number = Decimal((text or "").strip())
    except InvalidOperation as error:
        raise Refusal(_("“%(text)s” is no number.") % {"text": (text or "").strip()}) from error
    if not number.is_finite():
        raise Refusal(_("“%(text)s” is no number.") % {"text": text.strip()})
    return number


def _count(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None
