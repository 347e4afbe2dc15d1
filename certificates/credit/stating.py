"""What is said about an accreditation: the wordings of its accreditor, filled in, and the credits a certificate states."""

import re

from django.utils import translation

from certificates.credit.crediting import in_credits
from certificates.document import marks
from certificates.facts import Facts
from certificates.models import Accreditation, Credit

APPLIED = {"accreditor", "title"}
GRANTED = APPLIED | {"credits", "unit", "number"}
LONGEST_NOTE = 1200


def unknown_placeholders(wording, known):
    """What stands in braces and nobody can fill; a brace that stands alone, too."""
    return [found for found in re.findall(r"\{[^{}]*\}|[{}]", wording) if found[1:-1] not in known]


def note(accreditations):
    """What may be said of applications: exactly the wording that is allowed, and of nothing else a word."""
    said = ""
    for accreditation in accreditations:
        if accreditation.is_applied_for:
            longer = f"{said} {applied(accreditation)}".strip()
            said = longer if len(longer) <= LONGEST_NOTE else said
    return said


def applied(accreditation):
    """The wording while an application is open."""
    return _filled(accreditation.accreditor.wording_applied, accreditation)


def granted(accreditation, amount):
    """The wording once it is granted, for this many credits (hundredths)."""
    return _filled(
        accreditation.accreditor.wording_granted,
        accreditation,
        credits=in_credits(amount),
        unit=accreditation.accreditor.unit,
        number=accreditation.number,
    )


def _filled(wording, accreditation, **values):
    values |= {"accreditor": accreditation.accreditor.name, "title": accreditation.title}
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), wording)


def state_credits(certificates):
    """Store the credits of new certificates as their awards have them now."""
    lines = {row.pk: Facts.from_json(row.award.facts).credits for row in certificates}
    wanted = {line.accreditation for of_one in lines.values() for line in of_one}
    known = Accreditation.objects.select_related("accreditor").in_bulk(wanted) if wanted else {}
    printed = marks.of(known.values())
    with translation.override("en"):
        stated = [
            _credit(certificate, line, known[line.accreditation], printed.get(line.accreditation))
            for certificate in certificates
            for line in lines[certificate.pk]
            if line.amount
        ]
    Credit.objects.bulk_create(stated)


def _credit(certificate, line, accreditation, mark):
    accreditor = accreditation.accreditor
    return Credit(
        certificate=certificate,
        accreditation=accreditation,
        form=accreditation.form,
        accreditor=accreditor.name,
        number=accreditation.number,
        unit=accreditor.unit,
        amount=line.amount,
        minutes=line.minutes,
        earned_on=line.earned_on,
        statement=granted(accreditation, line.amount),
        mark=mark,
    )
