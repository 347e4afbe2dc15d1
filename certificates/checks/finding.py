"""Which certificates a file names. Files come from anybody: whatever they hold, this ends soon and takes little memory.

A PDF is not read as one, only looked through: its bytes, and what it holds deflated. The title, the description and the
link of the QR code bear the number in one of them, also where other programs have written the file anew.
static/js/verify.js does the same in the browser; the bounds here are those there.
"""

import re
import zlib

from certificates import numbers

HEAD = b"%PDF-"
HEAD_WITHIN = 1024  # Readers accept so much before it.
MOST_NUMBERS = 10
MOST_STREAMS = 500
MOST_DEFLATED = 256 * 1024
MOST_INFLATED = 1024 * 1024
MOST_INFLATED_OF_ALL = 16 * 1024 * 1024

_NUMBER = re.compile(rb"SP-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")


def is_pdf(data):
    return HEAD in data[:HEAD_WITHIN]


def numbers_in(data):
    """Well-formed numbers of certificates that the file names, each once, in order; up to `MOST_NUMBERS`."""
    found = {}
    for part in _parts(data):
        for match in _NUMBER.finditer(part):
            number = _parsed(match[0].decode())
            if number:
                found[number] = True
            if len(found) == MOST_NUMBERS:
                return list(found)
    return list(found)


def _parts(data):
    # Titles may be written with two bytes a letter.
    yield data.replace(b"\0", b"")
    left = MOST_INFLATED_OF_ALL
    for count, start in enumerate(_STREAM.finditer(data)):
        if count == MOST_STREAMS or left <= 0:
            return
        inflated = _inflated(data, start.end(), min(MOST_INFLATED, left))
        left -= len(inflated)
        yield inflated.replace(b"\0", b"")


def _inflated(data, start, most):
    end = data.find(b"endstream", start, start + MOST_DEFLATED)
    deflated = data[start : end if end >= 0 else start + MOST_DEFLATED]
    try:
        return zlib.decompressobj().decompress(deflated, most)
    except zlib.error:
        return b""


def _parsed(text):
    try:
        return numbers.parse(text)
    except numbers.MistypedError:
        return None
