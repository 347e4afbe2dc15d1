import unicodedata

import pytest
from django.core.exceptions import ValidationError

from accounts.names import tidy
from accounts.tests.factories import UserFactory


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żółć",
        "Ștefănescu",
        "Åsa Öberg",
        "அருண் குமார்",
        "محمد",
        "王小明",
        "O’Brien-Smith",
        "Jean-Luc d'Arc",
        "Li",
    ],
)
def test_names_in_any_script_stay_as_they_are(name):
    assert tidy(name) == unicodedata.normalize("NFC", name)


def test_spaces_are_single_and_composed_and_decomposed_letters_are_the_same():
    decomposed = unicodedata.normalize("NFD", "Łukasz  Żółć")

    assert tidy(f"\t {decomposed}\n") == "Łukasz Żółć"


def test_invisible_leftovers_are_dropped_and_joiners_are_kept():
    assert tidy("\ufeffAnna\u200b Nowak") == "Anna Nowak"
    assert tidy("نام\u200cخانوادگی") == "نام\u200cخانوادگی"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Anna\x00", "unprintable"),
        ("Anna\x1b[31m", "unprintable"),
        ("\u202eannA", "unprintable"),
        ("123", "no_letters"),
        ("a" * 201, "too_long"),
    ],
)
def test_what_is_no_name_is_refused(name, code):
    with pytest.raises(ValidationError) as caught:
        tidy(name)

    assert caught.value.code == code


def test_two_hundred_letters_fit():
    assert tidy("ż" * 200) == "ż" * 200


def test_a_person_is_checked_wherever_the_name_comes_from(db):
    person = UserFactory.build(name="Anna\x07", email="anna@example.org", password="!")

    with pytest.raises(ValidationError) as caught:
        person.full_clean()

    assert set(caught.value.message_dict) == {"name"}
