from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from certificates import actions, holdings, limits, numbers, tasks
from certificates.checks import sentences
from certificates.document import pages
from certificates.models import Certificate, Kind, Rendition
from certificates.tests.factories import CertificateFactory, CreditFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked_nothing_yet():
    # Not clear(): that would empty the queues of Celery too, which live in the same Redis.
    cache.delete_pattern("certificates:asked:*")


def check(client, number):
    return client.get(reverse("certificates:verified", args=[number]))


def test_anybody_reads_what_was_certified(client, django_assert_max_num_queries):
    certificate = CertificateFactory(holder_name="Łukasz Żółć")

    with django_assert_max_num_queries(3):
        response = check(client, certificate.number)

    page = response.content.decode()
    for fact in ("This certificate is genuine", "Łukasz Żółć", certificate.title, "6 May 2026", "5 h 45 min"):
        assert fact in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_a_revoked_one_says_so_and_why(client):
    certificate = CertificateFactory(revoked_at=timezone.now(), revocation_reason="Issued twice.")

    page = check(client, certificate.number).content.decode()

    assert "This certificate was revoked" in page
    assert "Issued twice." in page
    assert "genuine" not in page


def test_a_revoked_one_that_was_issued_anew_leads_to_the_new_one(client, staff):
    certificate = CertificateFactory()
    actions.revoke(certificate=certificate, by=staff, reason="The wrong person.")
    anew = actions.replace(certificate=certificate, by=staff, reason="It was the right person.")

    page = check(client, certificate.number).content.decode()

    assert "The wrong person." in page
    assert anew.get_absolute_url() in page


def test_a_replaced_one_leads_to_what_is_true_today(client, staff):
    certificate = CertificateFactory()
    edition = actions.replace(certificate=certificate, by=staff, reason="Its holder corrected the name.")

    page = check(client, certificate.number).content.decode()
    assert "This certificate has been replaced" in page
    assert edition.get_absolute_url() in page
    assert "genuine" not in page
    # Why a name was corrected concerns nobody else.
    assert "corrected" not in page
    page = check(client, edition.number).content.decode()
    assert "This certificate is genuine" in page
    assert f"2, in place of {certificate.number}" in page

    actions.revoke(certificate=edition, by=staff, reason="Issued twice.")
    assert "That one was revoked on" in check(client, certificate.number).content.decode()


def test_everything_that_is_printed_stands_there(client, django_assert_max_num_queries):
    certificate = CertificateFactory(
        kind=Kind.FACULTY,
        title="Source control, case by case",
        role="Lead faculty",
        first_day=date(2026, 9, 9),
        last_day=date(2026, 9, 10),
        dates="",
        place="Rome",
        score=8750,
        accreditation_note="An application has been made to the EACCME®.",
    )
    for number in (1, 2):
        CreditFactory(certificate=certificate, amount=475 + number * 100, number=f"LEE/{number}")
        Rendition.objects.create(
            certificate=certificate, language=["en", "pl"][number - 1], file="a.pdf", sha256=f"{number}" * 64
        )

    with django_assert_max_num_queries(3):
        page = check(client, certificate.number).content.decode()

    printed = ["taught at “Source control, case by case”", "Lead faculty", "Rome, and online", "87.5%"]
    printed += [
        "9 September 2026 – 10 September 2026",
        "Time taught",
        "5 h 45 min",
        certificate.signatory_post,
    ]
    printed += [
        "An application has been made",
        "5.75 ECMEC®",
        "6.75 ECMEC®",
        "LEE/1",
        "LEE/2",
        "1" * 64,
        "2" * 64,
    ]
    printed += [credit.statement for credit in certificate.credits.all()]
    assert [words for words in printed if words not in page] == []


@pytest.mark.parametrize("kind", Kind.values)
def test_each_kind_has_a_sentence_of_its_own(kind):
    certificate = Certificate(kind=kind, title="100% <b>")

    assert sentences.did(certificate).endswith(" “100% <b>”")
    assert len({str(sentence) for sentence in sentences.DID.values()}) == len(Kind)


