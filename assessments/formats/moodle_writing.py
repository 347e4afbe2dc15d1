"""Drafts as Moodle XML. What Moodle has no place for stands in tags and elements of ours, which it skips."""

import base64
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from django.utils.translation import gettext as _

from assessments.formats.reading import join_story
from assessments.formats.text import CONTROLS
from assessments.models import Kind
from assessments.pictures import extension

PREFIX = "pathway:"
TYPES = {
    Kind.SINGLE: "multichoice",
    Kind.MULTIPLE: "multichoice",
    Kind.TRUE_FALSE: "matching",
    Kind.MATCHING: "matching",
    Kind.ORDERING: "ordering",
    Kind.NUMERIC: "numerical",
    Kind.SHORT_TEXT: "essay",
}


def write(drafts):
    """One file of all of them, by topic."""
    quiz, topic = Element("quiz"), None
    for draft in drafts:
        if draft.topic != topic:
            topic = draft.topic
            category = SubElement(SubElement(quiz, "question", type="category"), "category")
            SubElement(category, "text").text = f"$course$/top/{topic}"
        _question(quiz, draft)
    indent(quiz)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(quiz, encoding="unicode") + "\n"


def cannot_hold(draft):
    """What Moodle will not show as we do, in words."""
    if draft.kind == Kind.TRUE_FALSE:
        return [_("Moodle has no sets of statements: it will show pairs to match.")]
    if any(option.stays_last for option in draft.options):
        return [_("Moodle does not know options that stay last: it will shuffle them.")]
    return []


def _question(quiz, draft):
    question = SubElement(quiz, "question", type=TYPES[draft.kind])
    _text(SubElement(question, "name"), draft.code)
    words, story = join_story(draft)
    _question_text(question, draft, words)
    _text(SubElement(question, "generalfeedback", format="markdown"), draft.explanation)
    SubElement(question, "defaultgrade").text = "1"
    SubElement(question, "idnumber").text = draft.code
    _PARTS[draft.kind](question, draft)
    if draft.reference:
        SubElement(question, "reference").text = draft.reference
    tags = SubElement(question, "tags")
    facts = {"tier": draft.tier, "difficulty": draft.difficulty, "kind": draft.kind, "vignette": story}
    for name, value in facts.items():
        _text(SubElement(tags, "tag"), f"{PREFIX}{name}={value}")


def _text(parent, text):
    SubElement(parent, "text").text = CONTROLS.sub("", text)


def _question_text(question, draft, words):
    element = SubElement(question, "questiontext", format="markdown")
    if draft.image is None:
        _text(element, words)
        return
    content = draft.image.read()
    name = f"picture{extension(content)}"
    alt = draft.image.alt.replace("[", "(").replace("]", ")")
    _text(element, f"{words}\n\n![{alt}](@@PLUGINFILE@@/{name})")
    file = SubElement(element, "file", name=name, path="/", encoding="base64", alt=draft.image.alt)
    file.text = base64.b64encode(content).decode()


def _choice(question, draft):
    is_single = draft.kind == Kind.SINGLE
    SubElement(question, "single").text = str(is_single).lower()
    SubElement(question, "shuffleanswers").text = "true"
    share = f"{100 / len(draft.keys):.5f}".rstrip("0").rstrip(".") if draft.keys else "0"
    wrong = "0" if is_single else "-100"
    for option in draft.options:
        fraction = share if option.is_correct else wrong
        _text(SubElement(question, "answer", fraction=fraction, **_plain(option)), option.text)


def _plain(option):
    return {"format": "plain_text"} | ({"stayslast": "true"} if option.stays_last else {})


def _statements(question, draft):
    SubElement(question, "shuffleanswers").text = "false"
    for option in draft.options:
        row = SubElement(question, "subquestion", _plain(option))
        _text(row, option.text)
        _text(SubElement(row, "answer"), str(option.is_correct))


def _matching(question, draft):
    SubElement(question, "shuffleanswers").text = "true"
    used = [(item.text, item.answer) for item in draft.items]
    spare = [
        ("", option.text) for option in draft.options if option.text not in {answer for _t, answer in used}
    ]
    for text, answer in used + spare:
        row = SubElement(question, "subquestion", format="plain_text")
        _text(row, text)
        _text(SubElement(row, "answer"), answer)
    options = SubElement(question, "options")
    for option in draft.options:
        _text(SubElement(options, "option", _plain(option)), option.text)


def _ordering(question, draft):
    SubElement(question, "layouttype").text = "VERTICAL"
    SubElement(question, "selecttype").text = "ALL"
    SubElement(question, "selectcount").text = str(len(draft.options))
    SubElement(question, "gradingtype").text = "ABSOLUTE_POSITION"
    for place, option in enumerate(draft.options, 1):
        _text(SubElement(question, "answer", fraction=f"{place}.0000000", format="plain_text"), option.text)


def _numerical(question, draft):
    answer = SubElement(question, "answer", fraction="100", format="plain_text")
    _text(answer, f"{draft.target:f}")
    SubElement(answer, "tolerance").text = f"{draft.tolerance:f}"
    if draft.unit:
        unit = SubElement(SubElement(question, "units"), "unit")
        SubElement(unit, "multiplier").text = "1"
        SubElement(unit, "unit_name").text = draft.unit


def _essay(question, draft):
    SubElement(question, "responseformat").text = "editor"
    _text(SubElement(question, "graderinfo", format="markdown"), draft.guidance)


_PARTS = {
    Kind.SINGLE: _choice,
    Kind.MULTIPLE: _choice,
    Kind.TRUE_FALSE: _statements,
    Kind.MATCHING: _matching,
    Kind.ORDERING: _ordering,
    Kind.NUMERIC: _numerical,
    Kind.SHORT_TEXT: _essay,
}
