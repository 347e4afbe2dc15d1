"""Flaws of item writing, one example of each and what looks like one."""

from decimal import Decimal

import pytest

from assessments import lint
from assessments.drafts import DraftImage, DraftItem, DraftOption
from assessments.spans import overlapping
from assessments.tests.factories import DraftFactory


def options(*texts):
    """The first is the key."""
    return tuple(DraftOption(text, is_correct=not place) for place, text in enumerate(texts))


@pytest.mark.parametrize(
    "kind", ["single", "multiple", "true_false", "matching", "ordering", "numeric", "short_text"]
)
def test_a_well_written_question_has_no_flaw(kind):
    prompts = {"ordering": "Put these steps in order.", "matching": "For each patient, choose the next step."}
    assert lint.flaws(DraftFactory(kind=kind, **({"prompt": prompts[kind]} if kind in prompts else {}))) == []


FOUR = ["Start noradrenaline", "Give more fluid", "Repeat lactate", "Call a surgeon"]


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("all_or_none", {"options": options(*FOUR[:3], "All of the above")}),
        ("all_or_none", {"options": options(*FOUR[:3], "None of these")}),
        ("all_or_none", {"options": options(*FOUR[:3], "Both of the above")}),
        ("negative", {"prompt": "Which of these is NOT a sign of shock?"}),
        ("negative", {"prompt": "Which drug should you use, except in liver failure?"}),
        ("negative", {"prompt": "Which source is least likely?"}),
        ("negative", {"prompt": "Which drug shouldn’t be given?"}),
        ("absolute", {"options": options(*FOUR[:3], "Always wait for it")}),
        ("absolute", {"kind": "true_false", "options": options("Lactate is never normal in shock")}),
        ("absolute", {"options": options(*FOUR[:3], "Cool every patient")}),
        ("vague", {"options": options(*FOUR[:3], "Usually none at all")}),
        ("longest", {"options": options("Start noradrenaline by a peripheral line now", *FOUR[1:])}),
        ("grammar", {"prompt": "The best next step is an:", "options": options("opioid", "diuretic")}),
        ("no_story", {"vignette": "", "tier": "analyse"}),
        (
            "uneven",
            {"options": options(*FOUR[:3], "Wait until the surgeon has seen the scan and has decided")},
        ),
        ("uneven", {"options": options("65 mmHg", "75 mmHg", "85 mmHg", "As the patient needs")}),
        ("uneven", {"options": options(*FOUR[:3], "Call a surgeon.")}),
        ("no_explanation", {"explanation": " "}),
        ("no_reference", {"reference": ""}),
        ("no_alt", {"image": DraftImage(content=b"picture")}),
        ("not_closed", {"prompt": "Septic shock:"}),
        ("not_closed", {"prompt": "Which of the following is true?"}),
        ("not_closed", {"prompt": "Which statement is correct?"}),
        ("overlap", {"options": options("5–10 mL", "10–15 mL", "16–20 mL")}),
        ("overlap", {"options": options("Less than 65 mmHg", "At least 60 mmHg", "90 mmHg")}),
    ],
)
def test_each_flaw_is_found_and_says_what_to_do(code, parts):
    found = {flaw.code: flaw.words for flaw in lint.flaws(DraftFactory(**parts))}
    assert code in found
    assert len(found[code]) > 20
    assert lint.TITLES[code]


@pytest.mark.parametrize(
    "parts",
    [
        {"prompt": "For how long should fluid be given at least?"},
        {"vignette": "", "tier": "understand"},
        {"vignette": "", "items": (DraftItem("A 60-year-old man.", "x"),)},
        {"vignette": "", "options": options("A 26-year-old with burns", "A 84-year-old, small")},
        {"options": options("1 g every 6 hours", "1 g every 8 hours", "1 g every eight hours")},
        {"options": options("5–9 mL", "10–15 mL", "16–20 mL")},
        {"options": options("Less than 65 mmHg", "At least 65 mmHg")},
        {"options": options("5 mg/kg", "5 mmol/L")},
        {"prompt": "The best next step is a(n):?", "options": options("opioid", "diuretic")},
    ],
)
def test_what_only_looks_like_a_flaw_is_left_alone(parts):
    assert set(lint.codes(DraftFactory(**parts))) - {"not_closed"} == set()


def test_one_word_too_many_is_told_where_it_stands():
    [flaw] = lint.flaws(DraftFactory(options=options(*FOUR[:3], "Always wait for it")))
    assert "“Always”" in flaw.words
    assert "“Always wait for it”" in flaw.words


def test_numbers_with_a_comma_and_a_long_dash_are_numbers():
    assert overlapping(["0,5–1,0 mg", "1.0 - 2.0 mg", "3 mg"]) == [("0,5–1,0 mg", "1.0 - 2.0 mg")]
    assert overlapping(["> 2 mmol/L", "≤ 2 mmol/L"]) == []


def set_of(places, texts=("alpha one", "bravo two", "charlie x", "delta fou")):
    return [
        DraftFactory(options=tuple(DraftOption(text, place == key) for place, text in enumerate(texts, 1)))
        for key in places
    ]


def test_a_set_whose_keys_stand_in_one_place_is_told():
    found = lint.balance(set_of([2] * 6 + [1, 3, 4, 1]))
    assert found.positions == {1: 2, 2: 6, 3: 1, 4: 1}
    assert found.words == ["The key stands in place 2 in 6 of 10 questions: move some."]


def test_a_set_whose_keys_are_the_longest_is_told():
    found = lint.balance(set_of([1, 2, 3, 4, 1, 2, 3, 4, 1, 1], ("alpha, long", "bravo", "charlie", "delta")))
    assert "longest option in 4 of 10" in " ".join(found.words)


def test_few_questions_or_other_kinds_tell_nothing_about_balance():
    assert lint.balance(set_of([1] * 9)).words == []
    assert lint.balance([DraftFactory(kind="numeric", target=Decimal(1))] * 20).questions == 0
