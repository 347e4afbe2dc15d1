"""Ages: exact ones, and those that alone tell who it is."""

import re

from django.utils.translation import gettext as _

_UNITS = r"(?:-|\s)?(?:years?|year)(?:-|\s)old|\s*y/?o\b|(?:-|\s)?letni\w*|(?:-|\s)?lat\b|\s+anos\b|\s+de\s+ani\b|(?:-|\s)?årig\w*|\s+år\s+gammal"
_AGE = re.compile(rf"\b(\d{{1,3}})(?:{_UNITS})|\b(?:aged|at\s+the\s+age\s+of)\s+(\d{{1,3}})\b", re.IGNORECASE)
# “After the age of 50” is said of everybody.
_LIMIT = re.compile(
    r"\b(?:after|over|under|above|below|before|beyond|until|from|than)\s+(?:the\s+)?$", re.IGNORECASE
)
OLDEST_TOLD = 89
CHILD = 18
DECADES = {
    1: "late teens",
    2: "twenties",
    3: "thirties",
    4: "forties",
    5: "fifties",
    6: "sixties",
    7: "seventies",
    8: "eighties",
}
# How far around an age its sentence says whether it is a woman or a man.
AROUND = 60


def _ages(text):
    for match in _AGE.finditer(text):
        if not _LIMIT.search(text, max(0, match.start() - 20), match.start()):
            yield match.span(), int(match.group(1) or match.group(2))


def over_89(text, _own):
    return [span for span, age in _ages(text) if OLDEST_TOLD < age <= 130]


def exact(text, _own):
    return [span for span, age in _ages(text) if age <= OLDEST_TOLD]


def suggest(text, start, end):
    """“in her seventies”, by the words around it."""
    age = next((age for span, age in _ages(text) if span == (start, end)), 0)
    if age < CHILD:
        return _("Say “an infant”, “a child of school age”, “a teenager”.")
    around = text[max(0, start - AROUND) : end + AROUND]
    whose = _whose(around)
    return _("Say “in %(whose)s %(decade)s”.") % {"whose": whose, "decade": DECADES[age // 10]}


def _whose(around):
    if re.search(r"\b(?:woman|female|lady|she|her|mother|girl)\b", around, re.IGNORECASE):
        return "her"
    if re.search(r"\b(?:man|male|gentleman|he|his|father|boy)\b", around, re.IGNORECASE):
        return "his"
    return "their"
