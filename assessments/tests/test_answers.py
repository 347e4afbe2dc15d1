"""From the fields of a form to an answer, whatever a browser sends."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import answers, marking
from assessments.models import Kind
from assessments.tests.factories import published_question

pytestmark = pytest.mark.django_db


@pytest.fixture(params=Kind.values)
def version(request):
    return published_question(kind=request.param).current


def read(version, **fields):
    return answers.read(version, fields)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0.35", "0.35"),
        ("0,35", "0.35"),
        (" 1 200 ", "1200"),
        ("−4", "-4"),
        ("+7", "7"),
        ("-0", "0"),
        (",5", "0.5"),
        ("65.50", "65.5"),
        ("100", "100"),
        ("٣", "3"),
        ("   ", None),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, number):
    assert read(published_question(kind=Kind.NUMERIC).current, answer=[typed]) == number


@pytest.mark.parametrize(
    "typed", ["abc", "1,200.5", "1e5", "NaN", "Infinity", "12 mmHg", "9" * 40, "0x1", "1/2"]
)
def test_what_is_no_plain_number_is_refused_in_words(typed):
    with pytest.raises(ValidationError, match="Write a plain number"):
        read(published_question(kind=Kind.NUMERIC).current, answer=[typed])


def test_steps_need_a_number_each():
    version = published_question(kind=Kind.ORDERING).current
    keys = [option.pk for option in version.options.all()]

    assert read(version, **{f"p{pk}": [str(5 - n)] for n, pk in enumerate(keys, 1)}) == keys[::-1]
    assert read(version, **{f"p{pk}": [""] for pk in keys}) is None
    for places in (["1", "1", "2", "3"], ["1", "2", "3", ""], ["1", "2", "3", "5"], ["a", "b", "c", "d"]):
        with pytest.raises(ValidationError, match="from 1 to 4"):
            read(version, **{f"p{pk}": [place] for pk, place in zip(keys, places, strict=True)})


def test_options_of_another_question_are_refused(version):
    stranger = str(published_question().current.options.first().pk)
    forms = {
        Kind.SINGLE: {"answer": [stranger]},
        Kind.MULTIPLE: {"answer": [stranger]},
        Kind.TRUE_FALSE: {f"s{option.pk}": ["perhaps"] for option in version.options.all()},
        Kind.MATCHING: {f"i{item.pk}": [stranger] for item in version.items.all()},
        Kind.ORDERING: {f"p{option.pk}": ["1"] for option in version.options.all()},
        Kind.NUMERIC: {"answer": ["many"]},
        Kind.SHORT_TEXT: {"answer": ["a" * 5001]},
    }

    with pytest.raises(ValidationError):
        answers.read(version, forms[version.kind])


def test_nothing_chosen_is_no_answer(version):
    assert answers.read(version, {}) is None
    assert answers.read(version, {"answer": [""], "flag": ["on"]}) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_no_form_breaks_it(version, data):
    keys = ["1", *(str(option.pk) for option in version.options.all()[:2])]
    names = ["answer", *(f"{letter}{key}" for letter in "sip" for key in keys)]
    form = data.draw(st.dictionaries(st.sampled_from(names), st.lists(st.text(), max_size=3)))

    with suppress(ValidationError):
        marking.points(version, answers.read(version, form))


def test_a_text_is_kept_without_its_blank_edges():
    version = published_question(kind=Kind.SHORT_TEXT).current

    assert read(version, answer=["  Start noradrenaline \r\nnow\0 \n\n"]) == "Start noradrenaline\nnow"
