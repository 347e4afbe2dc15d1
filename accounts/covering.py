"""Covering up, in a text, what tells who wrote it: whatever the accents, capitals and spaces it is written with."""

import re
import unicodedata

from django.utils.translation import gettext as _

from accounts.likeness import EVERYDAY, PLAIN

# A part of a name as short as this is a part of too many words.
SHORTEST = 3


def secrets(*, whole, names):
    """What to cover: `whole` texts as they stand, and of `names` each word besides. Never what says nothing."""
    parts = {word for text in names for word in re.findall(r"\w+", text) if len(word) > SHORTEST}
    known = {folded(text)[0].strip() for text in {*whole, *parts}}
    return {text for text in known if len(text) > 1 and text not in EVERYDAY}


def cover_of(secrets):
    """A function from a text to the same text with these secrets covered up."""
    longest_first = sorted(secrets, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")

    def cover(text):
        text = unicodedata.normalize("NFC", text)
        plain, origin = folded(text)
        pieces, end = [], 0
        for match in pattern.finditer(plain) if longest_first else ():
            start, stop = origin[match.start()], origin[match.end() - 1] + 1
            pieces += [text[end:start], _("[covered up]")]
            end = stop
        return "".join([*pieces, text[end:]])

    return cover


def folded(text):
    """The text without case and accents, and for each of its characters the place in the text it comes from."""
    plain, origin = [], []
    for place, character in enumerate(text):
        for piece in unicodedata.normalize("NFKD", character.casefold().translate(PLAIN)):
            if not unicodedata.combining(piece):
                plain.append(piece)
                origin.append(place)
    return "".join(plain), origin
