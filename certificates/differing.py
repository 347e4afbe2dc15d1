"""Whether a certificate says something else than what is true today."""

from certificates.facts import Facts
from certificates.models import Certificate


def of(awards):
    """The ids of those awards (issued ones) whose present certificate prints other facts or credits.

    What was only said otherwise about an accreditation is no reason for a new certificate.
    """
    present = Certificate.objects.valid().filter(award__in=[award.pk for award in awards])
    by_award = {row.award_id: row for row in present.prefetch_related("credits")}
    return {award.pk for award in awards if award.pk in by_award and differs(award, by_award[award.pk])}


def differs(award, certificate):
    facts = Facts.from_json(award.facts)
    printed = {name: value for name, value in facts.printed().items() if name != "accreditation_note"}
    if any(getattr(certificate, name) != value for name, value in printed.items()):
        return True
    stated = {(credit.accreditation_id, credit.amount) for credit in certificate.credits.all()}
    return stated != {(line.accreditation, line.amount) for line in facts.credits}
