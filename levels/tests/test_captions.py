import pytest
from django.core.exceptions import ValidationError

from levels.captions import Cue, read

GOOD = """\ufeffWEBVTT - Sepsis

NOTE made by hand

1
00:00.000 --> 00:02.500 line:90%
<v Ana>Sepsis kills &amp; maims
every day.

00:01:02.000 --> 01:00:00.000
<c.loud>Act</c> now.
"""


def messages(text):
    with pytest.raises(ValidationError) as caught:
        read(text.encode())
    return caught.value.messages


def test_what_is_said_is_read_without_its_marks():
    assert read(GOOD.encode()) == [
        Cue(0, 2500, "Sepsis kills & maims every day."),
        Cue(62_000, 3_600_000, "Act now."),
    ]


def test_lines_may_end_as_on_any_machine():
    assert read(GOOD.replace("\n", "\r\n").encode()) == read(GOOD.encode())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1\n00:00.000 --> 00:01.000\nNo head", "Line 1: the file has to begin with WEBVTT."),
        ("WEBVTT\n", "There are no captions in the file."),
        (
            "WEBVTT\n\n00:00,000 --> 00:01,000\nCommas",
            "Line 3: a time looks like this: 00:05.000 --> 00:08.500",
        ),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nBack", "Line 3: it ends before it begins."),
        ("WEBVTT\n\n00:00.000 --> 00:01.000\n\n", "Line 3: there are no words after the time."),
        ("WEBVTT\n\nWords alone", "Line 3: there is no time before this text."),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\nLate\n\n00:01.000 --> 00:02.000\nEarly",
            "Line 6: it begins before the one above.",
        ),
    ],
)
def test_what_is_wrong_is_said_by_line(text, expected):
    assert messages(text) == [expected]


def test_all_that_is_wrong_is_said_at_once():
    assert len(messages("WEBVTT\n\nWords alone\n\n00:02.000 --> 00:01.000\nBack")) == 2


def test_captions_are_text_in_utf_8_of_some_size():
    with pytest.raises(ValidationError, match="UTF-8"):
        read("WEBVTT\n\n00:00.000 --> 00:01.000\nŻółć".encode("iso-8859-2"))
    with pytest.raises(ValidationError, match="512 KB"):
        read(b"WEBVTT\n" + b"x" * 600_000)
