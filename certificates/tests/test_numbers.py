import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import numbers
from certificates.numbers import ALPHABET, LENGTH, MistypedError, parse

issued = st.builds(numbers.new)
places = st.integers(0, LENGTH - 1)


def plain(number):
    return number.replace("-", "")


@given(issued)
def test_a_number_reads_back_as_itself(number):
    assert parse(number) == number
    assert len(number) == 14


@given(issued, places, st.sampled_from(ALPHABET + "01OIL"))
def test_every_wrong_character_is_told(number, place, wrong):
    text = plain(number)
    typed = text[:place] + wrong + text[place + 1 :]

    if typed == text:
        assert parse(typed) == number
    else:
        with pytest.raises(MistypedError):
            parse(typed)


@given(issued, places, places)
def test_every_exchange_of_two_characters_is_told(number, one, other):
    text = list(plain(number))
    text[one], text[other] = text[other], text[one]
    typed = "".join(text)

    if typed == plain(number):
        assert parse(typed) == number
    else:
        with pytest.raises(MistypedError):
            parse(typed)


@pytest.mark.parametrize("dash", ["", " ", "-", "–", " – ", "_", "."])
def test_spaces_dashes_and_case_do_not_matter(dash):
    number = numbers.new()

    assert parse("  " + number.lower().replace("-", dash) + "\n") == number


@pytest.mark.parametrize("text", ["", "SP", "SP-7K3M-9QXD", "SP-7K3M-9QXD-CC", "ŻÓŁĆ-7K3M-9Q", "x" * 500])
def test_what_is_no_number_at_all_is_mistyped(text):
    with pytest.raises(MistypedError):
        parse(text)


def test_numbers_do_not_follow_each_other():
    drawn = {numbers.new() for _ in range(1000)}

    assert len(drawn) == 1000
    assert {len({number[place] for number in drawn}) > 20 for place in (3, 4, 5, 6, 8, 9, 10, 11)} == {True}
