import io
import subprocess
import sys
from datetime import UTC, date, datetime

import pymupdf
import pytest
from PIL import Image
from pypdf import PdfReader

from certificates.document import pages, rendering, wording
from certificates.document.wording import Wording
from certificates.models import Certificate, Credit, Kind, Language, Mark, Template
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


MAY_6 = date(2026, 5, 6)


def certificate(**facts):
    return CertificateFactory.build(**{"holder": None, "holder_name": "Łukasz Żółć"} | facts)


def credit(**facts):
    stated = {
        "accreditor": "Accreditation Council",
        "number": "LEE-2026-1",
        "unit": "ECMEC®",
        "amount": 575,
        "statement": "Physicians should claim only the hours they attended.",
        "mark": Mark(png=png()),
    }
    return Credit(**stated | facts)


def png():
    picture = io.BytesIO()
    Image.new("RGB", (120, 40), "navy").save(picture, "PNG")
    return picture.getvalue()


def reader(pdf):
    return PdfReader(io.BytesIO(pdf))


def page_of(pdf):
    [page] = reader(pdf).pages
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
        "from certificates.document import rendering\n"
        "from certificates.models import Certificate, Template\n"
        "import datetime\n"
        f"sys.stdout.buffer.write(rendering.pdf(Certificate(template=Template(), **{facts!r})))\n"
    )

    elsewhere = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout

    assert elsewhere == rendering.pdf(Certificate(template=Template(), **facts))


def test_unknown_time_and_place_are_left_out():
    words = words_of(rendering.pdf(certificate(minutes=0, place="", is_online=False)))

    assert "Time attended" not in words
    assert "Place" not in words


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("language", Language.values)
def test_every_kind_has_its_words_in_every_language(kind, language, caplog):
    issued = certificate(kind=kind, role="Speaker", score=8250, first_day=MAY_6, last_day=MAY_6)
    say = Wording(issued.template, language)

    words = words_of(rendering.pdf(issued, language))

    for key in (
        f"{kind}.heading",
        f"{kind}.verb",
        f"{kind}.time",
        "facts.role",
        "facts.score",
        "page.certify",
    ):
        assert say(key) in words
    assert say.day(MAY_6) in words
    assert "{" not in words
    assert caplog.records == []


def test_days_are_written_as_in_the_language_and_role_and_score_stand_beside():
    issued = certificate(
        first_day=MAY_6, last_day=date(2026, 5, 8), minutes=5 * 60 + 22, score=8250, role="Speaker"
    )

    words = words_of(rendering.pdf(issued, "pl"))

    for text in ("6–8 maja 2026 r.", "5 godzin 22 minuty", "82,5%", "Speaker", "Online"):
        assert text in words
    assert "6 May 2026" not in words


def test_somebody_in_a_room_of_an_event_that_is_online_too_reads_both():
    assert "Warszawa oraz online" in words_of(rendering.pdf(certificate(place="Warszawa"), "pl"))


def test_credits_are_stated_with_the_mark_of_the_accreditor():
    [page] = reader(rendering.pdf(certificate(), credits=[credit(), credit(number="", mark=None)])).pages

    words = " ".join(page.extract_text().split())
    assert "5.75 ECMEC®, Accreditation Council, accreditation no. LEE-2026-1" in words
    assert "Physicians should claim only" in words
    assert len(page.images) == 1


def test_what_is_applied_for_is_said_and_nothing_more():
    words = words_of(rendering.pdf(certificate(accreditation_note="An application has been made to X.")))

    assert "An application has been made to X." in words
    assert "no." not in words


def test_without_accreditation_nothing_is_said_about_it():
    assert "ccredit" not in words_of(rendering.pdf(certificate()))


