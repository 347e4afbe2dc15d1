"""What a certificate says, and what another edition of it would say today: for the office, line by line."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from certificates import offering
from certificates.credit.crediting import in_credits
from certificates.durations import duration
from certificates.facts import PRINTED, Facts
from certificates.models import Accreditation, Certificate


@dataclass(frozen=True)
class Line:
    label: str
    then: str
    now: str

    @property
    def differs(self):
        return self.then != self.now


def lines(certificate):
    """One `Line` for each fact that is printed then or now. The holder's account has to be there."""
    award = certificate.award
    facts = Facts.from_json(award.facts)
    found = [Line(_label("holder_name"), certificate.holder_name, award.holder.name)]
    found += [
        Line(_label(name), _words(name, getattr(certificate, name)), _words(name, getattr(facts, name)))
        for name in PRINTED
    ]
    found.append(Line(_("credits"), _stated(certificate), _credited(facts)))
    return [line for line in found if line.then or line.now]


def fingerprint(award):
    """What is made is what was looked at, as for holders themselves."""
    return offering.fingerprint(award, award.holder and award.holder.name)


def _label(name):
    return Certificate._meta.get_field(name).verbose_name


def _words(name, value):
    if value in (None, "", False):
        return ""
    if name == "minutes":
        return duration(value) if value else ""
    if name == "score":
        return f"{in_credits(value)} %"
    return _("yes") if value is True else str(value)


def _stated(certificate):
    rows = certificate.credits.select_related("accreditation__accreditor")
    return "; ".join(sorted(_credit(row.amount, row.unit, row.accreditor, row.number) for row in rows))


def _credited(facts):
    amounts = {line.accreditation: line for line in facts.credits if line.amount}
    known = Accreditation.objects.select_related("accreditor").in_bulk(amounts)
    return "; ".join(
        sorted(
            _credit(line.amount, known[pk].accreditor.unit, known[pk].accreditor.name, known[pk].number)
            for pk, line in amounts.items()
        )
    )


def _credit(amount, unit, accreditor, number):
    return f"{in_credits(amount)} {unit}, {accreditor}, {number}"
