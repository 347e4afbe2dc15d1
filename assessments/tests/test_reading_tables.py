"""Tables of questions, and the letters of any file."""

import pytest
from django.core.exceptions import ValidationError

from assessments.formats import csv, text
from assessments.formats.reading import Filing

FILING = Filing(topics={"bundles": "bundles"}, topic="bundles")
HEAD = "code,kind,prompt,option_1,option_2,right"


def read(*lines):
    return csv.read("\n".join(lines), FILING)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_columns_are_parted_by_commas_semicolons_or_tabs(sign):
    reading = read(HEAD.replace(",", sign), sign.join(["a", "single", "Which?", "x", "y", "2"]))
    [found] = reading.found
    assert [option.is_correct for option in found.draft.options] == [False, True]
    assert found.draft.line == 2


def test_columns_stand_in_any_order_and_unknown_ones_are_passed_over():
    [found] = read("colour,prompt,right,option_2,option_1,kind", "red,Which?,1,y,x,Single").found
    assert [option.text for option in found.draft.options] == ["x", "y"]


def test_a_line_names_itself_also_after_cells_of_several_lines():
    reading = read(HEAD, 'a,single,"Which\n\none?",x,y,1', "b,single,Which?,x,y,7")
    assert reading.found[0].draft.prompt == "Which\n\none?"
    assert [(one.line, one.name) for one in reading.refused] == [(5, "b")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("a,quiz,Which?,x,y,1", "no kind “quiz”"),
        ("a,single,Which?,x,y,3", "names option “3”"),
        ("a,single,Which?,x,y,", "here 0 are marked"),
        ("a,single,,x,y,1", "the sentence that asks is empty"),
        ("a,numeric,How much?,,,", "Give the number"),
        ('a,single,"Which?,x,y,1', "damaged"),
    ],
)
def test_what_cannot_be_taken_is_named(line, words):
    [refusal] = read(HEAD, line).refused
    assert refusal.line == 2
    assert words in refusal.words


def test_a_code_stands_once():
    reading = read(HEAD, "a,single,Which?,x,y,1", "a,single,Which one?,x,y,1")
    assert "in the file already" in reading.refused[0].words


def test_items_name_the_number_of_their_option():
    head = "code,kind,prompt,option_1,option_2,item_1,answer_1"
    assert read(head, "a,matching,Match,x,y,story,2").found[0].draft.items[0].answer == "y"
    for wrong in ("", "3", "1 2"):
        assert read(head, f"a,matching,Match,x,y,story,{wrong}").refused


def test_numbers_with_a_comma_are_numbers():
    head = "code;kind;prompt;number;tolerance"
    draft = read(head, "a;numeric;How much?;−0,5;0,25").found[0].draft
    assert (str(draft.target), str(draft.tolerance)) == ("-0.5", "0.25")
    assert read(head, "a;numeric;How much?;inf;0").refused


def test_a_table_without_the_columns_it_needs_is_refused_as_a_whole():
    with pytest.raises(ValidationError, match="kind, prompt"):
        read("name,question", "a,b")


WORDS = "Żółć Ștefănescu ≥ 65"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_any_alphabet_that_says_what_it_is_is_read(encoding):
    assert (
        text.decode(f"Question: {WORDS}\r\nand\rmore\n".encode(encoding)) == f"Question: {WORDS}\nand\nmore\n"
    )


def test_old_windows_files_are_read_as_said():
    assert text.decode("Åsa Öberg – 5 µg".encode("cp1252")) == "Åsa Öberg – 5 µg"
    assert text.decode("Łukasz Żółć".encode("cp1250"), otherwise="cp1250") == "Łukasz Żółć"
    declared = '<?xml version="1.0" encoding="iso-8859-2"?><quiz>Żółć</quiz>'
    assert "Żółć" in text.decode(declared.encode("iso-8859-2"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (b"PK\x03\x04 a spreadsheet", "no text file"),
        (b"a program" * 9 + b"\x00", "no text file"),
        (b"%PDF-1.7", "no text file"),
        (b'<?xml version="1.0" encoding="klingon"?>', "cannot be read"),
        (b"\xff\xfea", "cannot be read"),
    ],
)
def test_what_is_no_text_is_refused(data, words):
    with pytest.raises(ValidationError) as refusal:
        text.decode(data)
    assert words in " ".join(refusal.value.messages)
