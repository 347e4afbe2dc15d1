"""Whether two texts name the same person or the same workplace: what is compared, whatever way it was written."""

import re
import unicodedata

# They stand before and after names, and tell nobody from nobody.
TITLES = {
    "prof",
    "professor",
    "dr",
    "med",
    "doc",
    "phd",
    "md",
    "msc",
    "priv",
    "pd",
    "hab",
    "habil",
    "mr",
    "mrs",
    "ms",
}
# What the names of many hospitals and posts are made of, as `words_of` gives it.
EVERYDAY = frozenset(
    word
    for line in (
        "university hospital hospitals clinic clinical centre center medical medicine department intensive critical",
        "care unit institute school faculty national regional general central teaching emergency infectious diseases",
        "and the for of at in der die das und des sur les clinique hopital szpital uniwersytecki spital hospitalar",
        "universitar universitario professor consultant doctor nurse head prof med",
    )
    for word in line.split()
)
# Letters that are no accented form of another.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe"})


def words_of(text):
    """The words of a name, comparable: without case, accents, titles, order or punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return frozenset(re.findall(r"\w+", letters)) - TITLES


def workplace_of(text):
    """What sets a workplace apart from others. “University hospital” is nobody's in particular, and so is none."""
    return words_of(re.sub(r"\(.*?\)", " ", text)) - EVERYDAY
