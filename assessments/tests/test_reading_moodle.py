"""Moodle XML as Moodle writes it, and as somebody hostile would."""

import base64
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from assessments.formats import moodle
from assessments.formats.reading import Filing
from assessments.models import Kind

FILING = Filing(topics={"bundles": "bundles", "source-control": "source-control"}, topic="bundles")


def quiz(*questions):
    return "<?xml version='1.0'?>\n<quiz>\n" + "\n".join(questions) + "\n</quiz>"


def question(kind, inner, text="What is it?", mark="html", files=""):
    return (
        f'<question type="{kind}"><name><text>A name</text></name>'
        f'<questiontext format="{mark}"><text><![CDATA[{text}]]></text>{files}</questiontext>'
        f"<generalfeedback><text>Because.</text></generalfeedback>{inner}</question>"
    )


def answer(fraction, text, feedback="", extra=""):
    return (
        f'<answer fraction="{fraction}"><text>{text}</text>'
        f"<feedback><text>{feedback}</text></feedback>{extra}</answer>"
    )


CHOICE = answer(100, "right") + answer(0, "wrong")


def read(*questions):
    return moodle.read(quiz(*questions), FILING)


def one(*questions):
    reading = read(*questions)
    assert reading.refused == []
    [found] = reading.found
    return found


def picture(kind="PNG"):
    file = BytesIO()
    Image.new("RGB", (4, 4), "white").save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


def texts(draft):
    return [(option.text, option.is_correct) for option in draft.options]


def test_one_right_answer_in_html_and_cdata():
    found = one(question("multichoice", CHOICE, "<p>A man, <b>68</b>, 38 &deg;C.</p><p>What is it?</p>"))
    draft = found.draft
    assert (draft.vignette, draft.prompt) == ("A man, **68**, 38 °C.", "What is it?")
    assert (draft.code, draft.explanation) == ("a-name", "Because.")
    assert texts(draft) == [("right", True), ("wrong", False)]


def test_fractions_and_what_was_said_about_answers():
    inner = "<single>false</single>" + answer(50, "a") + answer(50, "b", "Yes!") + answer(-100, "c")
    draft = one(question("multichoice", inner)).draft
    assert draft.kind == Kind.MULTIPLE
    assert texts(draft) == [("a", True), ("b", True), ("c", False)]
    assert draft.explanation == "Because.\n\n“b”: Yes!"


def test_part_of_a_mark_is_named():
    found = one(question("multichoice", "<single>true</single>" + answer(33.33333, "half") + CHOICE))
    assert "“half” was worth 33.33333 %" in found.notes[0]


def test_other_kinds():
    truth = question("truefalse", answer(0, "true") + answer(100, "false"), "Lactate excludes sepsis.")
    number = question("numerical", answer(100, "65", extra="<tolerance>2.5</tolerance>"))
    essay = question("essay", "<graderinfo><text>Names two.</text></graderinfo>")
    short = question("shortanswer", answer(100, "noradrenaline") + answer(0, "*"))
    order = question("ordering", answer(2, "second") + answer(1, "first"))
    pairs = (
        "<subquestion><text>Cough</text><answer><text>Pneumonia</text></answer></subquestion>"
        "<subquestion><text></text><answer><text>Abscess</text></answer></subquestion>"
    )
    drafts = [
        found.draft for found in read(truth, number, essay, short, order, question("matching", pairs)).found
    ]
    assert [draft.kind for draft in drafts] == [
        "true_false", "numeric", "short_text", "short_text", "ordering", "matching",
    ]  # fmt: skip
    assert texts(drafts[0]) == [("Lactate excludes sepsis.", False)]
    assert (drafts[1].target, drafts[1].tolerance) == (Decimal(65), Decimal("2.5"))
    assert drafts[2].guidance == "Names two."
    assert drafts[3].guidance == "noradrenaline"
    assert [option.text for option in drafts[4].options] == ["first", "second"]
    assert [option.text for option in drafts[5].options] == ["Pneumonia", "Abscess"]


def test_categories_are_topics():
    category = (
        '<question type="category"><category><text>$course$/top/source-control</text></category></question>'
    )
    assert one(category, question("multichoice", CHOICE)).draft.topic == "source-control"


def test_an_embedded_picture_is_taken_with_its_words_and_drawn_anew():
    file = f'<file name="a.png" path="/" encoding="base64">{picture()}</file>'
    html = '<p>What is <img src="@@PLUGINFILE@@/a.png" alt="A chart">it?</p>'
    found = one(question("multichoice", CHOICE, html, files=file))
    assert found.draft.image.alt == "A chart"
    assert found.draft.image.content.startswith(b"\x89PNG")
    assert found.notes == []


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (
            "a.gif",
            base64.b64encode(b"GIF89a....").decode(),
            "a.gif is not taken: Use a PNG, JPEG or WebP picture.",
        ),
        ("a.svg", base64.b64encode(b"<svg/>").decode(), "a.svg is not taken"),
        ("a.png", "no base64!", "damaged"),
    ],
)
def test_other_files_are_named(name, content, words):
    file = f'<file name="{name}" encoding="base64">{content}</file>'
    found = one(question("multichoice", CHOICE, files=file))
    assert found.draft.image is None
    assert words in found.notes[0]


def test_a_second_picture_and_one_that_is_not_in_the_file_are_named():
    files = "".join(f'<file name="{n}.png" encoding="base64">{picture()}</file>' for n in "ab")
    html = '<img src="@@PLUGINFILE@@/a.png" alt="A"><img src="https://example.org/c.png"> What?'
    found = one(question("multichoice", CHOICE, html, files=files))
    assert "b.png is not taken" in found.notes[0]
    assert "not in the file" in found.notes[1]


@pytest.mark.parametrize("kind", ["cloze", "calculated", "ddwtos", "description", ""])
def test_unknown_types_are_named_with_their_line(kind):
    reading = read(question("multichoice", CHOICE), question(kind, ""))
    assert len(reading.found) == 1
    [refusal] = reading.refused
    assert (refusal.line, refusal.name) == (4, "A name")
    assert f"type “{kind or '?'}”" in refusal.words


def test_a_question_without_its_parts_is_refused_in_words():
    reading = read(
        question("multichoice", answer(0, "a") + answer(0, "b")),
        question("numerical", ""),
        question("numerical", answer(100, "*")),
        question("multichoice", answer("NaN", "a")),
        question("truefalse", ""),
    )
    assert reading.found == []
    assert [one.line for one in reading.refused] == [3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><quiz>&a;</quiz>', "entities"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><quiz/>', "entities"),
        ("<quiz><question></quiz>", "line 1 cannot be read"),
        ("<quiz>\n&nbsp;</quiz>", "line 2"),
        ("<html/>", "does not begin with <quiz>"),
        ("no xml at all", "line 1"),
    ],
)
def test_a_file_that_is_broken_or_hostile_is_refused_politely(text, words):
    with pytest.raises(ValidationError) as refusal:
        moodle.read(text, FILING)
    assert words in " ".join(refusal.value.messages)
