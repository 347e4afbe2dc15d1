"""What a person reads about the own turn, made from the stored turn."""

import pytest

from fellowships import explaining
from fellowships.models import Turn
from fellowships.tests.factories import scored_call, signed_run

pytestmark = pytest.mark.django_db


def words(run, code):
    return " ".join(
        explaining.explain(run.turns.select_related("offering__centre").get(application__code=code))
    )


@pytest.fixture
def run():
    return signed_run(scored_call())


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "A",
            (
                "You were number 1 of 10 on the merit list, with 92.00 of 100 points. "
                "Before your turn no fellowship had been given. Your first choice, Lund, had a place for you."
            ),
        ),
        (
            "C",
            (
                "You were number 3 of 10 on the merit list, with 88.00 of 100 points. "
                "Before your turn 2 fellowships were given. No place was left at: Lund. "
                "Porto was the next on your list, and had a place for you."
            ),
        ),
        (
            "D",
            (
                "You were number 4 of 10 on the merit list, with 86.00 of 100 points. "
                "Before your turn 3 fellowships were given. "
                "The 3 that were left were kept for: Pilot countries (minimum 4). "
                "You are number 1 on the reserve list."
            ),
        ),
        (
            "J",
            (
                "You were number 10 of 10 on the merit list, with 70.00 of 100 points. "
                "Before your turn 6 fellowships were given. No fellowship was left. "
                "You are number 4 on the reserve list."
            ),
        ),
    ],
)
def test_the_worked_example_in_words(run, code, expected):
    assert words(run, code) == expected


def test_nobody_is_called_placed_through_the_minimum(run):
    assert run.turns.filter(basis="kept", application__code="B").exists()
    for code in "BFHI":
        assert "inimum" not in words(run, code)
        assert "kept" not in words(run, code)


def test_whoever_waited_for_what_was_kept_reads_both_turns():
    people = {
        "A": (90, "IN", "Lund"),
        "B": (80, "IN", "Porto"),
        "C": (70, "PL", "Lund"),
        "D": (65, "PL", "Lund"),
        "E": (60, "IN", ""),
    }
    run = signed_run(scored_call(people, minimum=2, fellowships=4))

    assert words(run, "A").endswith("Your first choice, Lund, had a place for you.")
    assert "No place was left at: Lund." in words(run, "D")
    assert "kept fellowships were not needed" in words(run, "E")
    assert "There was no centre on your list." in words(run, "E")
    assert words(run, "E").endswith("You are number 2 on the reserve list.")


def test_the_names_of_all_centres_take_one_query(run, django_assert_num_queries):
    turns = list(Turn.objects.filter(run=run))

    with django_assert_num_queries(1):
        centres = explaining.names(turns)
        texts = [explaining.in_short(turn, centres) for turn in turns]

    assert texts[0] == "First choice."
    assert texts[3] == "The 3 that were left were kept for: Pilot countries (minimum 4)."
    assert texts[5] == "No place was left at: Lund."
