"""The public check of a file: by its fingerprint, or by the file itself, of which nothing is kept."""

import io
import tracemalloc
import zlib
from hashlib import sha256

import pikepdf
import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader, PdfWriter

from certificates import actions, limits, numbers, tasks
from certificates.checks import finding, uploads
from certificates.models import Rendition
from certificates.tests.factories import CertificateFactory

pytestmark = pytest.mark.django_db
ADDRESS = "certificates:verify_file"


@pytest.fixture(autouse=True)
def _asked_nothing_yet():
    cache.delete_pattern("certificates:asked:*")


@pytest.fixture
def certificate():
    made = CertificateFactory(holder_name="Łukasz Żółć")
    tasks.render(made.pk)
    return made


def bytes_of(certificate):
    with certificate.renditions.get(language="en").file.open("rb") as file:
        return file.read()


def upload(client, data, name="any.pdf"):
    return client.post(reverse(ADDRESS), {"file": SimpleUploadedFile(name, data, "application/pdf")})


def ask(client, data, named=None):
    """As the script does."""
    named = finding.numbers_in(data) if named is None else named
    fields = f"sha256={sha256(data).hexdigest()}&numbers={'+'.join(named)}"
    return client.post(reverse(ADDRESS), fields, content_type="application/x-www-form-urlencoded")


@pytest.fixture(params=[upload, ask])
def show(request, client):
    """`show(data)`: the answer in words, however the file was shown."""

    def answer(data):
        response = request.param(client, data)
        assert response.status_code == 200
        return response.content.decode()

    return answer


