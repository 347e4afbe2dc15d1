"""Long numbers: who has which, by its form and its check digit. Counts, doses and concentrations are none."""

import re

from django.utils.translation import gettext as _

_NUMBER = re.compile(
    r"(?<![\w.,/-])(?:\d{3}\s\d{3}\s\d{4}|\d{6,8}[-+]\d{4}|\d{6,14}|[A-Z]{1,3}-?\d{5,10}|\d{2}/\d{4,8})(?![\w/]|[.,]\d)"
)
_LABELLED = re.compile(
    r"\b(?:MRN|NHS|PESEL|CNP|NIF|ID|hospital\s+number|patient\s+number|case\s+number|record|accession|sample)\W{0,3}(?:no\.?|number|nr\.?)?\W{0,3}[A-Z]{0,3}\d{3,}\b",
    re.IGNORECASE,
)
# A count or a concentration goes on like this, and an organism or a trial begins like that.
_COUNTED = re.compile(
    r"\s*(?:/|×|x\s?10|per\b|CFU|cfu|copies|cells|IU|units?\b|U\b|leu|platelets|patients|people|ml\b|mg\b|µ|μ|%)"
)
_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_CNP_WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)
# Numbers of trials and papers are everybody's.
_PUBLISHED = re.compile(r"\b(?:NCT|ISRCTN|PMID|DOI)\W{0,2}$", re.IGNORECASE)


def spans(text, _own):
    labelled = [match.span() for match in _LABELLED.finditer(text)]
    return labelled + [match.span() for match in _NUMBER.finditer(text) if _is_somebodys(match, text)]


def _is_somebodys(match, text):
    number = match.group()
    if number.endswith("000") or _COUNTED.match(text, match.end()):
        return False
    return not (
        number.startswith("NCT") or _PUBLISHED.search(text[max(0, match.start() - 10) : match.start()])
    )


def suggest(text, start, end):
    digits = re.sub(r"\D", "", text[start:end])
    whose = _whose(digits)
    if whose:
        return _("This looks like a %(kind)s. Leave it out.") % {"kind": whose}
    return _("Leave it out. If it is a count, write its unit beside it.")


def _whose(digits):
    for kind, is_one in (
        ("PESEL", is_pesel),
        ("CNP", is_cnp),
        ("personnummer", is_personnummer),
        ("NHS number", is_nhs_number),
        ("NIF", is_nif),
    ):
        if is_one(digits):
            return kind
    return ""


def is_pesel(digits):
    """Poland: eleven digits, the last one checks."""
    return len(digits) == 11 and (10 - _weighted(digits, _PESEL_WEIGHTS) % 10) % 10 == int(digits[-1])


def is_cnp(digits):
    """Romania: thirteen digits; a rest of ten counts as one."""
    if len(digits) != 13:
        return False
    rest = _weighted(digits, _CNP_WEIGHTS) % 11
    return (1 if rest == 10 else rest) == int(digits[-1])


def is_nhs_number(digits):
    """England and Wales: ten digits, by elevens."""
    if len(digits) != 10:
        return False
    check = 11 - _weighted(digits, range(10, 1, -1)) % 11
    return check != 10 and check % 11 == int(digits[-1])


def is_nif(digits):
    """Portugal: nine digits, by elevens."""
    if len(digits) != 9:
        return False
    check = 11 - _weighted(digits, range(9, 1, -1)) % 11
    return (0 if check >= 10 else check) == int(digits[-1])


def is_personnummer(digits):
    """Sweden: ten digits, or twelve with the century; Luhn's check."""
    digits = digits[-10:] if len(digits) in (10, 12) else ""
    if not digits or not 1 <= int(digits[2:4]) <= 12:
        return False
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _weighted(digits, weights):
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
