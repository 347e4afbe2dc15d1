"""What is pointed out, what is suggested instead, and above all what is left in peace."""

import pytest

from cases.content import Text
from cases.identifiers import find, numbers


def found(text, **facts):
    return [(one.rule, one.excerpt) for one in find([Text("section.findings", "Findings", text)], **facts)]


def one(text, **facts):
    (finding,) = find([Text("section.findings", "Findings", text)], **facts)
    return finding


CLEAN = """\
A woman in her seventies was brought in on day 0 with fever, confusion and a Glasgow Coma Scale of 11. She took
ramipril 5 mg, metformin 1000 mg twice a day and had type 2 diabetes. Blood pressure 82/40 mmHg, heart rate 128/min,
SpO2 91 % on 10 l/min, lactate 4.1 mmol/l, CRP 284 mg/l, procalcitonin 38 ng/ml, white cells 21.4 × 10^9/l, platelets
98000/µl, creatinine 212 µmol/l, pH 7.21, PaO2/FiO2 140. APACHE II 27, SOFA 11. Two of two pairs of blood cultures grew
E. coli with an ESBL, MIC of meropenem 0.03 mg/l; S. aureus and P. aeruginosa did not grow. Urine held 100000 CFU/ml.
Meropenem 1 g every 8 h over 3 h, noradrenaline 0.4 µg/kg/min, 30 ml/kg of Ringer’s lactate, hydrocortisone 200 mg a
day. CT showed an 8-10 mm stone; a double-J stent went in 4 hours later. By day 3 noradrenaline was 0.05 µg/kg/min,
by day 7 of 7 days she was out of bed. U.S. and European guidance agree on 50-100 mg. The hospital has 24 beds; half of
the patients in the unit are over 65. Her daughter said that she had been well. She went home on day 14. May be
repeated. A county hospital. Gram-negative rods, Legionella antigen, Candida score 3; CD4 count 180, HIV-1 negative.
"""


def test_a_clean_case_is_left_in_peace():
    assert found(CLEAN) == []


LETTER = """\
Name: Jadwiga Kowalska
Date of birth: 12.03.1951
Hospital number: 4471882
Admitted to Wolski Hospital, ward 4B, on 3 May 2025. Mrs Kowalska was seen by Dr Nowak.
"""


def test_a_case_pasted_from_a_letter_is_found_out():
    excerpts = " | ".join(excerpt for _rule, excerpt in found(LETTER))
    for told in (
        "Jadwiga Kowalska",
        "12.03.1951",
        "4471882",
        "Wolski Hospital",
        "ward 4B",
        "3 May 2025",
        "Mrs Kowalska",
        "Dr Nowak",
    ):
        assert told in excerpts


@pytest.mark.parametrize(
    "date",
    [
        "12.03.2025", "12/03/2025", "2025-03-12", "3-12-25", "12 March", "March 12th", "March 2025", "12th of March 2025",
        "12 marca 2025", "12 de março de 2025", "12 martie", "12 mars", "12.03.", "1 Sept",
    ],
)  # fmt: skip
def test_dates_are_found_however_they_are_written(date):
    finding = one(f"She came back {date} with fever")
    assert finding.rule == "A date"
    assert "day 0" in finding.suggestion


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("A 74-year-old woman with fever", "Say “in her seventies”."),
        ("He was 41 years old, a man without", "Say “in his forties”."),
        ("A male, aged 19", "Say “in his late teens”."),
        ("A 66 year old patient", "Say “in their sixties”."),
        ("A 7-year-old", "Say “an infant”, “a child of school age”, “a teenager”."),
        ("Pacjentka 74-letnia", "Say “in their seventies”."),
    ],
)
def test_an_exact_age_becomes_a_decade(text, suggestion):
    finding = one(text)
    assert (finding.rule, finding.suggestion, finding.is_soft) == ("An exact age", suggestion, True)


@pytest.mark.parametrize("age", ["92-year-old", "aged 90", "101 years old", "97 yo", "92 anos"])
def test_an_age_over_89_is_no_decade(age):
    finding = one(f"A {age} man")
    assert (finding.rule, finding.suggestion) == ("An age over 89", "Say “over 89”.")


def test_89_is_told_as_a_decade():
    assert one("A woman aged 89").suggestion == "Say “in her eighties”."


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("The patient J.K. had fever", "Initials"),
        ("We called Mr Brown at once", "A name"),
        ("Her daughter Anna found her", "A relative by name"),
        ("transferred from St Thomas Hospital", "A hospital"),
        ("przyjęta do Szpital im. Kopernika", "A hospital"),
        ("from Karolinska Universitetssjukhus", "A hospital"),
        ("in room 12", "A room, a bed or a ward"),
        ("who lives in Pcim", "A place"),
        ("flown in from Kraków", "A place"),
        ("phone 0161 496 0000", "A telephone number"),
        ("+48 600 700 800", "A telephone number"),
        ("write to a.b@example.org", "An e-mail or web address"),
        ("MRN 12345", "A long number"),
        ("SW1A 1AA", "A postcode"),
        ("00-950 Warszawa", "A postcode"),
        ("pacemaker serial no. PX99812", "A number of a device or a batch"),
        ("a transplant in 2019", "A year"),
        ("She is the mayor", "A rare occupation or role"),
        ("one of triplets", "Twins and more"),
    ],
)
def test_each_rule_finds_its_own(text, rule):
    assert [name for name, _excerpt in found(text)] == [rule]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("44051401359", "PESEL"),
        ("1960101400011", "CNP"),
        ("811228-9874", "personnummer"),
        ("943 476 5919", "NHS number"),
        ("123456789", "NIF"),
    ],
)
def test_numbers_of_people_are_told_by_their_check_digit(number, kind):
    assert one(f"She has {number} in her record").suggestion == f"This looks like a {kind}. Leave it out."
    digits = [character for character in number if character.isdigit()]
    digits[-1] = str((int(digits[-1]) + 1) % 10)
    assert kind not in one(f"She has {''.join(digits)} in her record").suggestion


def test_a_count_is_no_number_of_anybody():
    assert not numbers.spans(
        "123456 CFU/ml, 150000/µl, 1234567 copies per ml, NCT01234567, PMID 34605781", frozenset()
    )


def test_the_authors_own_names_are_found_however_they_are_written():
    own = frozenset({"żółć", "zolc", "quittapahilla"})
    assert ("You or your workplace", "ŻÓŁĆ") in found("As ŻÓŁĆ has shown before", own=own)
    assert found("Nobody knows it", own=own) == []


def test_references_are_left_alone():
    text = (
        "Evans L, Rhodes A. Intensive Care Med 2021;47:1181–1247. https://doi.org/10.1007/s00134-021-06506-y"
    )
    assert find([Text("reference.1", "Reference 1", text)]) == []


def test_one_place_is_pointed_out_once_by_the_rule_that_is_surest():
    assert found("Date of birth: 12.03.1951") == [
        ("A field of a form or letter", "Date of birth: 12.03.1951")
    ]


def test_the_same_words_have_the_same_key_and_other_words_another():
    first, second = one("in room 12"), one("In  ROOM 12")
    assert first.key == one("later in room 12").key
    assert second.excerpt == "ROOM 12"
    assert first.key == second.key
    assert first.key != one("in room 13").key


def test_a_long_text_is_read_at_once():
    assert len(find([Text("section.findings", "Findings", CLEAN * 200)])) == 0


@pytest.mark.parametrize(
    "text", ["Think of Listeria after the age of 50", "people over 65 years old", "under the age of 5"]
)
def test_a_limit_of_age_is_nobodys_age(text):
    assert found(text) == []
