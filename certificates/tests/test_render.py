import io
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from certificates import rendering
from certificates.models import Certificate
from certificates.tests.factories import CertificateFactory

NAMES = [
    "Łukasz Żółć",
    "Ștefănescu Țăranu",
    "Åsa Öberg",
    "Γιώργος Παπαδόπουλος",
    "Олександр Шевченко",
    "王小明",
    "김철수",
    "*_#$[]<>\\ `raw` @ref // {{ name }} #panic()",
    'O\'Brien & "Söhne"',
]
ELSEWHERE = ["محمد الأنصاري", "דוד לוי", "அருண் குமார்", "अरुण शर्मा", "สมชาย ใจดี", "አበበ በቂላ", "გიორგი", "Արամ"]


def certificate(**facts):
    return CertificateFactory.build(**{"holder": None, "holder_name": "Łukasz Żółć"} | facts)


def page_of(pdf):
    [page] = PdfReader(io.BytesIO(pdf)).pages
    return page


def words_of(pdf):
    return " ".join(page_of(pdf).extract_text().split())


def test_it_says_all_that_is_certified():
    issued = certificate()

    words = words_of(rendering.pdf(issued))

    for fact in (
        "Certificate of attendance",
        "This is to certify that Łukasz Żółć attended",
        issued.title,
        issued.programme,
        "6 May 2026",
        "Online",
        "5 hours 45 minutes",
        issued.number,
        "Prof. Gennaro De Pascale",
        "Level 1 director, Rome",
    ):
        assert fact in words


@pytest.mark.parametrize("name", NAMES)
def test_names_are_printed_as_they_are(name):
    assert " ".join(name.split()) in words_of(rendering.pdf(certificate(holder_name=name)))


@pytest.mark.parametrize("name", ELSEWHERE)
def test_every_script_has_its_letters(name, caplog):
    rendering.pdf(certificate(holder_name=name))

    assert caplog.records == []


def test_a_letter_that_no_font_has_does_not_keep_the_certificate_from_being_made(caplog):
    words = words_of(rendering.pdf(certificate(holder_name="Ana 🧪 Silva")))

    assert "Silva" in words
    assert "is not PDF/UA" in caplog.text


@pytest.mark.parametrize("name", ["Maria da Conceição " * 10, "W" * 200])
def test_a_name_of_200_characters_stays_on_the_one_page(name):
    page = page_of(rendering.pdf(certificate(holder_name=name[:200])))

    right_edges = []

    def note(text, matrix, font_matrix, font, size):
        right_edges.append(matrix[4] if text.strip() else 0)

    text = page.extract_text(visitor_text=note)
    assert text.replace("\u200b", "").count(name[:3]) >= 10
    assert max(right_edges) < page.mediabox.width


def test_the_longest_of_everything_fits_one_page():
    words = "words and words " * 20
    pdf = rendering.pdf(
        certificate(
            holder_name=words[:200],
            title=words[:200],
            programme=words[:200],
            dates=words[:100],
            place=words[:200],
            signatory_name=words[:120],
            signatory_post=words[:200],
        )
    )

    assert page_of(pdf)


def test_the_same_certificate_gives_the_same_bytes():
    issued = certificate()

    assert rendering.pdf(issued) == rendering.pdf(issued)


def test_another_process_gives_the_same_bytes_too():
    facts = {
        "number": "SP-7K3M-9QXD-C",
        "kind": "attendance",
        "holder_name": "Żółć",
        "title": "T",
        "minutes": 60,
        "issued_at": datetime(2026, 5, 8, tzinfo=UTC),
    }
    script = (
        "import django, sys; django.setup()\n"
        "from certificates import rendering\n"
        "from certificates.models import Certificate\n"
        "import datetime\n"
        f"sys.stdout.buffer.write(rendering.pdf(Certificate(**{facts!r})))\n"
    )

    elsewhere = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout

    assert elsewhere == rendering.pdf(Certificate(**facts))


def test_a_checker_of_accessible_pdfs_finds_nothing(tmp_path):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(rendering.pdf(certificate()))

    check = subprocess.run(
        [sys.executable, "-m", "pdfua", "check", str(file)], capture_output=True, text=True, check=False
    )

    assert check.returncode == 0, check.stdout


def test_unknown_time_and_place_are_left_out():
    words = words_of(rendering.pdf(certificate(minutes=0, place="")))

    assert "Time attended" not in words
    assert "Place" not in words
