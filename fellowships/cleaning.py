"""PDFs of strangers: which are taken, and what of them is kept.

What stays is what a page needs to be seen: everything else in the file is left behind by lists of what is allowed,
and the file is written anew. Fields and notes are painted onto their pages first, so that what was filled in is
still read. Nothing here knows whose document it is.
"""

import hashlib
import io
from dataclasses import dataclass, field
from pathlib import PurePath

import pikepdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pikepdf import Array, Dictionary, Name, Stream

MAX_BYTES = 5 * 1024 * 1024
MAX_PAGES = 10
# A page of text has some dozens; a drawing of a thousand layers has fewer than that.
MAX_OBJECTS = 100_000
# What a small file may unfold to. The limits hold for the whole process: nothing else here reads PDFs with qpdf.
UNFOLDED = 64 * 1024 * 1024
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=UNFOLDED,
    run_length_max_memory=UNFOLDED,
    png_max_memory=UNFOLDED,
    tiff_max_memory=UNFOLDED,
    dct_max_memory=UNFOLDED,
    parser_max_nesting=100,
    doc_max_warnings=100,
)

REMOVED = {
    "javascript": gettext_lazy("programs (JavaScript)"),
    "attachments": gettext_lazy("attached files"),
    "forms": gettext_lazy("form fields (what was filled in is part of the page now)"),
    "signatures": gettext_lazy("digital signatures (the page still shows them)"),
    "notes": gettext_lazy("notes (those that were visible are part of the page now)"),
    "media": gettext_lazy("films and sounds"),
    "actions": gettext_lazy("commands that open or send something"),
    "metadata": gettext_lazy("hidden details such as author and program"),
}

CATALOG = {
    "/Type",
    "/Pages",
    "/Version",
    "/Lang",
    "/MarkInfo",
    "/StructTreeRoot",
    "/OCProperties",
    "/PageLabels",
    "/Dests",
    "/Names",
    "/Outlines",
}
PAGE = {
    "/Type",
    "/Parent",
    "/Resources",
    "/MediaBox",
    "/CropBox",
    "/BleedBox",
    "/TrimBox",
    "/ArtBox",
    "/Rotate",
    "/Contents",
    "/Group",
    "/UserUnit",
    "/StructParents",
    "/Tabs",
    "/Annots",
}
LINK = {
    "/Type",
    "/Subtype",
    "/Rect",
    "/A",
    "/Dest",
    "/Border",
    "/BS",
    "/C",
    "/H",
    "/F",
    "/P",
    "/StructParent",
    "/Contents",
    "/QuadPoints",
}
# Wherever else they stand; and of streams, data that lies outside of the file.
NOWHERE = {
    "/AA",
    "/AF",
    "/EF",
    "/JS",
    "/JavaScript",
    "/EmbeddedFiles",
    "/OpenAction",
    "/AcroForm",
    "/XFA",
    "/RichMediaContent",
    "/Metadata",
    "/PieceInfo",
    "/Ref",
    "/OPI",
}
OUTSIDE = {"/F", "/FFilter", "/FDecodeParms"}
# In these, keys are names that somebody chose: a font may be called /AA.
CHOSEN_NAMES = {"/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties"}
MEDIA = {"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
NOT_NOTES = MEDIA | {"/Link", "/Widget", "/FileAttachment", "/PrinterMark", "/TrapNet"}
COMMANDS = {"/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Named", "/Hide", "/Rendition"}
SCHEMES = {"http", "https", "mailto"}


@dataclass(frozen=True)
class Cleaned:
    """`removed` are keys of REMOVED, in its order."""

    data: bytes
    pages: int
    removed: list = field(default_factory=list)

    @property
    def sha256(self):
        return hashlib.sha256(self.data).hexdigest()


def clean(file):
    """A file as it was uploaded, made harmless. Raises ValidationError, in words, for one that is not taken."""
    data = _bytes(file)
    with _opened(data) as pdf:
        try:
            return _cleaned(pdf)
        except ValidationError:
            raise
        # Whatever a stranger's file makes the parser stumble over: it cannot be read, and is not taken.
        except Exception as error:
            raise _unreadable() from error


def words_for(removed):
    """What was taken out, for the person who handed it in."""
    return [REMOVED[key] for key in REMOVED if key in removed]


def _bytes(file):
    if file.size > MAX_BYTES:
        raise ValidationError(
            _("The file has %(size).1f MB; at most 5 MB are taken. Scan it in grey, or with fewer dots."),
            params={"size": file.size / 1024 / 1024},
            code="size",
        )
    data = file.read()
    if PurePath(file.name).suffix.lower() != ".pdf" or not data.startswith(b"%PDF-"):
        raise ValidationError(
            _("This is not a PDF. Open the file where you wrote it, and save or print it as PDF."),
            code="type",
        )
    return data


def _opened(data):
    try:
        pdf = pikepdf.open(io.BytesIO(data), attempt_recovery=False)
    except pikepdf.PasswordError as error:
        raise _encrypted() from error
    except Exception as error:  # see `clean`
        raise _unreadable() from error
    if pdf.is_encrypted:
        pdf.close()
        raise _encrypted()
    return pdf


def _encrypted():
    return ValidationError(
        _(
            "This PDF is protected by a password or against copying. Print it as a new PDF, without protection."
        ),
        code="encrypted",
    )


def _unreadable():
    return ValidationError(
        _("This PDF is damaged: we could not read all of it. Open it, and save or print it as a new PDF."),
        code="damaged",
    )


def _cleaned(pdf):
    pages = len(pdf.pages)
    if not pages:
        raise _unreadable()
    if pages > MAX_PAGES:
        raise ValidationError(
            _("This PDF has %(pages)d pages; at most %(most)d are taken."),
            params={"pages": pages, "most": MAX_PAGES},
            code="pages",
        )
    removed = _what_is_in(pdf)
    pdf.generate_appearance_streams()
    pdf.flatten_annotations()
    _keep_what_is_seen(pdf)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, fix_metadata_version=False)
    if out.tell() > 2 * MAX_BYTES:
        raise _too_much()
    return Cleaned(out.getvalue(), pages, [key for key in REMOVED if key in removed])


