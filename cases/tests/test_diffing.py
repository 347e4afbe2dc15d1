"""The account of what is different between two revisions."""

from cases.content import Text
from cases.diffing import Piece, between, words_between


def texts(**told):
    return [Text(where.replace("_", "."), where.title(), text) for where, text in told.items()]


def labels(difference, kind):
    return [change.label for change in difference.changes if change.kind == kind]


def test_words_that_were_put_in_and_taken_out_stand_where_they_are():
    pieces = words_between("Fever since day 0 and chills.", "Fever since day 2 and severe chills.")

    assert pieces == (
        Piece("same", "Fever since day "),
        Piece("removed", "0 "),
        Piece("added", "2 "),
        Piece("same", "and "),
        Piece("added", "severe "),
        Piece("same", "chills."),
    )


def test_nothing_of_either_text_is_lost():
    old, new = "one two three\n\nfour five", "one 2 three four\n\nsix five"

    pieces = words_between(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
    assert "".join(piece.text for piece in pieces if piece.kind != "added").split() == old.split()


def test_spaces_and_lines_alone_are_no_difference():
    difference = between(texts(title="Fever  and\nchills"), texts(title="Fever and chills "))

    assert (difference.changes, difference.same) == ((), ("Title",))


def test_markup_is_text_like_any_other():
    [removed, added] = words_between("<b>x</b>", "<script>alert(1)</script>")

    assert (removed.text, added.text) == ("<b>x</b>", "<script>alert(1)</script>")


def test_a_place_that_is_new_or_gone_is_told_as_a_whole():
    before = texts(title="A", section_outcome="Went home.", plate_7_alt="A scan")
    after = texts(title="A", section_outcome="Went home.", plate_9_alt="A film")

    difference = between(before, after)

    assert labels(difference, "added") == ["Plate_9_Alt"]
    assert labels(difference, "removed") == ["Plate_7_Alt"]
    assert difference.same == ("Title", "Section_Outcome")


def test_a_learning_point_that_is_put_in_first_does_not_change_those_after_it():
    before = texts(point_1="Think of Listeria.", point_2="Do not wait.")
    after = texts(point_1="Take cultures.", point_2="Think of Listeria.", point_3="Do not wait.")

    difference = between(before, after)

    assert labels(difference, "added") == ["Point_1"]
    assert difference.same == ("Point_2", "Point_3")


def test_a_learning_point_that_is_reworded_is_compared_with_itself():
    before = texts(point_1="Think of Listeria.", point_2="Do not wait.", point_3="Stop early.")
    after = texts(point_1="Think of Listeria.", point_2="Do not wait for the scan.", point_3="Stop early.")

    [change] = between(before, after).changes

    assert (change.label, change.kind) == ("Point_2", "changed")


def test_what_is_gone_stands_where_it_stood():
    before = texts(title="A", section_tests="Gone.", section_outcome="Home.")
    after = texts(title="B", section_outcome="Ward.")

    assert [change.label for change in between(before, after).changes] == [
        "Title",
        "Section_Tests",
        "Section_Outcome",
    ]
