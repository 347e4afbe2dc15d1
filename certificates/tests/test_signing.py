import io
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta

import pymupdf
import pytest
import time_machine
from asn1crypto import cms
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from outloud import check
from pdfua import Severity, validate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import load_certs_from_pemder_data
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from certificates import keys
from certificates.document import rendering, signing
from certificates.models import Kind, Language, Purpose
from certificates.tests.test_render import certificate, credit

ISSUED = datetime(2026, 5, 9, 12, 30, 15, 123456, tzinfo=UTC)
MAY = {"first_day": date(2026, 5, 6), "last_day": date(2026, 5, 8), "role": "Speaker", "score": 8250}


@pytest.fixture(scope="module")
def key():
    return keys.opened(keys.new_row(Purpose.DOCUMENT), Purpose.DOCUMENT)


@pytest.fixture(scope="module")
def signed(key):
    return signed_with(key)


def signed_with(key, language="en", **facts):
    issued = certificate(number="SP-7K3M-9QXD-C", issued_at=ISSUED, **facts)
    return signing.sign(rendering.pdf(issued, language), at=issued.issued_at, key=key)


def judge(pdf, key):
    """What pyHanko's own validator says of the one signature."""
    [signature] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    roots = load_certs_from_pemder_data(key.row.certificate.encode())
    return validate_pdf_signature(signature, ValidationContext(trust_roots=list(roots)))


def contents_and_covered(pdf):
    """As anybody reads it who knows nothing but the format: the CMS, and the bytes it is about."""
    field = PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/AcroForm"]["/Fields"][0]
    signature = field["/V"]
    start, length, again, rest = signature["/ByteRange"]
    covered = pdf[start : start + length] + pdf[again : again + rest]
    return signature["/Contents"].original_bytes, covered


def test_the_signature_is_valid_and_covers_the_whole_file(signed, key):
    status = judge(signed, key)

    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.modification_level.name == "NONE"


def test_it_is_as_pades_wants_it(signed):
    """ETSI EN 319 142-1, level B-B: which attributes there have to be, and which must not."""
    [signature] = PdfFileReader(io.BytesIO(signed)).embedded_signatures

    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    signer = signature.signer_info
    names = {attribute["type"].native for attribute in signer["signed_attrs"]}
    assert {"content_type", "message_digest", "signing_certificate_v2"} <= names
    assert "signing_time" not in names
    assert len(signer["unsigned_attrs"]) == 0


def test_somebody_else_verifies_it_with_nothing_but_the_public_key(signed, key):
    contents, covered = contents_and_covered(signed)
    signed_data = cms.ContentInfo.load(contents)["content"]
    [signer] = signed_data["signer_infos"]
    attributes = {row["type"].native: row["values"].native[0] for row in signer["signed_attrs"]}
    digest = hashes.Hash(hashes.SHA256())
    digest.update(covered)

    assert attributes["message_digest"] == digest.finalize()
    embedded = signed_data["certificates"][0].chosen.dump()
    assert embedded == key.certificate.public_bytes(Encoding.DER)
    # The signature is over the attributes as the set that they are (RFC 5652, 5.4).
    key.certificate.public_key().verify(
        signer["signature"].native, signer["signed_attrs"].untag().dump(), PKCS1v15(), hashes.SHA256()
    )


@pytest.mark.skipif(shutil.which("openssl") is None, reason="No openssl here")
@pytest.mark.parametrize(("added", "verdict"), [(b"", 0), (b"x", 4)])
def test_openssl_verifies_it_as_cades(signed, key, tmp_path, added, verdict):
    contents, covered = contents_and_covered(signed)
    for name, content in (
        ("cms", contents),
        ("covered", covered + added),
        ("root", key.row.certificate.encode()),
    ):
        (tmp_path / name).write_bytes(content)
    options = "-verify -cades -binary -inform DER -in cms -content covered -CAfile root -purpose any -out out"

    check = subprocess.run(
        ["openssl", "cms", *options.split()], cwd=tmp_path, capture_output=True, check=False
    )

    assert check.returncode == verdict, check.stderr


@pytest.mark.parametrize("share", [0.02, 0.2, 0.4, 0.6, 0.75])
def test_a_file_with_one_other_byte_is_refused(signed, key, share):
    _, covered = contents_and_covered(signed)
    place = int(len(covered) * share)
    altered = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]

    assert not intact(altered, key)


