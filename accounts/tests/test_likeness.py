import pytest

from accounts.likeness import words_of, workplace_of


@pytest.mark.parametrize(
    ("one", "other"),
    [("Łukasz Żółć", "Prof. dr hab. Zolc, Lukasz"), ("Åsa Öberg", "ASA OBERG"), ("Ștefănescu", "Stefanescu")],
)
def test_names_are_compared_without_accents_order_and_titles(one, other):
    assert words_of(one) == words_of(other)


@pytest.mark.parametrize("text", ["University Hospital", "Department of Intensive Care (demo)", ""])
def test_a_workplace_that_could_be_any_is_none(text):
    assert workplace_of(text) == frozenset()


def test_a_workplace_is_told_by_what_sets_it_apart():
    assert workplace_of("Karolinska University Hospital") == workplace_of("karolinska") == {"karolinska"}
