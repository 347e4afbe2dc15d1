"""The rules, in the order in which they claim a place: what is surely somebody's comes before what may be."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts import covering
from accounts.likeness import workplace_of
from cases.identifiers import ages, numbers
from cases.identifiers.words import (
    CITIES,
    COMMON_CAPITALS,
    HOSPITALS_AFTER,
    HOSPITALS_BEFORE,
    INITIALS_OF_OTHERS,
    JOBS,
    LABELS,
    MONTHS,
    RELATIVES,
    TITLES,
)

Spans = Callable[[str, frozenset], list[tuple[int, int]]]


@dataclass(frozen=True)
class Rule:
    """`spans`: (text, own words) -> places; `suggest`: (text, start, end) -> what to write instead."""

    name: str
    title: str
    why: str
    spans: Spans
    suggest: Callable
    is_soft: bool = False


def _pattern(*patterns, flags=re.IGNORECASE, keep=None):
    """Places where one of the patterns matches; `keep(match)` may refuse one."""
    compiled = [re.compile(pattern, flags) for pattern in patterns]

    def spans(text, _own):
        return [
            match.span() for one in compiled for match in one.finditer(text) if keep is None or keep(match)
        ]

    return spans


def _says(words):
    return lambda text, start, end: words


def _own(text, own):
    """Words of the authors, however they are written."""
    if not own:
        return []
    plain, origin = covering.folded(text)
    longest_first = "|".join(map(re.escape, sorted(own, key=len, reverse=True)))
    found = re.finditer(rf"(?<!\w)(?:{longest_first})(?!\w)", plain)
    return [(origin[match.start()], origin[match.end() - 1] + 1) for match in found]


def _is_name(match):
    return match.group(1) not in COMMON_CAPITALS


def _is_somebody(match):
    return re.sub(r"\s", "", match.group()) not in INITIALS_OF_OTHERS


_CAPITAL = r"[A-ZÀ-ÖØ-ÞĄĆĘŁŃÓŚŹŻĂÂÎȘȚŞŢ]"
_NAME = rf"{_CAPITAL}[\w’'-]+"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"

RULES = [
    Rule(
        "own",
        _("You or your workplace"),
        _("Reviewers do not learn who wrote a case, and your hospital narrows down who the patient is."),
        _own,
        _says(_("Leave it out, or say “our hospital”.")),
    ),
    Rule(
        "label",
        _("A field of a form or letter"),
        _("Names and numbers of patients stand behind such labels."),
        _pattern(rf"\b(?:{LABELS})\s*(?:no\.?|nr\.?)?\s*[:=]\s*[^\n;]{{2,60}}"),
        _says(_("Leave out the head of the letter, and tell the story in your own words.")),
    ),
    Rule(
        "email",
        _("An e-mail or web address"),
        _("Addresses lead to people and places."),
        _pattern(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", r"\b(?:https?://|www\.)\S+"),
        _says(_("Leave it out. Sources belong to the references.")),
    ),
    Rule(
        "date",
        _("A date"),
        _("Dates of admission, birth or death can be held against other records."),
        _pattern(
            r"\b\d{4}-\d{2}-\d{2}\b",
            rf"\b{_DAY}[./-](?:0?[1-9]|1[0-2])[./-](?:\d{{4}}|\d{{2}})\b",
            r"\b(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/(?:\d{4}|\d{2})\b",
            r"\b(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.(?!\d)",
            rf"\b{_DAY}(?:st|nd|rd|th|\.(?!\s+May\b))?\s+(?:of\s+|de\s+)?(?:{MONTHS})\b(?:\s+(?:de\s+)?\d{{4}})?",
            rf"\b(?:{MONTHS})\s+{_DAY}(?:st|nd|rd|th)?\b(?!\s*(?:%|mg|g|ml|/))(?:,?\s+\d{{4}})?",
            rf"\b(?:{MONTHS})\s+(?:de\s+)?(?:19|20)\d{{2}}\b",
        ),
        _says(_("Count days: “day 0” for the admission, then “day 3”, “day 21”.")),
    ),
    Rule(
        "device",
        _("A number of a device or a batch"),
        _("Implants can be traced to the person who carries them."),
        _pattern(r"\b(?:serial|s/n|lot|batch)\s*(?:no\.?|number|nr\.?|#|:)\s*[A-Z0-9-]{3,}"),
        _says(_("Name the kind of device, without its number.")),
    ),
    Rule(
        "number",
        _("A long number"),
        _("Numbers of patients, of insurances and of samples belong to one person."),
        numbers.spans,
        numbers.suggest,
    ),
    Rule(
        "contact",
        _("A telephone number"),
        _("A number leads to a person or a ward."),
        _pattern(
            r"(?<!\w)\+\d[\d\s().-]{6,}\d",
            r"\b(?:tel|telephone|phone|mobile|fax|telefon|telemóvel)\b\.?:?\s*\(?\d[\d\s().-]{4,}\d",
            r"(?<![\w.,-])\d{3}[ -]\d{3}[ -]\d{3,4}(?![\w.,])",
        ),
        _says(_("Leave it out.")),
    ),
    Rule(
        "postcode",
        _("A postcode"),
        _("With an age and a disease it often leads to one household."),
        _pattern(
            r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b",
            rf"\b\d{{2}}-\d{{3}}\s+{_NAME}",
            rf"\b\d{{4}}-\d{{3}}\s+{_NAME}",
            rf"\b\d{{3}}\s\d{{2}}\s+{_NAME}",
            flags=0,
        ),
        _says(_("Leave it out, or say “a rural area”, “a large city”.")),
    ),
    Rule(
        "old_age",
        _("An age over 89"),
        _("So few people are that old that the age tells who it is."),
        ages.over_89,
        _says(_("Say “over 89”.")),
    ),
    Rule(
        "title",
        _("A name"),
        _("Names of patients, relatives and colleagues lead to the patient."),
        _pattern(
            rf"\b(?:{TITLES})\.?\s+{_CAPITAL}(?:\.|[\w’'-]+)(?:\s+{_NAME})?",
            rf"\b(?:named|called|name\s+(?:is|was))\s+({_NAME})(?:\s+{_NAME})?",
            flags=0,
        ),
        _says(_("Say “the patient”, “her son”, “the surgeon”.")),
    ),
    Rule(
        "relative",
        _("A relative by name"),
        _("The names of a family lead to the patient."),
        _pattern(
            rf"\b(?:{RELATIVES})\s+({_CAPITAL}[a-zà-öø-ÿąćęłńóśźżăâîșț’'-]+)",
            flags=0,
            keep=_is_name,
        ),
        _says(_("Name the relation alone: “her son”.")),
    ),
    Rule(
        "initials",
        _("Initials"),
        _("With age, place and time they are as good as a name."),
        _pattern(rf"(?<![\w.]){_CAPITAL}\.\s?{_CAPITAL}\.(?:\s?{_CAPITAL}\.)?", flags=0, keep=_is_somebody),
        _says(_("Say “the patient”.")),
    ),
    Rule(
        "hospital",
        _("A hospital"),
        _("The place and the time of a rare illness tell who had it."),
        _pattern(
            rf"(?:\b{_NAME}\s+){{1,4}}(?:{HOSPITALS_AFTER})\b",
            rf"\b(?:{HOSPITALS_BEFORE})\s+(?:(?:de|do|da|dos|im\.?|św\.?|sf\.?|são|santa|clinic|of|for)\s+)*{_NAME}(?:\s+{_NAME}){{0,3}}",
            rf"\b{_CAPITAL}\w+sjukhus(?:et)?\b",
            flags=0,
            keep=lambda match: bool(_telling(match.group())),
        ),
        _says(_("Say “a university hospital”, “a district hospital”.")),
    ),
    Rule(
        "ward",
        _("A room, a bed or a ward"),
        _("With the days of the stay it leads to one patient."),
        _pattern(
            r"\b(?:ward|room|bed|bay|sala|oddział|quarto|cama|salon|avdelning|rum|säng)\s*(?:no\.?|number|nr\.?)?\s*\d{1,3}[A-Z]?\b(?!\s*(?:%|days?|hours?|°|degrees))"
        ),
        _says(_("Say “the ward”, “a side room”.")),
    ),
    Rule(
        "place",
        _("A place"),
        _("A town and a rare illness tell who had it."),
        _pattern(
            rf"\b(?:lives?|lived|living|resident|born|village|town|suburb)\s+(?:in|of|near|from|at)\s+({_NAME})",
            rf"\b(?:{CITIES})\b",
            flags=0,
        ),
        _says(_("Say “a large city”, “a village”; the country stands apart, if you want to name it.")),
    ),
    Rule(
        "year",
        _("A year"),
        _("The year narrows down who it may be."),
        _pattern(r"\b(?:in|since|from|until|during|born|w|od|em|desde|în|din|sedan)\s+(?:19|20)\d{2}\b"),
        _says(_("Say how long before: “ten years earlier”.")),
        is_soft=True,
    ),
    Rule(
        "age",
        _("An exact age"),
        _("Readers need the decade, and the decade tells less of who it is."),
        ages.exact,
        ages.suggest,
        is_soft=True,
    ),
    Rule(
        "job",
        _("A rare occupation or role"),
        _("Some people are known by what they do."),
        _pattern(rf"\b(?:{JOBS})s?\b"),
        _says(_("Say what matters of it: “works outdoors”, “handles animals”.")),
        is_soft=True,
    ),
    Rule(
        "birth",
        _("Twins and more"),
        _("They are few, and known where they live."),
        _pattern(r"\b(?:twins?|triplets?|quadruplets?)\b(?!\s+(?:study|studies|block))"),
        _says(_("Leave it out, unless the case is about it.")),
        is_soft=True,
    ),
]


def _telling(text):
    """What sets a name of a hospital apart from “University Hospital”."""
    return workplace_of(text)
