"""What a replacement would say otherwise than the certificate that is out, in words: old and new."""

import json
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from certificates.credit.crediting import in_credits
from certificates.differing import WORTH_IT
from certificates.durations import duration
from certificates.facts import Facts


@dataclass(frozen=True)
class Change:
    """`old` or `new` is empty where nothing is said."""

    label: str
    old: str
    new: str


def changes(certificate, award, accreditations):
    """The name as it is today, everything printed that is worth a replacement, and the credits.

    `certificate` comes with its holder and credits; `accreditations` are those that are known, by id.
    """
    facts = Facts.from_json(award.facts)
    pairs = [(_("Name"), certificate.holder_name, certificate.holder.name)]
    for name in WORTH_IT:
        label, words = _PRINTED[name]
        pairs.append((label(), words(getattr(certificate, name)), words(getattr(facts, name))))
    pairs.append((_("Credits"), *_credits(certificate, facts, accreditations)))
    return [Change(label, old, new) for label, old, new in pairs if old != new]


def fingerprint(award, name):
    """Another one as soon as a replacement would say anything else: what is accepted is what was looked at."""
    said = json.dumps([award.facts, name], sort_keys=True)
    return sha256(said.encode()).hexdigest()[:16]


def _score(score):
    return "" if score is None else _("%(number)s %%") % {"number": in_credits(score)}


def _time(minutes):
    return duration(minutes) if minutes else ""


_PRINTED = {
    "title": (lambda: _("Title"), str),
    "role": (lambda: _("Role"), str),
    "dates": (lambda: _("Dates"), str),
    "place": (lambda: _("Place"), str),
    "minutes": (lambda: _("Time"), _time),
    "score": (lambda: _("Score"), _score),
}


def _credits(certificate, facts, accreditations):
    stated = sorted(certificate.credits.all(), key=lambda credit: credit.accreditation_id)
    lines = sorted((line for line in facts.credits if line.amount), key=lambda line: line.accreditation)
    old = [f"{in_credits(credit.amount)} {credit.unit} ({credit.number})" for credit in stated]
    new = [_line(line, accreditations[line.accreditation]) for line in lines]
    return ", ".join(old), ", ".join(new)


def _line(line, accreditation):
    return f"{in_credits(line.amount)} {accreditation.accreditor.unit} ({accreditation.number})"
