"""The credits that a certificate states, copied with all that is printed about them."""

from certificates.facts import Facts
from certificates.models import Accreditation, Credit


def state_credits(certificates):
    """Store the credits of new certificates as their awards have them now."""
    lines = {row.pk: Facts.from_json(row.award.facts).credits for row in certificates}
    wanted = {line.accreditation for of_one in lines.values() for line in of_one}
    known = Accreditation.objects.select_related("accreditor").in_bulk(wanted) if wanted else {}
    Credit.objects.bulk_create(
        _credit(certificate, line, known[line.accreditation])
        for certificate in certificates
        for line in lines[certificate.pk]
        if line.amount
    )


def _credit(certificate, line, accreditation):
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
        statement=accreditor.wording_granted,
    )
