"""What people have been credited with: line by line, by accreditor and year, and to take along."""

import csv
import datetime
import io
import json
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone
from outloud import check
from pdfua import Severity, validate
from pypdf import PdfReader

from certificates.actions import revoke
from certificates.credit import ledger, transcripts
from certificates.facts import Uncredited
from certificates.holdings import export
from certificates.models import Accreditation, Award
from certificates.tests.factories import (
    FACTS,
    AccreditationFactory,
    AccreditorFactory,
    CertificateFactory,
    CreditFactory,
)

pytestmark = pytest.mark.django_db
PAGE = "/me/credits/"


def credited(holder, amount=300, on=datetime.date(2026, 5, 6), short_name="EACCME", unit="ECMEC®", **facts):
    accreditor = AccreditorFactory(short_name=short_name, unit=unit)
    return CreditFactory(
        certificate__holder=holder,
        accreditation=AccreditationFactory(accreditor=accreditor),
        amount=amount,
        earned_on=on,
        **facts,
    )


def text(response):
    return " ".join(response.content.decode().split())


# ---- Sums -------------------------------------------------------------------------------------------------------


def test_each_line_says_the_sum_so_far_the_newest_first(participant):
    credited(participant, 575, datetime.date(2027, 3, 1))
    credited(participant, 125, datetime.date(2026, 5, 6))

    book = ledger.of(participant)

    assert [(entry.amount_text, entry.running_text) for entry in book.entries] == [
        ("5.75", "7"),
        ("1.25", "1.25"),
    ]
    [account] = book.accounts
    assert (account.amount, account.by_year) == (700, [(2027, "5.75"), (2026, "1.25")])


def test_different_accreditors_and_units_are_never_added_up(participant):
    credited(participant, 100)
    credited(participant, 200, short_name="SRATI", unit="ECMEC®")
    credited(participant, 400, short_name="PTAiIT", unit="points")

    book = ledger.of(participant)

    assert sorted(account.amount for account in book.accounts) == [100, 200, 400]


def test_only_valid_certificates_count_and_each_once(participant, staff):
    revoked, replaced = credited(participant, 100), credited(participant, 200)
    revoke(certificate=revoked.certificate, by=staff, reason="Not there.")
    again = CertificateFactory(
        holder=participant,
        award=replaced.certificate.award,
        edition=2,
        replaces=replaced.certificate,
        replacement_reason="More is true.",
    )
    CreditFactory(certificate=again, accreditation=replaced.accreditation, amount=400)

    book = ledger.of(participant)

    assert [entry.credit.amount for entry in book.entries] == [400]


def test_nobody_sees_credits_of_others(participant, stranger):
    credited(stranger)

    assert ledger.of(participant).entries == []


# ---- The page ---------------------------------------------------------------------------------------------------


def test_the_page_shows_lines_sums_and_the_number_to_check(as_, participant):
    credit = credited(participant, 575, minutes=345)

    page = text(as_(participant).get(PAGE))

    for words in ("5.75", "ECMEC®", "5 h 45 min", "2026: 5.75", credit.number, credit.certificate.number):
        assert words in page


def test_hours_without_credits_are_listed_as_hours(as_, participant):
    CertificateFactory(holder=participant, title="Kick-off webinar", minutes=60)

    page = text(as_(participant).get(PAGE))

    assert "Hours without credits" in page
    assert "Kick-off webinar" in page
    assert "1 h" in page
    assert "No credits yet" not in page


def test_what_was_not_credited_says_why(as_, participant):
    row = AccreditationFactory(professions=["doctor"], most_half_day=300)
    lost = (Uncredited(row.pk, 45, "profession"), Uncredited(row.pk, 30, "half_day"))
    certificate = CertificateFactory(holder=participant)
    Award.objects.filter(pk=certificate.award_id).update(facts=replace(FACTS, uncredited=lost).as_json())

    page = text(as_(participant).get(PAGE))

    assert "45 minutes earn no ECMEC®: the accreditor gives them to these professions: Doctor." in page
    assert "30 minutes earn no ECMEC®: a half day earns at most 3." in page


def test_an_offered_replacement_is_mentioned(as_, participant):
    certificate = CertificateFactory(holder=participant)
    Award.objects.filter(pk=certificate.award_id).update(offered_at=timezone.now())

    assert "One of your certificates says something else" in text(as_(participant).get(PAGE))


def test_who_has_none_reads_how_to_earn_them(as_, participant):
    page = text(as_(participant).get(PAGE))

    assert "No credits yet" in page
    assert "Transcript" not in page


@pytest.mark.parametrize("who", ["staff", "coordinator", "stranger"])
def test_everybody_sees_only_the_own(as_, request, participant, who):
    credited(participant)

    assert "No credits yet" in text(as_(request.getfixturevalue(who)).get(PAGE))


