"""Pictures that authors hand in, made anew from their pixels: nothing else of the file survives.

What a camera or a scanner writes beside the picture may name the patient, the place and the hour. What is *in* the
picture (burned-in names, faces) no program finds reliably: the author is asked, and the privacy check looks.
"""

import hashlib
import io
import warnings
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import ExifTags, Image, ImageOps

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LARGEST_SIDE = 2400
SMALLEST_SIDE = 64
JPEG_QUALITY = 88
TYPES = {"PNG": ("image/png", "png"), "JPEG": ("image/jpeg", "jpeg")}
PNG_START, JPEG_START = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
# Where other kinds of files say what they are: (offset, bytes, name).
OTHERS = [
    (0, b"GIF8", "GIF"),
    (8, b"WEBP", "WebP"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (4, b"ftyp", "HEIC"),
    (0, b"BM", "BMP"),
    (0, b"%PDF", "PDF"),
    (0, b"PK\3\4", "ZIP, Word or PowerPoint"),
    (0, b"\xd0\xcf\x11\xe0", "Word or PowerPoint"),
]
REMOVED = {
    "place": gettext_lazy("where it was taken (GPS)"),
    "camera": gettext_lazy("what the camera or scanner noted"),
    "description": gettext_lazy("descriptions and names (XMP, IPTC)"),
    "text": gettext_lazy("comments and texts"),
    "profile": gettext_lazy("a colour profile"),
    "more": gettext_lazy("data behind the picture"),
}


@dataclass(frozen=True)
class Cleaned:
    """`removed`: keys of REMOVED."""

    data: bytes
    mime: str
    extension: str
    width: int
    height: int
    sha256: str
    removed: tuple[str, ...]


def words_for(removed):
    return [REMOVED[key] for key in removed if key in REMOVED]


def clean(upload):
    """The picture of an uploaded file, made anew. Raises ValidationError in plain words for what is not taken."""
    if upload.size > MOST_BYTES:
        raise ValidationError(_("This file is too large: a picture may have 10 MB."), code="large")
    upload.seek(0)
    raw = upload.read()
    kind = _kind(raw, upload.name or "")
    try:
        picture, removed = _opened(raw, kind)
        data = _made_anew(picture, kind)
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ) as error:
        raise ValidationError(
            _("This picture cannot be read. Open it in another program and save it anew as PNG or JPEG."),
            code="broken",
        ) from error
    mime, extension = TYPES[kind]
    width, height = Image.open(io.BytesIO(data)).size
    return Cleaned(data, mime, extension, width, height, hashlib.sha256(data).hexdigest(), removed)


def _kind(raw, name):
    """PNG or JPEG, by what the file says itself and never by its name."""
    if raw.startswith(PNG_START):
        return "PNG"
    if raw.startswith(JPEG_START):
        return "JPEG"
    if raw[128:132] == b"DICM" or name.lower().endswith((".dcm", ".dicom")):
        raise ValidationError(
            _(
                "This is a DICOM file: it carries the patient’s name, number and dates. Export the image from your"
                " viewer as PNG with patient data and overlays switched off, look at it closely, and upload that."
            ),
            code="dicom",
        )
    if b"<svg" in raw[:1000].lower():
        raise _refused("SVG")
    for offset, start, known in OTHERS:
        if raw[offset : offset + len(start)] == start:
            raise _refused(known)
    raise ValidationError(_("This is no PNG or JPEG picture."), code="kind")


def _refused(known):
    return ValidationError(
        _("This is a %(kind)s file. Save the picture as PNG or JPEG, and upload that.") % {"kind": known},
        code="kind",
    )


def _opened(raw, kind):
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        picture = Image.open(io.BytesIO(raw), formats=[kind])
        if picture.width * picture.height > MOST_PIXELS:
            raise ValidationError(
                _("This picture has too many pixels: 40 million are the most."), code="pixels"
            )
        if min(picture.size) < SMALLEST_SIDE:
            raise ValidationError(
                _("This picture is too small to be read: 64 pixels a side are the least."), code="small"
            )
        if kind == "PNG" and getattr(picture, "is_animated", False):
            raise ValidationError(_("This picture moves. Upload one still picture of it."), code="moving")
        picture.load()
    return picture, tuple(_found(picture, raw, kind))


def _found(picture, raw, kind):
    """What lies in the file beside the pixels."""
    exif = picture.getexif()
    if ExifTags.IFD.GPSInfo in exif:
        yield "place"
    if exif:
        yield "camera"
    if {"xmp", "XML:com.adobe.xmp", "photoshop"} & set(picture.info):
        yield "description"
    texts = set(getattr(picture, "text", ())) - {"XML:com.adobe.xmp"}
    if picture.info.get("comment") or texts:
        yield "text"
    if "icc_profile" in picture.info:
        yield "profile"
    end = raw.rstrip(b"\0")
    if not (end.endswith(b"IEND\xaeB`\x82") if kind == "PNG" else end.endswith(b"\xff\xd9")):
        yield "more"


def _made_anew(picture, kind):
    """Turned as the camera held it, no larger than a screen needs, in plain colours: copied as pixels alone."""
    picture = _plain(ImageOps.exif_transpose(picture))
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    blank = Image.new(picture.mode, picture.size)
    blank.paste(picture)
    made = io.BytesIO()
    options = {"optimize": True} if kind == "PNG" else {"quality": JPEG_QUALITY, "optimize": True}
    blank.save(made, format=kind, **options)
    return made.getvalue()


def _plain(picture):
    """Without transparency: what somebody only made invisible, instead of painting over it, is gone for good."""
    if picture.mode.startswith("I"):
        # Sixteen bits of a scanner, down to the eight of a screen.
        return picture.point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    return picture.convert("L" if picture.mode in ("1", "L") else "RGB")