def test_another_byte_in_the_signature_itself_is_refused(signed, key):
    contents, _ = contents_and_covered(signed)
    place = signed.index(contents.hex().upper()[:200].encode()) + len(contents)
    altered = signed[:place] + (b"0" if signed[place : place + 1] != b"0" else b"1") + signed[place + 1 :]

    assert not intact(altered, key)


def test_what_is_added_behind_the_signature_is_seen(signed, key):
    assert not intact(signed + b"\n% and one more line", key)


def intact(pdf, key):
    try:
        status = judge(pdf, key)
    except Exception:  # Broken in a way that it cannot even be read.
        return False
    return status.intact and status.valid and status.coverage.name == "ENTIRE_FILE"


def test_the_same_certificate_and_key_give_the_same_bytes(signed, key):
    again = signed_with(keys.opened(key.row, Purpose.DOCUMENT))

    assert again == signed


def test_the_same_bytes_on_another_day(signed, key):
    with time_machine.travel(ISSUED + timedelta(days=900)):
        assert signed_with(key) == signed


def test_another_key_signs_otherwise(signed):
    other = keys.opened(keys.new_row(Purpose.DOCUMENT), Purpose.DOCUMENT)

    assert signed_with(other) != signed


def test_it_says_when_it_was_signed_but_never_before_there_was_the_key(key):
    made = key.certificate.not_valid_before_utc
    later = signing.sign(rendering.pdf(certificate()), at=made + timedelta(days=7), key=key)
    [early, late] = [
        PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0].self_reported_timestamp
        for pdf in (signed_with(key), later)
    ]

    assert early == max(made, ISSUED.replace(microsecond=0))
    assert late == made + timedelta(days=7)


def test_the_chain_of_an_institutions_certificate_is_in_the_file(key):
    """And in the same order each time."""
    issuers = tuple(
        keys.opened(keys.new_row(Purpose.DOCUMENT), Purpose.DOCUMENT).certificate for _ in range(3)
    )
    chained = keys.Key(row=key.row, private=key.private, certificate=key.certificate, chain=issuers)

    pdf = signed_with(chained)

    contents, _ = contents_and_covered(pdf)
    assert len(cms.ContentInfo.load(contents)["content"]["certificates"]) == 4
    assert judge(pdf, key).intact
    assert signed_with(chained) == pdf


def test_whose_signature_it_is_can_be_read_aloud(signed, key):
    field = PdfReader(io.BytesIO(signed)).trailer["/Root"]["/AcroForm"]["/Fields"][0]

    [name] = key.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert name.value in field["/TU"]


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("language", [Language.ENGLISH, Language.POLISH, Language.ROMANIAN])
def test_two_checkers_of_accessible_pdfs_find_nothing(key, tmp_path, kind, language):
    file = tmp_path / "certificate.pdf"
    pdf = signed_with(key, language, kind=kind, **MAY)

    assert complaints(file, pdf) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"holder_name": "محمد الأنصاري"},
        {"holder_name": "*_#$@<>\\ `raw` // #panic()"},
        {"holder_name": "Maria da Conceição " * 5, "title": "A title that goes on and on. " * 6},
        {"minutes": 0, "programme": "", "place": "", "is_online": False, "signatory_name": ""},
    ],
)
def test_nor_do_they_in_what_is_unusual(key, tmp_path, facts):
    assert complaints(tmp_path / "certificate.pdf", signed_with(key, "pt", **facts)) == []


@pytest.mark.parametrize("lines", [1, 4])
def test_nor_do_they_with_credits_on_the_page_and_overleaf(key, tmp_path, lines):
    issued = certificate(accreditation_note="An application has been made. " * 10)
    credits = [
        credit(number=f"LEE-{row}", statement="Physicians should claim. " * 30) for row in range(lines)
    ]
    pdf = signing.sign(rendering.pdf(issued, "sv", credits), at=ISSUED, key=key)

    assert complaints(tmp_path / "certificate.pdf", pdf) == []


def complaints(file, pdf):
    file.write_bytes(pdf)
    found = [str(finding) for finding in validate(str(file)).findings if finding.severity > Severity.INFO]
    verdict = check(str(file))
    assert not verdict.error
    if verdict.errors or verdict.warnings:
        found.append(f"outloud: {verdict.findings}")
    return found


def test_text_and_language_are_still_there_in_the_signed_file(signed):
    with pymupdf.open(stream=signed) as document:
        assert document.language == "en"
        assert document.get_sigflags() == 3
        assert "Łukasz Żółć" in document[0].get_text()
