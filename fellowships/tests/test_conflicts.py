import pytest

from accounts.likeness import words_of, workplace_of
from fellowships.conflicts import Candidate, Decider, find
from fellowships.models import ConflictKind

ANNA, BEN = 1, 2
DECIDER = Decider(
    person=BEN,
    name=words_of("Prof. Beniamin Żółć"),
    emails=frozenset({"ben@example.org", "b.z@home.example"}),
    workplaces=frozenset({workplace_of("University Hospital, Kraków")}),
    centres=frozenset({7}),
)


def kinds(decider=DECIDER, **facts):
    return {found.kind for found in find([Candidate(application=9, person=ANNA, **facts)], [decider])}


def test_two_strangers_have_nothing_in_common():
    assert (
        kinds(emails=frozenset({"anna@example.org"}), workplaces=frozenset({workplace_of("Lund")})) == set()
    )


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"emails": frozenset({"b.z@home.example"})}, ConflictKind.SAME_PERSON),
        ({"workplaces": frozenset({workplace_of("krakow university hospital")})}, ConflictKind.WORKPLACE),
        ({"centres": frozenset({7, 8})}, ConflictKind.CENTRE),
        ({"referees": frozenset({words_of("Dr. Zolc Beniamin, PhD")})}, ConflictKind.REFEREE),
        ({"referee_emails": frozenset({"ben@example.org"})}, ConflictKind.REFEREE),
        ({"examiners": frozenset({BEN})}, ConflictKind.TAUGHT),
    ],
)
def test_each_thing_in_common_is_found(facts, kind):
    assert kinds(**facts) == {kind}


@pytest.mark.parametrize(
    "line", ["Prof. B. Nowak, Beniamin Żółć (Kraków)", "ZOLC Beniamin", "zolc@nowhere.example Beniamin Zolc"]
)
def test_whom_the_applicant_names_is_found(line):
    assert kinds(named=frozenset({words_of(line)})) == {ConflictKind.DECLARED}


def test_whom_the_applicant_names_by_address_is_found():
    assert kinds(named_emails=frozenset({"ben@example.org"})) == {ConflictKind.DECLARED}


def test_one_word_names_nobody():
    short = Decider(person=BEN, name=words_of("Ben"))

    assert kinds(short, named=frozenset({words_of("Ben Nevis")})) == set()
    assert kinds(named=frozenset({words_of("Beniamin")})) == set()


def test_the_applicant_has_a_stake_in_the_own_application():
    assert kinds(Decider(person=ANNA)) == {ConflictKind.SAME_PERSON}


def test_what_nobody_filled_in_links_nobody():
    empty = Decider(person=BEN, name=words_of(""), workplaces=frozenset({workplace_of("")}))

    assert kinds(empty, referees=frozenset({words_of("")}), workplaces=frozenset({workplace_of("")})) == set()


def test_all_that_is_in_common_is_said():
    found = find(
        [Candidate(application=9, person=ANNA, centres=frozenset({7}), examiners=frozenset({BEN}))], [DECIDER]
    )

    assert {(row.application, row.person, row.kind) for row in found} == {
        (9, BEN, ConflictKind.CENTRE),
        (9, BEN, ConflictKind.TAUGHT),
    }
