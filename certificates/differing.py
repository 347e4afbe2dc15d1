"""Whether a certificate says something else than what is true today."""

from certificates.facts import Facts
from certificates.models import Certificate

# What is worth a new number to its holder. Who would sign today, or what is printed about an application, is not; nor
# are columns that certificates of earlier releases do not have.
WORTH_IT = ("title", "role", "dates", "place", "minutes", "score")


def of(awards):
    """The ids of those awards (issued ones) whose present certificate prints other facts or credits."""
    present = Certificate.objects.valid().filter(award__in=[award.pk for award in awards])
    by_award = {row.award_id: row for row in present.prefetch_related("credits")}
    return {award.pk for award in awards if award.pk in by_award and differs(award, by_award[award.pk])}


def differs(award, certificate):
    facts = Facts.from_json(award.facts)
    if any(getattr(certificate, name) != getattr(facts, name) for name in WORTH_IT):
        return True
    lines = {line.accreditation: line for line in facts.credits if line.amount}
    stated = {credit.accreditation_id: credit for credit in certificate.credits.all()}
    return stated.keys() != lines.keys() or any(
        (line.amount, line.number or stated[pk].number) != (stated[pk].amount, stated[pk].number)
        for pk, line in lines.items()
    )