def saved_anew(data):
    """As another program would write it: untitled, with nothing said about it, and everything packed."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.docinfo["/Title"] = "Untitled"
        del pdf.Root.Metadata
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"SP-" not in out.getvalue()
    return out.getvalue()


def of_somebody_else():
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


def naming(*named):
    return of_somebody_else() + " ".join(named).encode()


def test_the_file_as_issued_is_unaltered(show, certificate):
    page = show(bytes_of(certificate))

    assert "genuine and unaltered" in page
    assert "Its language: English" in page
    assert "Łukasz Żółć" in page
    assert certificate.get_absolute_url() in page


def test_the_language_of_the_file_is_told(client, certificate):
    data = naming(certificate.number)
    Rendition.objects.create(
        certificate=certificate, language="pl", file="any.pdf", sha256=sha256(data).hexdigest()
    )

    assert "Its language: Polish" in upload(client, data).content.decode()


def test_one_byte_is_enough_to_tell(show, certificate):
    data = bytearray(bytes_of(certificate))
    data[len(data) // 2] ^= 1

    page = show(bytes(data))

    assert "not the file that we issued" in page
    assert "genuine and" not in page
    assert "Łukasz Żółć" in page
    assert certificate.number in page


def test_a_file_written_anew_by_another_program_still_names_its_certificate(show, certificate):
    data = saved_anew(bytes_of(certificate))

    assert "not the file that we issued" in show(data)


def test_an_unaltered_file_of_a_revoked_or_replaced_one_says_so(show, staff):
    revoked, replaced = CertificateFactory(), CertificateFactory()
    for one in (revoked, replaced):
        tasks.render(one.pk)
    actions.revoke(certificate=revoked, by=staff, reason="Issued twice.")
    edition = actions.replace(certificate=replaced, by=staff, reason="Another name.")

    page = show(bytes_of(revoked))
    assert "unaltered, but the certificate was revoked" in page
    assert "Issued twice." in page
    page = show(bytes_of(replaced))
    assert "unaltered, but the certificate has been replaced" in page
    assert edition.number in page


def test_a_list_of_certificates_is_not_taken_for_a_changed_one(show):
    one, other = CertificateFactory(), CertificateFactory()

    page = show(naming(one.number, other.number))

    assert "names several" in page
    assert one.get_absolute_url() in page
    assert other.get_absolute_url() in page


def test_nothing_of_ours_is_told_from_a_number_we_never_issued(show):
    number = numbers.new()

    assert "We find no number of ours in it" in show(of_somebody_else())
    page = show(naming(number))
    assert "never issued a certificate with such a number" in page
    assert number in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n" + b"x" * 2000, "This is no PDF"),
        (b"x" * 3000 + b"%PDF-1.7", "This is no PDF"),
        (b"", "This file is empty"),
        (b"%PDF-1.7 " + b"x" * (uploads.MOST_BYTES + 1), "larger than 5 MB"),
    ],
)
def test_what_cannot_be_ours_is_refused_in_words(client, data, words):
    response = upload(client, data)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()


def test_a_form_without_a_file_says_so(client):
    response = client.post(reverse(ADDRESS), {"file": ""})

    assert "Choose the PDF first" in response.content.decode()


def test_what_is_far_too_large_is_not_even_read(client):
    class Unread(io.BytesIO):
        def read(self, *args):
            raise AssertionError("a byte was read")

    size = uploads.MOST_BYTES + uploads.AROUND + 1
    response = client.generic(
        "POST",
        reverse(ADDRESS),
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(size),
        **{"wsgi.input": Unread()},
    )

    assert response.status_code == 413
    assert "larger than 5 MB" in response.content.decode()


def test_nothing_is_written_to_disk(client, settings, tmp_path):
    # Larger than what Django keeps in memory otherwise; where it wanted a file, there is no folder for it.
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "missing"
    data = of_somebody_else() + b"\0" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE * 2)

    assert upload(client, data).status_code == 200


def stream(data):
    return b"1 0 obj\n<</Length %d>>\nstream\n" % len(data) + data + b"\nendstream\nendobj\n"


def encrypted():
    out, writer = io.BytesIO(), PdfWriter()
    writer.append(PdfReader(io.BytesIO(of_somebody_else())))
    writer.encrypt("secret")
    writer.write(out)
    return out.getvalue()


BOMB = zlib.compress(b"\0" * 100_000_000, 9)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n" + stream(BOMB),
        b"%PDF-1.7\n" + stream(BOMB) * 40,
        b"%PDF-1.7\n" + b"stream\n" * 700_000,
        b"%PDF-1.7\n" + stream(zlib.compress(b"page")) * 50_000,
        b"%PDF-1.7\n" + b"SP-" * 1_500_000,
        b"%PDF-1.7\n" + stream(b"\xff" * 100) + b"\x00\xff%%EOF",
        pytest.param(encrypted, id="encrypted"),
    ],
    ids=["bomb", "bombs", "open streams", "pages", "prefixes", "broken", ""],
)
def test_hostile_files_are_answered_calmly_and_in_little_memory(client, data):
    data = data() if callable(data) else data
    tracemalloc.start()
    found = finding.numbers_in(data)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found == []
    assert peak < 3 * uploads.MOST_BYTES
    assert "nothing that we issued" in upload(client, data).content.decode()


def test_no_more_numbers_are_looked_up_than_ten(client, django_assert_max_num_queries):
    named = [numbers.new() for _ in range(40)]

    assert finding.numbers_in(naming(*named)) == named[:10]
    with django_assert_max_num_queries(2):
        assert ask(client, of_somebody_else(), named=named[:11]).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_an_answer_takes_four_queries_whatever_the_number_of_pdfs(
    client, certificate, count, django_assert_max_num_queries
):
    for language in ["pl", "pt", "ro"][:count]:
        digest = sha256(language.encode()).hexdigest()
        Rendition.objects.create(certificate=certificate, language=language, file="a.pdf", sha256=digest)
    data = bytes_of(certificate)

    with django_assert_max_num_queries(3):
        ask(client, data)
    with django_assert_max_num_queries(4):
        ask(client, data + b" ")


@pytest.mark.parametrize("fields", ["", "sha256=", "sha256=ABC", f"sha256={'g' * 64}", f"sha256={'a' * 65}"])
def test_what_is_no_fingerprint_is_refused(client, fields):
    response = client.post(reverse(ADDRESS), fields, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 400


def test_numbers_a_browser_makes_up_are_as_if_not_named(client):
    named = ["SP-0000-0000-0", "<script>", numbers.new()[:-1]]

    assert "We find no number of ours" in ask(client, of_somebody_else(), named=named).content.decode()


def test_the_answer_in_place_is_no_page_of_its_own(client, certificate):
    assert "<html" not in ask(client, bytes_of(certificate)).content.decode()
    assert "<html" in upload(client, bytes_of(certificate)).content.decode()


def test_answers_are_for_nobody_to_index_or_keep(client, certificate):
    response = ask(client, bytes_of(certificate))

    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_forms_of_other_sites_are_refused(certificate):
    client = Client(enforce_csrf_checks=True)

    assert ask(client, bytes_of(certificate)).status_code == 403
    assert upload(client, bytes_of(certificate)).status_code == 403


def test_looking_at_the_address_leads_to_the_form(client):
    assert client.get(reverse(ADDRESS)).url == reverse("certificates:verify")


@time_machine.travel("2026-11-22T10:00:01Z", tick=False)
def test_files_count_as_questions(client, certificate):
    for _ in range(limits.PER_MINUTE):
        client.get(certificate.get_absolute_url())

    for answer in (ask(client, bytes_of(certificate)), upload(client, bytes_of(certificate))):
        assert answer.status_code == 429
        assert "Wait a minute" in answer.content.decode()
