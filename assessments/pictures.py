"""Pictures of questions: told by their bytes, bounded, and drawn anew, so that nothing but the picture is kept."""

from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
KINDS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
EXTENSIONS = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
SAVING = {"PNG": {"optimize": True}, "JPEG": {"quality": 88, "optimize": True}, "WEBP": {"quality": 88}}


def kind(data):
    """PNG, JPEG, WEBP, or None: by the first bytes, whatever the name of the file says."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((name for magic, name in KINDS.items() if data.startswith(magic)), None)


def extension(data):
    return EXTENSIONS[kind(data)]


def content_type(name):
    """Of a stored picture, by the ending that we gave it."""
    return {ending: f"image/{kind.lower()}" for kind, ending in EXTENSIONS.items()}[PurePath(name).suffix]


def clean(data):
    """The picture alone, at most 1600 pixels a side: no position, no camera, no name, nothing behind its end."""
    name = kind(data)
    if name is None:
        raise ValidationError(_("Use a PNG, JPEG or WebP picture."))
    if len(data) > MOST_BYTES:
        raise ValidationError(_("The picture is larger than 5 MB."))
    try:
        with Image.open(BytesIO(data), formats=[name]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("The picture has more than 40 million pixels."))
            return _drawn_anew(picture, name)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(_("The picture is damaged and cannot be read.")) from error


def _drawn_anew(picture, name):
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    has_alpha = upright.has_transparency_data and name != "JPEG"
    bare = Image.new("RGBA" if has_alpha else "RGB", upright.size)
    bare.paste(upright.convert(bare.mode))
    file = BytesIO()
    bare.save(file, name, **SAVING[name])
    return file.getvalue()
