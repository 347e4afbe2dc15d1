"""What goes out to a file comes back from it, in all three formats; and what they cannot hold is said."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from assessments import pictures
from assessments.drafts import DraftImage, DraftItem, DraftOption, QuestionDraft
from assessments.formats import csv, gift, moodle, text
from assessments.formats.reading import Filing
from assessments.models import Difficulty, Kind, Tier
from assessments.tests.factories import DraftFactory

FORMATS = [gift, moodle, csv]
FILING = Filing(topics={"bundles": "bundles", "dosing": "dosing"})
NASTY = [
    "a ~ b = c # d { e } f : g \\ h",
    "ends in a backslash \\",
    "\\n is no line end, \\\\n neither",
    "[html]<b>bold</b> & &amp; <br>",
    "%50% of them, %-100%",
    "item -> answer -\\> more",
    "//no comment",
    "::no title:: $CATEGORY: none",
    "=1+1",
    "'=1+1",
    "''",
    "TRUE",
    "#3:2",
    "####",
    "}\n\n::x::{",
    'a, "b"; c\td',
    "Łukasz Żółć, Ștefănescu, 敗血症, 🦠",
    "a\n\n\nb\n  c",
    "<!-- --> ]]> <![CDATA[",
    "![alt](https://example.org/x.png)",
    "-5",
]


def read_back(module, drafts):
    reading = module.read(text.decode(module.write(drafts).encode()), FILING)
    assert reading.refused == []
    return [found.draft for found in reading.found]


@pytest.mark.parametrize("module", FORMATS)
def test_every_kind_comes_back_as_it_was_without_a_note(module):
    drafts = [DraftFactory(kind=kind, topic=topic) for topic in ["bundles", "dosing"] for kind in Kind.values]
    reading = module.read(module.write(drafts), FILING)
    assert [found.draft for found in reading.found] == drafts
    assert all(not found.notes for found in reading.found)


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("module", FORMATS)
def test_letters_that_mean_something_to_a_format_come_back_as_letters(module, kind, nasty):
    draft = DraftFactory(kind=kind)
    options = tuple(
        DraftOption(f"{nasty}{n or ''}", option.is_correct) for n, option in enumerate(draft.options)
    )
    items = tuple(DraftItem(f"{nasty}{n}", options[-n - 1].text) for n, _item in enumerate(draft.items))
    words = dict.fromkeys(["vignette", "prompt", "explanation", "reference"], nasty)
    words |= {"guidance": nasty} if kind == Kind.SHORT_TEXT else {}
    draft = replace(draft, options=options, items=items, **words)
    assert read_back(module, [draft]) == [draft]


def letters(least=1):
    kept = st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Cs"]) | st.sampled_from(
        "~=#{}:\\%[]\n->n'\"&<"
    )
    return st.text(kept, min_size=least, max_size=40).map(str.strip).filter(lambda words: len(words) >= least)


NUMBERS = st.decimals(-(10**9), 10**9, places=4)


@st.composite
def drafts(draw):
    kind = draw(st.sampled_from(Kind.values))
    said = {name: draw(letters(0)) for name in ["vignette", "explanation", "reference"]}
    texts = draw(st.lists(letters(), min_size=2, max_size=6, unique=True))
    parts = {
        Kind.NUMERIC: lambda: {
            "target": draw(NUMBERS),
            "tolerance": abs(draw(NUMBERS)),
            "unit": draw(letters(0))[:30].strip(),
        },
        Kind.SHORT_TEXT: lambda: {"guidance": draw(letters())},
    }.get(kind, lambda: {"options": _options(draw, kind, texts)})()
    if kind == Kind.MATCHING:
        stories = draw(st.lists(letters(), min_size=1, max_size=4))
        parts["items"] = tuple(DraftItem(story, draw(st.sampled_from(texts))) for story in stories)
    return QuestionDraft(
        code="code",
        topic="bundles",
        tier=draw(st.sampled_from(Tier.values)),
        difficulty=draw(st.sampled_from(Difficulty.values)),
        kind=kind,
        prompt=draw(letters()),
        **said,
        **parts,
    )


def _options(draw, kind, texts):
    right = {
        Kind.SINGLE: {draw(st.sampled_from(texts))},
        Kind.MULTIPLE: {texts[0], draw(st.sampled_from(texts))},
    }
    right[Kind.TRUE_FALSE] = set(draw(st.lists(st.sampled_from(texts))))
    last = draw(st.booleans()) and kind != Kind.ORDERING
    rows = [DraftOption(one, one in right.get(kind, ()), last and one == texts[-1]) for one in texts]
    return tuple(rows)


@pytest.mark.parametrize("module", FORMATS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(draft=drafts())
def test_whatever_is_written_comes_back(module, draft):
    assert read_back(module, [draft]) == [draft]


def picture():
    file = BytesIO()
    Image.new("RGB", (4, 4), "white").save(file, "PNG")
    return pictures.clean(file.getvalue())


def test_moodle_xml_holds_the_picture_with_its_words():
    draft = DraftFactory(image=DraftImage("A chart [1] of “pressure”", content=picture()))
    assert read_back(moodle, [draft]) == [draft]
    assert moodle.cannot_hold(draft) == []


@pytest.mark.parametrize("module", [gift, csv])
def test_what_a_format_cannot_hold_is_said(module):
    draft = DraftFactory(image=DraftImage("A chart", content=picture()))
    assert "image is left out" in " ".join(module.cannot_hold(draft))
    assert read_back(module, [draft]) == [replace(draft, image=None)]


def test_a_table_runs_no_formula():
    table = csv.write([DraftFactory(prompt="=HYPERLINK(1)", explanation="+1", reference="@x", vignette="-2")])
    assert "'=HYPERLINK" in table
    assert ",=" not in table
    assert ",+" not in table
    assert ",@" not in table


def test_numbers_come_back_exactly():
    draft = DraftFactory(kind="numeric", target=Decimal("0.0003"), tolerance=Decimal("1E+2"))
    for module in FORMATS:
        assert read_back(module, [draft])[0].target == draft.target
