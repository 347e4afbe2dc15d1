"""Names as people write them: any script, kept as given, made comparable and safe to print."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_LENGTH = 200
# They turn the reading direction around and so let one name look like another.
DIRECTION_CHANGES = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Left behind by word processors and the web; nobody sees them. (Joiners stay: many scripts need them.)
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


def tidy(name):
    """One form for one name (NFC), single spaces; refuses what is no name at all."""
    name = unicodedata.normalize("NFC", " ".join(name.translate(INVISIBLE).split()))
    if any(_is_forbidden(character) for character in name):
        raise ValidationError(_("This name has characters that cannot be printed."), code="unprintable")
    if name and not any(unicodedata.category(character).startswith("L") for character in name):
        raise ValidationError(_("Please write your name in letters."), code="no_letters")
    if len(name) > MAX_LENGTH:
        raise ValidationError(
            _("This name is too long: there is room for %(max)s characters.") % {"max": MAX_LENGTH},
            code="too_long",
        )
    return name


def _is_forbidden(character):
    return character in DIRECTION_CHANGES or unicodedata.category(character) in {"Cc", "Cs", "Co"}


class NameField(forms.CharField):
    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", MAX_LENGTH)
        super().__init__(**kwargs)
        self.widget.attrs["autocomplete"] = "name"

    def to_python(self, value):
        return tidy(super().to_python(value))
