"""From the bytes of an upload to text, whatever its alphabet; or a refusal in words."""

import codecs
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_BYTES = 2 * 1024 * 1024
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NO_TEXT = (
    b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff",
)  # fmt: skip
DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")
# What no text of ours needs, and XML and the database refuse.
CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")


def decode(data, otherwise="cp1252"):
    """Text with plain line ends. By its mark, as it says itself, as UTF-8; `otherwise` where it is none of these."""
    if len(data) > MOST_BYTES:
        raise ValidationError(_("The file is larger than 2 MB. Split it."))
    if not data.strip():
        raise ValidationError(_("The file is empty."))
    text = None if data.startswith(NO_TEXT) else _text(data, otherwise)
    if text is None or "\0" in text:
        raise ValidationError(_("This is no text file. Save the questions as GIFT, Moodle XML or CSV first."))
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _text(data, otherwise):
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    wide = _wide(data[:4096])
    declared = DECLARED.match(data)
    if wide or declared:
        return _decoded(data, wide or declared[1].decode())
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, otherwise)


def _wide(head):
    """UTF-16 without its mark: every second byte of a Latin letter is NUL."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) / 8 and even <= len(head) / 40:
        return "utf-16-le"
    if even > len(head) / 8 and odd <= len(head) / 40:
        return "utf-16-be"
    return None


def _decoded(data, encoding):
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise ValidationError(_("The letters of this file cannot be read. Save it as UTF-8.")) from error
