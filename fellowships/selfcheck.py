"""What in the blind texts of an application may give away whose it is: pointed out to the person before handing in.

It only warns. Pure but for the application that is passed in.
"""

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.likeness import words_of

# They stand in the names of half the workplaces of the world, and give nobody away.
COMMON = {
    "and", "the", "for", "of", "de", "da", "do", "la", "le", "und", "von", "der", "die", "des", "im", "am", "at", "in",
    "hospital", "hospitals", "university", "universitary", "clinic", "clinics", "clinical", "clinica", "clinico",
    "medical", "medicine", "centre", "center", "central", "centro", "regional", "general", "national", "county",
    "department", "intensive", "care", "unit", "institute", "foundation", "trust", "royal", "saint", "teaching",
    "szpital", "uniwersytecki", "kliniczny", "spital", "spitalul", "judetean", "universitar", "urgenta",
    "universitario", "hospitalar", "universitat", "universitatsklinikum", "klinikum", "klinika", "klinik",
    "sjukhus", "sjukhuset", "universitetssjukhus", "universitetssjukhuset", "infirmary", "health", "icu", "nhs",
}  # fmt: skip
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
SHORTEST = 3


class Flag(NamedTuple):
    """`where` is the field in words, `what` the words that were found, `because` what they give away."""

    where: str
    what: str
    because: str


def of(application):
    """All that was found, field by field. Nothing where reviewers see the name anyway."""
    if not application.call.is_blind:
        return []
    told = _telling(application)
    return [flag for where, text in _blind_texts(application) for flag in _in(where, text, told)]


def _blind_texts(application):
    for name in ("post", "experience", "motivation", "plans"):
        title = str(application._meta.get_field(name).verbose_name)
        yield title[:1].upper() + title[1:], getattr(application, name)
    for entry in application.cv.all():
        yield _("Your CV"), entry.title


def _telling(application):
    """{word: what it gives away}. Where a word would give away two things, the name counts."""
    person, profile = application.person, getattr(application.person, "profile", None)
    places = [application.workplace, profile.workplace if profile else ""]
    places += [entry.place for entry in application.cv.all()]
    told = {word: _("where you work") for place in places for word in words_of(place)}
    told |= {word: _("who your supervisor is") for word in words_of(application.supervisor_name)}
    told |= {word: _("your name") for word in words_of(person.name)}
    return {
        word: because
        for word, because in told.items()
        if len(word) >= SHORTEST and word not in COMMON and not word.isdigit()
    }


def _in(where, text, told):
    found = {}
    for match in EMAIL.finditer(text):
        found[match.group()] = _("an e-mail address")
    for word in re.findall(r"\w+", EMAIL.sub(" ", text)):
        for plain in words_of(word):
            if plain in told:
                found.setdefault(word, told[plain])
    return [Flag(where, what, because) for what, because in found.items()]
