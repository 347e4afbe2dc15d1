"""From bytes to text. Whatever arrives, the answer is text or a complaint."""

import codecs

from registrations.reports.complaints import Complaint

MOST_BYTES = 5 * 1024 * 1024
SNIFFED = 4096
# zip (and with it xlsx, docx), gzip, bzip2, xz, zstd, 7z, rar, old Office, PDF, RTF, PNG, JPEG, GIF, ELF, Windows programs
MAGIC = (
    b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd",
    b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff",
    b"GIF8", b"\x7fELF", b"MZ\x90",
)  # fmt: skip
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}


def decode(data):
    """(text, name of the encoding). By the mark at the beginning, the pattern of NULs, UTF-8, then Windows-1252."""
    if not data.strip():
        raise Complaint("empty")
    if len(data) > MOST_BYTES:
        raise Complaint("too_large", most=MOST_BYTES // 1024 // 1024)
    if data.startswith(MAGIC):
        raise Complaint("archive")
    encoding, body = _marked(data)
    encoding = encoding or _by_nuls(body)
    if encoding:
        return _decoded(body, encoding), encoding
    try:
        return _decoded(body, "utf-8"), "utf-8"
    except Complaint:
        return _decoded(body, "cp1252"), "cp1252"


def _marked(data):
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return encoding, data[len(mark) :]
    return None, data


def _by_nuls(data):
    """UTF-16 without its mark: every second byte of a Latin letter, a digit or a comma is NUL."""
    head = data[:SNIFFED]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if not even and not odd:
        if 0 in data:
            raise Complaint("binary")
        return None
    few, some = len(head) / 40, len(head) / 10
    if odd > some and even <= few:
        return "utf-16-le"
    if even > some and odd <= few:
        return "utf-16-be"
    raise Complaint("binary")


def _decoded(body, encoding):
    if len(body) % WIDE.get(encoding, 1):
        raise Complaint("truncated")
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        raise Complaint("encoding") from error
    if "\0" in text:
        raise Complaint("binary")
    return text
