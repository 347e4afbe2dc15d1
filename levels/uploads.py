"""Films and hand-outs that are uploaded: what they say they are, of a size that can be served, and how long they are.

Of hubs' PDFs, which anybody may open, also that they are nothing but pages.
"""

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MB = 1024 * 1024
LARGEST_PDF = 50 * MB
LARGEST_FILM = 500 * MB
# Boxes of an MP4 that lead to the one with the length, and how many of them a sane film has at most.
MOST_BOXES = 10_000
# Hand-outs of hubs, and how many objects one that is taken leads to at most.
LARGEST_LOCAL_PDF = 10 * MB
MOST_OBJECTS = 100_000
# What a page does not need: programs, commands, other files, films. `/S` of an action, and keys of any dictionary.
COMMANDS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition"}
NOT_PAGES = {"/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"}
_WITH_PARTS = (IndirectObject, DictionaryObject, ArrayObject)
# pypdf reads what strangers wrote: a broken file may fail it anywhere.
_BROKEN = (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError)


def pages_of(file, largest=LARGEST_PDF):
    """How many pages this PDF has. Raises ValidationError where it is none."""
    _bounded(file, largest)
    if _mime(file) != "application/pdf":
        raise ValidationError(_("This is not a PDF, whatever its name says."), code="not_pdf")
    try:
        reader = PdfReader(file)
        pages = 0 if reader.is_encrypted else len(reader.pages)
    except _BROKEN:
        raise ValidationError(_("This PDF is damaged: it cannot be opened."), code="broken") from None
    if reader.is_encrypted:
        raise ValidationError(_("This PDF asks for a password. Save it without one."), code="encrypted")
    if not pages:
        raise ValidationError(_("This PDF has no pages."), code="empty")
    return pages


def pages_of_local(file):
    """The same of a hub's PDF. Raises ValidationError also where there is more in it than pages."""
    pages = pages_of(file, LARGEST_LOCAL_PDF)
    file.seek(0)
    try:
        is_more = any(_is_more_than_pages(thing) for thing in _dictionaries(PdfReader(file)))
    except _BROKEN:
        raise ValidationError(_("This PDF is damaged: it cannot be opened."), code="broken") from None
    if is_more:
        raise ValidationError(
            _(
                "In this PDF there are programs, commands or attached files. Print it as a new PDF, without them."
            ),
            code="active",
        )
    file.seek(0)
    return pages


def _dictionaries(reader):
    """Every dictionary that the file leads to; of a file with more of them than a hand-out has, none is taken."""
    seen, stack = set(), [reader.trailer["/Root"]]
    while stack:
        thing = stack.pop()
        if isinstance(thing, IndirectObject):
            if thing.idnum in seen:
                continue
            seen.add(thing.idnum)
            thing = thing.get_object()
        if isinstance(thing, DictionaryObject):
            yield thing
            stack += [value for value in dict.values(thing) if isinstance(value, _WITH_PARTS)]
        elif isinstance(thing, ArrayObject):
            stack += [value for value in list.__iter__(thing) if isinstance(value, _WITH_PARTS)]
        if len(seen) + len(stack) > MOST_OBJECTS:
            raise ValidationError(
                _("This PDF is too complicated to check. Print it as a new PDF, and upload that one."),
                code="objects",
            )


def _is_more_than_pages(thing):
    return thing.get("/S") in COMMANDS or not NOT_PAGES.isdisjoint(thing)


def seconds_of(file):
    """How long this MP4 or WebM plays; None where the file does not tell. Raises ValidationError for anything else."""
    _bounded(file, LARGEST_FILM)
    mime = _mime(file)
    if mime not in ("video/mp4", "video/webm"):
        raise ValidationError(_("Films are MP4 or WebM, and this file is neither."), code="not_video")
    return _seconds_of_mp4(file) if mime == "video/mp4" else None


def suffix_of(file):
    """The suffix that belongs to what the file really is."""
    return {"application/pdf": ".pdf", "video/mp4": ".mp4", "video/webm": ".webm"}[_mime(file)]


def _bounded(file, largest):
    if file.size > largest:
        raise ValidationError(
            _("The file has %(size)s MB; at most %(largest)s MB can be taken.")
            % {"size": -(-file.size // MB), "largest": largest // MB},
            code="too_big",
        )


def _mime(file):
    file.seek(0)
    mime = filetype.guess_mime(file.read(8192))
    file.seek(0)
    return mime


def _seconds_of_mp4(file):
    """From the header of the film (ISO 14496-12: moov, in it mvhd). None where it leaves that open."""
    moov = _box(file, b"moov", 0, file.size)
    mvhd = moov and _box(file, b"mvhd", *moov)
    if not mvhd:
        raise ValidationError(_("This film is damaged: its header is missing."), code="broken")
    file.seek(mvhd[0])
    head = file.read(32)
    file.seek(0)
    wide = head[:1] == b"\x01"
    scale = int.from_bytes(head[20:24] if wide else head[12:16])
    duration = int.from_bytes(head[24:32] if wide else head[16:20])
    unknown = (1 << (64 if wide else 32)) - 1
    if not scale or not duration or duration == unknown:
        return None
    return max(1, round(duration / scale))


def _box(file, wanted, start, end):
    """(first byte, end) of what is in the first box of this kind between two places; None where there is none."""
    for _number in range(MOST_BOXES):
        if start + 8 > end:
            return None
        file.seek(start)
        head = file.read(16)
        size, inside = int.from_bytes(head[:4]), start + 8
        if size == 1:
            size, inside = int.from_bytes(head[8:16]), start + 16
        elif size == 0:
            size = end - start
        if size < inside - start:
            return None
        if head[4:8] == wanted:
            return inside, min(start + size, end)
        start += size
    return None