def test_a_visitor_is_sent_to_log_in(client):
    for page in (PAGE, reverse("certificates:transcript", args=["pdf"])):
        assert client.get(page).url.startswith(reverse("account_login"))


def test_a_line_says_how_it_came_about(as_, participant):
    credit = credited(participant, 300, minutes=210)
    Accreditation.objects.update(most_half_day=300)
    lost = (Uncredited(credit.accreditation_id, 30, "half_day"),)
    facts = replace(FACTS, uncredited=lost).as_json()
    Award.objects.filter(pk=credit.certificate.award_id).update(facts=facts)

    page = text(as_(participant).get(PAGE))

    assert "210 minutes counted, at 1 ECMEC® an hour." in page
    assert page.count("30 minutes earn no ECMEC®: a half day earns at most 3.") == 1
    assert "What was not credited" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_same_queries_whatever_it_shows(as_, participant, rows, django_assert_num_queries):
    for number in range(rows):
        credit = credited(participant, short_name=f"A{number}")
        lost = (
            Uncredited(credit.accreditation_id, 45, "most"),
            Uncredited(AccreditationFactory().pk, 45, "profession"),
        )
        facts = replace(FACTS, uncredited=lost).as_json()
        Award.objects.filter(pk=credit.certificate.award_id).update(facts=facts)
        CertificateFactory(holder=participant)
    client = as_(participant)

    # Session and person; certificates, their credits, accreditations of what was not credited.
    with django_assert_num_queries(5):
        client.get(PAGE)


# ---- To take along ----------------------------------------------------------------------------------------------


def test_the_table_runs_no_formula_and_loses_no_letter(as_, participant):
    credit = credited(participant, 575, certificate__title="=HYPERLINK(1) Żółć")

    answer = as_(participant).get(reverse("certificates:transcript", args=["csv"]))

    assert answer["Content-Disposition"].startswith('attachment; filename="credits-')
    [line] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert line["activity"] == "'=HYPERLINK(1) Żółć"
    assert (line["credits"], line["unit"], line["day"]) == ("5.75", "ECMEC®", "2026-05-06")
    assert line["check"].endswith(f"/verify/{credit.certificate.number}/")


def test_json_keeps_sums_apart_and_hours_without_credits(as_, participant):
    credited(participant, 575)
    credited(participant, 100, short_name="SRATI", unit="EMC")
    CertificateFactory(holder=participant, minutes=60)

    facts = json.loads(as_(participant).get(reverse("certificates:transcript", args=["json"])).content)

    assert facts["name"] == "Łukasz Żółć"
    assert [(one["unit"], one["credits"], one["by_year"]) for one in facts["totals"]] == [
        ("ECMEC®", "5.75", {"2026": "5.75"}),
        ("EMC", "1.00", {"2026": "1.00"}),
    ]
    assert len(facts["credits"]) == 2
    [hours] = facts["hours_without_credits"]
    assert hours["minutes"] == 60
    assert "credits" not in hours


@pytest.mark.parametrize("name", ["Łukasz Żółć", "ד״ר כהן", "*_#$ ] [ @x <y>", "N" * 100])
def test_the_pdf_prints_names_as_they_are_and_two_checkers_find_nothing(participant, name, tmp_path):
    participant.name = name
    participant.save()
    credit = credited(participant, 575)
    credited(participant, 100, short_name="SRATI", unit="EMC")
    CertificateFactory(holder=participant, minutes=60, title="A webinar")

    pdf = transcripts.as_pdf(participant)

    words = words_of(pdf)
    for expected in (credit.certificate.number, "5.75 ECMEC®", "1 EMC", "A webinar", "/verify/"):
        assert expected in words
    if name.isascii():
        assert name[:40] in words
    assert complaints(tmp_path / "transcript.pdf", pdf) == []


def words_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def complaints(file, pdf):
    file.write_bytes(pdf)
    found = [str(finding) for finding in validate(str(file)).findings if finding.severity > Severity.INFO]
    verdict = check(str(file))
    assert not verdict.error
    return found + [str(verdict.findings)] * bool(verdict.errors or verdict.warnings)


def test_a_transcript_of_many_lines_goes_over_pages(participant):
    for _ in range(40):
        credited(participant)

    assert len(PdfReader(io.BytesIO(transcripts.as_pdf(participant))).pages) > 1


def test_who_has_nothing_gets_an_empty_transcript(as_, participant):
    assert transcripts.as_pdf(participant).startswith(b"%PDF")
    assert as_(participant).get("/me/credits/transcript.xls").status_code == 404


def test_an_export_of_a_persons_data_holds_the_credits(participant):
    credited(participant, 575)

    [certificate] = export(participant)

    assert [(one["hundredths"], one["unit"]) for one in certificate["credits"]] == [(575, "ECMEC®")]