def test_what_does_not_fit_in_letters_that_can_be_read_goes_overleaf():
    """Four accreditors with all they want to have said; amounts and numbers stay on the certificate itself."""
    credits = [
        credit(number=f"LEE-{row}", statement="Physicians should claim only. " * 40) for row in range(4)
    ]
    issued = certificate(accreditation_note="And an application. " * 20)

    first, *others = reader(rendering.pdf(issued, credits=credits)).pages

    words = " ".join(first.extract_text().split())
    assert all(f"LEE-{row}" in words for row in range(4))
    assert "on page 2" in words
    assert "Physicians" not in words
    overleaf = " ".join("".join(page.extract_text() for page in others).split())
    assert overleaf.startswith(f"Belongs to certificate {issued.number}, issued to Łukasz Żółć.")
    assert overleaf.count("Physicians should claim only.") == 160
    assert overleaf.endswith("And an application.")


def test_a_later_edition_says_which_one_it_takes_the_place_of():
    first = certificate(id=1)
    second = certificate(replaces=first)

    assert f"Takes the place of certificate {first.number}" in words_of(rendering.pdf(second))


def test_colour_and_logo_are_those_of_the_template():
    plain = rendering.pdf(certificate())
    template = Template(number=2, words=wording.bundled(), accent="#0b6b57", logo=png())

    dressed = page_of(rendering.pdf(certificate(template=template)))

    assert len(dressed.images) == 1
    assert not page_of(plain).images


def test_a_template_keeps_its_words_whatever_the_files_say_later(monkeypatch):
    issued = certificate(template=Template(number=2, words=wording.bundled()))
    before = rendering.pdf(issued)
    files = {
        language: words | {"attendance.heading": "Other"} for language, words in wording.bundled().items()
    }

    monkeypatch.setattr(wording, "bundled", lambda: files)

    assert rendering.pdf(issued) == before
    assert "Other" in words_of(rendering.pdf(certificate(template=Template(number=1))))


@pytest.mark.parametrize(
    ("name", "direction"),
    [("Łukasz", "ltr"), ("محمد الأنصاري", "rtl"), ("דוד לוי", "rtl"), ("(Dr) David", "ltr"), ("123", "ltr")],
)
def test_names_are_set_in_the_direction_they_are_read(name, direction):
    assert pages.direction(name) == direction


def test_a_preview_is_no_certificate():
    """No number, nothing to scan, no address, and a word across the page."""
    issued = certificate()

    page = page_of(rendering.sample(issued, "en"))

    words = page.extract_text()
    assert "PREVIEW" in words
    assert issued.number not in words
    assert "verify" not in words
    assert "/Annots" not in page


@pytest.mark.parametrize("language", Language.values)
def test_an_independent_reader_finds_language_title_and_reading_order(language):
    issued = certificate(first_day=MAY_6, last_day=MAY_6)
    say = Wording(issued.template, language)

    with pymupdf.open(stream=rendering.pdf(issued, language)) as document:
        assert document.language == language
        assert document.metadata["title"] == f"{say('attendance.heading')} {issued.number}"
        words = " ".join(document[0].get_text(sort=False).split())

    expected = [say("attendance.heading"), say("page.certify"), issued.holder_name, issued.title]
    expected += [say.day(MAY_6), issued.signatory_name, issued.number]
    places = [words.index(text) for text in expected]
    assert places == sorted(places)


def test_what_is_told_to_a_screen_reader_is_tagged():
    document = reader(rendering.pdf(certificate(), "pl", [credit()]))

    tags = list(tags_of(document.trailer["/Root"]["/StructTreeRoot"]))

    counts = [tags.count(tag) for tag in ("/H1", "/H2", "/Figure", "/Link")]
    assert counts == [1, 1, 2, 1]
    assert "/P" in tags
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]


def tags_of(node):
    node = node.get_object()
    if isinstance(node, dict):
        yield node.get("/S")
        for child in _children(node):
            yield from tags_of(child)


def _children(node):
    children = node.get("/K", [])
    return children if isinstance(children, list) else [children]
