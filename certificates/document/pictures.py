"""Pictures that staff hand in for certificates: sniffed, bounded and made anew, so that nothing else is in them."""

import io
import warnings

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 4000 * 4000
LARGEST = (960, 480)


def clean_png(upload):
    """The bytes of a PNG that looks like the one handed in. Raises ValidationError in plain words."""
    if upload.size > MOST_BYTES:
        raise ValidationError(_("This picture is too large: 2 MB are enough."), code="large")
    try:
        picture = _opened(upload)
    except (
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ) as error:
        raise ValidationError(_("This is not a PNG that can be read."), code="png") from error
    picture.thumbnail(LARGEST)
    made = io.BytesIO()
    picture.save(made, format="PNG", optimize=True)
    return made.getvalue()


def _opened(upload):
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        upload.seek(0)
        picture = Image.open(upload, formats=["PNG"])
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        return picture.convert("RGBA")
