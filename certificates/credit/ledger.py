"""What a person has been credited with: of valid certificates only, each accreditor and unit on an account of its own.

Credits of different accreditors are never added up: they are not the same.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch

from certificates.credit import crediting
from certificates.durations import duration
from certificates.facts import Facts
from certificates.models import Accreditation, Certificate, Credit


@dataclass
class Entry:
    """One credit, with the sum of its account up to and with it, and how it came about."""

    credit: Credit
    certificate: Certificate
    running: int
    how: list

    @property
    def amount_text(self):
        return crediting.in_credits(self.credit.amount)

    @property
    def running_text(self):
        return crediting.in_credits(self.running)

    @property
    def duration_text(self):
        return duration(self.credit.minutes)


@dataclass
class Account:
    """All credits of one accreditor in one unit."""

    accreditor: str
    unit: str
    amount: int = 0
    years: dict = field(default_factory=lambda: defaultdict(int))

    def add(self, credit):
        self.accreditor = credit.accreditor
        self.amount += credit.amount
        self.years[credit.earned_on.year] += credit.amount
        return self.amount

    @property
    def amount_text(self):
        return crediting.in_credits(self.amount)

    @property
    def by_year(self):
        """`[(2027, "4"), (2026, "12.5")]`."""
        return [(year, crediting.in_credits(self.years[year])) for year in sorted(self.years, reverse=True)]


@dataclass
class Hours:
    """A certificate that states time and no credits."""

    certificate: Certificate
    day: date

    @property
    def duration_text(self):
        return duration(self.certificate.minutes)


@dataclass
class Ledger:
    """The newest first. `uncredited` are `(certificate, [sentence, …])` of what earned nothing at all; `offered`
    certificates may be replaced.
    """

    entries: list
    accounts: list
    hours: list
    uncredited: list
    offered: list


def of(user):
    """In three queries, whatever there is."""
    credits = Credit.objects.select_related("accreditation__accreditor").order_by("earned_on", "pk")
    certificates = Certificate.objects.valid().filter(holder=user).select_related("award")
    certificates = certificates.prefetch_related(Prefetch("credits", credits)).order_by("-issued_at", "-pk")
    lost = {row: Facts.from_json(row.award.facts).uncredited for row in certificates}
    entries, accounts = _entries(lost)
    return Ledger(
        entries=entries[::-1],
        accounts=sorted(accounts, key=lambda account: (account.accreditor, account.unit)),
        hours=[_hours(row) for row in lost if row.minutes and not row.credits.all()],
        uncredited=_uncredited(lost),
        offered=[row for row in lost if row.award.offered_at],
    )


def _entries(lost):
    accounts, entries = {}, []
    credits = [(credit, row) for row in lost for credit in row.credits.all()]
    for credit, row in sorted(credits, key=lambda pair: (pair[0].earned_on, pair[0].pk)):
        accreditation = credit.accreditation
        key = (accreditation.accreditor_id, credit.unit)
        account = accounts.setdefault(key, Account(credit.accreditor, credit.unit))
        own = [line for line in lost[row] if line.accreditation == accreditation.pk]
        how = list(crediting.explained(accreditation, credit.minutes, own))
        entries.append(Entry(credit, row, account.add(credit), how))
    return entries, accounts.values()


def _hours(certificate):
    return Hours(certificate, certificate.last_day or certificate.issued_at.date())


def _uncredited(lost):
    """Why all of it earned nothing under an accreditation, as it is today."""
    missed = {row: _missed(row, lines) for row, lines in lost.items()}
    wanted = {line.accreditation for lines in missed.values() for line in lines}
    known = Accreditation.objects.select_related("accreditor").in_bulk(wanted) if wanted else {}
    return [
        (row, [_why(known[line.accreditation], line) for line in lines if line.accreditation in known])
        for row, lines in missed.items()
        if lines
    ]


def _missed(certificate, lines):
    credited = {credit.accreditation_id for credit in certificate.credits.all()}
    return [line for line in lines if line.accreditation not in credited]


def _why(accreditation, line):
    return crediting.uncredited_in_words(accreditation, line.because, line.minutes)
