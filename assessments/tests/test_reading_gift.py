"""GIFT as other systems and people write it."""

from decimal import Decimal

import pytest

from assessments.drafts import DraftItem, DraftOption
from assessments.formats import gift
from assessments.formats.reading import Filing
from assessments.models import Kind

FILING = Filing(topics={"bundles": "bundles", "source control": "source-control"}, topic="bundles")


def read(text, filing=FILING):
    return gift.read(text, filing)


def one(text):
    reading = read(text)
    assert reading.refused == []
    [found] = reading.found
    return found


def refused(text):
    [refusal] = read(text).refused
    return refusal


def texts(draft):
    return [(option.text, option.is_correct) for option in draft.options]


def test_one_right_answer_with_feedback_and_a_general_one():
    found = one("::Lactate:: Which value\nis raised?{\n=4 mmol/L # well\n done\n~1 mmol/L\n####Above two.}")
    draft = found.draft
    assert (draft.code, draft.kind, draft.prompt) == ("lactate", Kind.SINGLE, "Which value\nis raised?")
    assert texts(draft) == [("4 mmol/L", True), ("1 mmol/L", False)]
    assert draft.explanation == "Above two.\n\n“4 mmol/L”: well\n done"
    assert "stands in the explanation" in found.notes[0]


def test_weights_make_a_question_with_several_answers():
    draft = one("Which two?{~%50%One ~%50%Two ~%-100%Three ~Four}").draft
    assert draft.kind == Kind.MULTIPLE
    assert texts(draft) == [("One", True), ("Two", True), ("Three", False), ("Four", False)]


def test_part_of_a_mark_beside_a_right_answer_is_named():
    found = one("Which?{=Best ~%50%Half right ~Wrong}")
    assert texts(found.draft)[1] == ("Half right", False)
    assert "“Half right” was worth 50 % there" in found.notes[0]


@pytest.mark.parametrize(
    ("word", "is_true"), [("T", True), ("TRUE", True), ("F", False), ("false#No.", False)]
)
def test_a_statement_is_a_set_of_one(word, is_true):
    draft = one(f"Context.\n\nCultures come first.{{{word}}}".replace("\n\n", "\\n\\n")).draft
    assert (draft.kind, draft.vignette) == (Kind.TRUE_FALSE, "Context.")
    assert texts(draft) == [("Cultures come first.", is_true)]


@pytest.mark.parametrize(
    ("block", "target", "tolerance"),
    [
        ("#3:2", 3, 2),
        ("#1..5", 3, 2),
        ("#3", 3, 0),
        ("#-1.5:0.25", "-1.5", "0.25"),
        ("#=1822:0 =%50%1822:2", 1822, 0),
        ("#3:2~#Completely wrong", 3, 2),
        ("# 7 : 1 ", 7, 1),
    ],
)
def test_numbers_with_a_tolerance_or_as_a_range(block, target, tolerance):
    draft = one(f"How much?{{{block}}}").draft
    assert (draft.kind, draft.target, draft.tolerance) == (Kind.NUMERIC, Decimal(target), Decimal(tolerance))


def test_pairs_to_match_with_an_option_that_fits_nothing():
    draft = one("Match.{=[html]A <b>line</b> -> Catheter\n=Cough -> Pneumonia\n= -> Abscess}").draft
    assert draft.kind == Kind.MATCHING
    assert [option.text for option in draft.options] == ["Catheter", "Pneumonia", "Abscess"]
    assert draft.items == (DraftItem("A **line**", "Catheter"), DraftItem("Cough", "Pneumonia"))


def test_an_empty_answer_is_an_essay_and_words_are_marked_by_hand():
    assert one("Why?{}").draft.kind == Kind.SHORT_TEXT
    found = one("Which drug?{=noradrenaline =%80%norepinephrine =%0%adrenaline}")
    assert found.draft.guidance == "noradrenaline\nnorepinephrine"
    assert "marks them by hand" in " ".join(found.notes)


def test_a_word_that_is_missing_leaves_a_gap():
    draft = one("Septic shock needs a {=vasopressor ~statin} to hold the pressure.").draft
    assert draft.prompt == "Septic shock needs a _____ to hold the pressure."


def test_what_is_left_over_behind_the_brace_is_no_gap():
    assert one('How much?{#3:2}";').draft.prompt == "How much?"