def _too_much():
    return ValidationError(
        _("This PDF is too complicated to check. Print it as a new PDF, and hand in that one."),
        code="objects",
    )


# ---- What is in it -----------------------------------------------------------------------------------------------


def _what_is_in(pdf):
    found = {"metadata"} if len(pdf.trailer.get("/Info", ())) else set()
    for thing, is_chosen in _things(pdf):
        if not is_chosen:
            found |= _active_in(thing) | _attached_in(thing)
    return found


def _active_in(thing):
    action, kind = thing.get("/S"), thing.get("/Subtype")
    found = set()
    if action == Name.JavaScript or "/JS" in thing or "/JavaScript" in thing:
        found.add("javascript")
    elif isinstance(action, Name) and str(action) in COMMANDS:
        found.add("actions")
    if thing.get("/FT") == Name.Sig and "/V" in thing:
        found.add("signatures")
    if "/Rect" in thing and isinstance(kind, Name):
        found |= {"media"} if str(kind) in MEDIA else {"notes"} if str(kind) not in NOT_NOTES else set()
    return found


def _attached_in(thing):
    found = set()
    if "/EF" in thing or "/EmbeddedFiles" in thing:
        found.add("attachments")
    if "/XFA" in thing or (isinstance(thing.get("/Fields"), Array) and len(thing.Fields)):
        found.add("forms")
    if "/Metadata" in thing or "/PieceInfo" in thing:
        found.add("metadata")
    return found


def _things(pdf):
    """Pairs (dictionary or stream, are its keys names that somebody chose) of all that the file leads to.

    What is taken out of one while it is in hand is not followed.
    """
    seen, steps, stack = set(), 0, [(pdf.Root, False)]
    while stack:
        thing, is_chosen = stack.pop()
        mark = (thing.objgen, is_chosen)
        if thing.is_indirect and mark in seen:
            continue
        seen.add(mark)
        steps += 1
        if steps > MAX_OBJECTS:
            raise _too_much()
        if isinstance(thing, Array):
            stack += [(one, False) for one in thing if _has_parts(one)]
            continue
        yield thing, is_chosen
        stack += [
            (value, not is_chosen and key in CHOSEN_NAMES and not isinstance(value, Stream))
            for key, value in thing.items()
            if _has_parts(value)
        ]


def _has_parts(value):
    return isinstance(value, Dictionary | Stream | Array)


def _is_harmless(action):
    if Name.GoTo == action.S:
        return True
    return action.S == Name.URI and str(action.get("/URI", "")).partition(":")[0].lower() in SCHEMES


# ---- What is kept of it ------------------------------------------------------------------------------------------


def _keep_what_is_seen(pdf):
    _keep(pdf.Root, CATALOG)
    if isinstance(pdf.Root.get("/Names"), Dictionary):
        _keep(pdf.Root.Names, {"/Dests"})
    for page in pdf.pages:
        _keep(page.obj, PAGE)
        _keep_links(page.obj)
    for thing, is_chosen in _things(pdf):
        if not is_chosen:
            _drop(thing, NOWHERE)
            _keep_harmless_action(thing)
            _let_go_of_what_was_painted(thing)
        if isinstance(thing, Stream):
            _drop(thing, OUTSIDE)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _keep(thing, allowed):
    _drop(thing, set(thing.keys()) - allowed)


def _drop(thing, keys):
    for key in keys & set(thing.keys()):
        del thing[key]


def _keep_links(page):
    """After what could be painted was painted, links are all that is left to click on."""
    annotations = page.get("/Annots")
    if not isinstance(annotations, Array):
        _drop(page, {"/Annots"})
        return
    links = [one for one in annotations if isinstance(one, Dictionary) and one.get("/Subtype") == Name.Link]
    for link in links:
        _keep(link, LINK)
    page.Annots = Array(links)


def _keep_harmless_action(thing):
    """A part of the structure keeps its attributes under the same key: they have no /S."""
    action = thing.get("/A")
    if isinstance(action, Dictionary | Stream) and "/S" in action:
        if _is_harmless(action):
            _drop(action, {"/Next"})
        else:
            del thing["/A"]


def _let_go_of_what_was_painted(thing):
    """The structure still points to fields and notes that are no longer there."""
    target = thing.get("/Obj")
    if isinstance(target, Dictionary) and target.get("/Subtype") != Name.Link:
        del thing["/Obj"]