def test_that_something_is_no_longer_earned_is_for_staff_alone(client):
    certificate = CertificateFactory()
    actions.withdraw(source=certificate.award.source, because="Attendance was corrected.")

    page = check(client, certificate.number).content.decode()

    assert "This certificate is genuine" in page
    assert "corrected" not in page


def test_mistyped_and_unknown_are_told_apart(client):
    number = numbers.new()
    wrong = number[:-1] + ("2" if number[-1] != "2" else "3")

    unknown, mistyped = check(client, number), check(client, wrong)

    assert (unknown.status_code, mistyped.status_code) == (404, 404)
    assert "We have never issued" in unknown.content.decode()
    assert "mistyped: its last character" in mistyped.content.decode()
    assert "never issued" not in mistyped.content.decode()


def test_the_form_leads_to_the_page_however_the_number_was_typed(client):
    certificate = CertificateFactory()
    typed = certificate.number.lower().replace("-", " ")

    response = client.get(reverse("certificates:verify"), {"number": typed})

    assert response.url == certificate.get_absolute_url()
    assert check(client, typed).url == certificate.get_absolute_url()


def test_the_form_says_when_a_number_was_mistyped(client):
    response = client.get(reverse("certificates:verify"), {"number": "SP-1234"})

    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.content.decode()
    assert client.get(reverse("certificates:verify"), {"number": ""}).status_code == 200


@time_machine.travel("2026-11-22T10:00:01Z", tick=False)
def test_whoever_asks_too_often_waits_a_minute(client):
    number = numbers.new()
    answers = [check(client, number).status_code for _ in range(limits.PER_MINUTE + 1)]

    assert answers == [404] * limits.PER_MINUTE + [429]
    assert (
        client.get(reverse("certificates:verified", args=[number]), REMOTE_ADDR="10.1.2.3").status_code == 404
    )


def test_nothing_is_changed_by_asking(client):
    assert client.post(reverse("certificates:verify")).status_code == 405


def pdf_of(certificate):
    return reverse("certificates:pdf", args=[certificate.number])


def test_holder_and_staff_download_the_pdf(as_, staff):
    certificate = CertificateFactory()
    tasks.render(certificate.pk)

    for person in (certificate.holder, staff):
        response = as_(person).get(pdf_of(certificate))
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == f'attachment; filename="{certificate.number}-en.pdf"'
        assert b"".join(response.streaming_content).startswith(b"%PDF-")


def test_a_stranger_gets_404_and_a_visitor_logs_in(as_, client, stranger, coordinator):
    certificate = CertificateFactory()
    tasks.render(certificate.pk)

    assert client.get(pdf_of(certificate)).status_code == 302
    assert as_(stranger).get(pdf_of(certificate)).status_code == 404
    assert as_(coordinator).get(pdf_of(certificate)).status_code == 404


def test_before_the_pdf_is_made_the_page_says_so(as_):
    certificate = CertificateFactory()

    response = as_(certificate.holder).get(pdf_of(certificate))

    assert response.status_code == 200
    assert "is being made" in response.content.decode()


def test_the_export_holds_the_pdf_and_erasure_leaves_the_certificate(participant):
    certificate = CertificateFactory(holder=participant, holder_name="Łukasz Żółć")
    tasks.render(certificate.pk)

    [row] = holdings.export(participant)
    [(name, file)] = holdings.files(participant)
    with file:
        assert (row["number"], name) == (certificate.number, f"certificates/{certificate.number}-en.pdf")
        assert file.read(5) == b"%PDF-"

    holdings.erase(participant)

    certificate.refresh_from_db()
    assert (certificate.holder, certificate.holder_name) == (None, "Łukasz Żółć")


def test_the_page_says_each_fact_that_the_pdf_says(client):
    certificate = CertificateFactory(kind=Kind.LEVEL, role="Speaker", score=8750, minutes=60)
    CreditFactory(certificate=certificate, statement="Accredited by the council.")
    printed = pages.of(certificate, "en")

    page = check(client, certificate.number).content.decode()

    facts = [fact["value"] for fact in printed["facts"] if "hour" not in fact["value"]]
    credits = [credit["statement"] for credit in printed["credits"]]
    names = [printed[name] for name in ("name", "title", "programme", "signatory", "post", "number", "note")]
    assert [words for words in [*facts, *credits, *names] if words not in page] == []
