"""What is said of an accreditation: the wording of its accreditor and no other word."""

from dataclasses import replace

import pytest
from django.utils import translation

from certificates.actions import issue_now
from certificates.credit import stating
from certificates.facts import CreditLine
from certificates.models import Accreditation, Accreditor, Credit
from certificates.tests.factories import FACTS, AccreditationFactory, AccreditorFactory, AwardFactory

pytestmark = pytest.mark.django_db


def issued(line):
    facts = replace(FACTS, credits=(line,))
    return issue_now(award=AwardFactory(facts=facts.as_json()))


def test_a_certificate_states_the_credits_in_the_words_of_the_accreditor():
    row = AccreditationFactory(title="Live day", number="LEE-7")

    with translation.override("pl"):
        certificate = issued(CreditLine(row.pk, 575, 345, FACTS.first_day or row.valid_from, "LEE-7"))

    assert certificate.credits.get().statement == (
        "“Live day” is accredited by Council of EACCME (number LEE-7) with 5.75 ECMEC®."
    )


def test_what_is_stated_does_not_follow_later_edits():
    row = AccreditationFactory()
    certificate = issued(CreditLine(row.pk, 575, 345, row.valid_from, row.number))
    before = certificate.credits.get().statement

    Accreditor.objects.update(wording_granted="Otherwise.")
    Accreditation.objects.update(number="LEE-9")

    assert Credit.objects.get().statement == before


def test_a_wording_gives_nothing_else_away():
    wording = "{accreditor.pk} {title} {0} {secret} {"
    row = AccreditationFactory(accreditor=AccreditorFactory(wording_applied=wording), applied=True)

    assert stating.applied(row) == "{accreditor.pk} Level 1 live event {0} {secret} {"


def test_placeholders_that_nobody_can_fill_are_found():
    assert stating.unknown_placeholders("{accreditor}: {title}", stating.APPLIED) == []
    assert stating.unknown_placeholders("{credits} {who} {title", stating.APPLIED) == [
        "{credits}",
        "{who}",
        "{",
    ]
    assert stating.unknown_placeholders("{credits} {number}", stating.GRANTED) == []


def test_a_note_has_room_for_whole_sentences_only():
    long = AccreditorFactory(wording_applied="A" * 599 + ".")
    rows = [AccreditationFactory(accreditor=long, applied=True) for _ in range(3)]

    assert len(stating.note(rows)) == 600