def test_escaped_letters_are_letters():
    draft = one(r"Is a \~ b \= c \{d\} \# 1\: 2 \\ 3?{=2 \= 2 ~x\ny}").draft
    assert draft.prompt == r"Is a ~ b = c {d} # 1: 2 \ 3?"
    assert texts(draft) == [("2 = 2", True), ("x\ny", False)]


def test_formats_say_how_a_text_is_read():
    assert one("[html]<p>One<br>two &lt; 3</p><p>Which?</p>{=a ~b}").draft.vignette == "One\ntwo < 3"
    assert one("[plain]Is <b> a tag?{=a ~b}").draft.prompt == "Is <b> a tag?"
    assert one("[markdown]Is **this** bold?{=a ~b}").draft.prompt == "Is **this** bold?"


def test_categories_are_topics_until_the_next_one():
    text = "Q1{=a ~b}\n\n$CATEGORY: $course$/top/Source control\n\nQ2{=a ~b}\n\n$CATEGORY: Elsewhere\n\nQ3{=a ~b}"
    assert [found.draft.topic for found in read(text).found] == ["bundles", "source-control", "bundles"]
    strict = read(text, Filing(topics=FILING.topics))
    assert [(one.line, one.words) for one in strict.refused] == [
        (1, "It names no topic: choose one for the rest."),
        (9, "There is no topic “Elsewhere”: make it first, or choose one for the rest."),
    ]


def test_comments_are_skipped_and_ours_are_read():
    text = (
        "// question: 7  name: x\n// @tier: evaluate\n// @difficulty: hard\n// @reference: A\\nB\nQ?{=a ~b}"
    )
    draft = one(text).draft
    assert (draft.tier, draft.difficulty, draft.reference) == ("evaluate", "hard", "A\nB")
    assert draft.line == 5


def test_comments_count_for_the_next_question_alone():
    first, second = read("// @tier: evaluate\nQ1?{=a ~b}\n\nQ2?{=a ~b}").found
    assert (first.draft.tier, second.draft.tier) == ("evaluate", "understand")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Only a text.", "no answer in braces"),
        ("Which?{=a ~b", "never closed"),
        ("A {=b} and {=c}", "more than one pair"),
        ("Which?{what}", "cannot be taken"),
        ("Which?{#many}", "is no number"),
        ("Which?{~a ~b}", "No option is marked"),
        ("Which?{=a =b ~c}", "Exactly one option is the right one; here 2"),
        ("Which?{=a ~a}", "Two options say the same"),
        ("Which?{=only}{", "never closed"),
        ("{=a ~b}", "the sentence that asks is empty"),
        ("// @tier: expert\nWhich?{=a ~b}", "no tier “expert”"),
        ("Which?{#99999999999:1}", "ten digits"),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_line_and_reason(text, words):
    refusal = refused(f"\n\n{text}")
    assert words in refusal.words
    assert refusal.line == (4 if text.startswith("//") else 3)


def test_a_mistake_keeps_nothing_after_it_from_being_read():
    reading = read("::a::Q?{=x ~y}\n\n::b::Never closed {=x\n\n::c::Q?{=x ~y}\n\nNo answer\n\n::d::Q?{=x ~y}")
    assert [found.draft.code for found in reading.found] == ["a", "c", "d"]
    assert [(one.line, one.name) for one in reading.refused] == [(3, "b"), (7, "")]


def test_an_empty_line_inside_braces_is_part_of_the_question():
    assert texts(one("Which?{\n=a\n\n~b\n}").draft) == [("a", True), ("b", False)]


def test_questions_of_one_name_get_a_number_and_nameless_ones_a_name_that_stays():
    codes = [found.draft.code for found in read("::A b::Q{=a ~b}\n\n::A b::R{=a ~b}\n\nS?{=a ~b}").found]
    assert codes[:2] == ["a-b", "a-b-2"]
    assert codes[2] == read("S?{=a ~b}").found[0].draft.code


def test_a_long_file_with_open_braces_is_read_in_a_moment():
    text = "::x::Q{=a\n\n" + "word\n\n" * 200_000
    assert len(read(text).refused) == 1


def test_pictures_in_the_text_are_named():
    found = one('[html]<p><img src="x.png" alt="Chart"> What is it?</p>{=a ~b}')
    assert "picture is not taken" in found.notes[0]
    assert found.draft.options == (DraftOption("a", True), DraftOption("b"))
