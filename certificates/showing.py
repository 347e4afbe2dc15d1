"""What a person sees of the own certificates: what is coming, what is out, and what was."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_info

from certificates import offering
from certificates.actions import correctable_until
from certificates.credit.crediting import in_credits
from certificates.facts import Facts
from certificates.models import Accreditation, Award, Certificate, Kind, Language, Policy


@dataclass(frozen=True)
class Coming:
    """Earned, and not issued yet. `is_due`: it is being issued right now, or waits for a name."""

    award: Award
    facts: Facts
    is_due: bool

    @property
    def kind(self):
        return Kind(self.award.kind).label

    @property
    def days(self):
        return in_days(self.facts)


@dataclass(frozen=True)
class Issued:
    """A valid certificate. `changes` where a replacement is offered; `new_name` where that is all that differs."""

    certificate: Certificate
    award: Award
    correctable_until: datetime
    changes: list = field(default_factory=list)

    @property
    def is_correctable(self):
        return timezone.now() <= self.correctable_until

    @property
    def new_name(self):
        """The name in the profile, where it is another one by now."""
        name = self.certificate.holder.name
        return name if name != self.certificate.holder_name else ""

    @property
    def seen(self):
        return offering.fingerprint(self.award, self.certificate.holder.name)

    @property
    def days(self):
        return in_days(self.certificate)

    @property
    def score(self):
        score = self.certificate.score
        return None if score is None else in_credits(score)

    @property
    def credits(self):
        return [(in_credits(credit.amount), credit) for credit in self.certificate.credits.all()]


def own_page(person):
    """Everything, in as many queries for many certificates as for one."""
    awards = Award.objects.visible_to(person).filter(holder=person)
    certificates = Certificate.objects.visible_to(person).filter(holder=person)
    certificates = certificates.select_related("replacement", "replaces", "holder", "award")
    certificates = list(certificates.prefetch_related("credits"))
    pending = list(awards.pending().order_by("due_at", "pk"))
    issued = _issued(certificates, Policy.current())
    return {
        "coming": [_coming(award) for award in pending],
        "issued": issued,
        "past": [row for row in certificates if not row.is_valid],
        "languages": languages(),
    }


def _coming(award):
    return Coming(award, Facts.from_json(award.facts), is_due=award.due_at <= timezone.now())


def _issued(certificates, policy):
    """What asks something of the person goes first."""
    valid = [row for row in certificates if row.is_valid]
    accreditations = _accreditations([row.award for row in valid if row.award.offered_at])
    rows = [
        Issued(
            certificate=row,
            award=row.award,
            correctable_until=correctable_until(row, policy),
            changes=offering.changes(row, row.award, accreditations) if row.award.offered_at else [],
        )
        for row in valid
    ]
    return sorted(rows, key=lambda row: not row.changes)


def _accreditations(awards):
    wanted = {line["accreditation"] for award in awards for line in award.facts["credits"]}
    return Accreditation.objects.select_related("accreditor").in_bulk(wanted) if wanted else {}


def languages():
    """What a PDF can be had in: (code, what the language calls itself)."""
    return [(code, get_language_info(code)["name_local"]) for code in Language.values]


def in_days(said):
    """The days that a certificate states, or facts will, in the language of the reader."""
    if said.first_day is None:
        return said.dates
    days = sorted({said.first_day, said.last_day})
    return " – ".join(date_format(day, "DATE_FORMAT") for day in days)


@dataclass(frozen=True)
class Summary:
    """For the own page: what waits for the person, and the latest certificates, as `Award`s."""

    awards: list

    @property
    def to_check(self):
        """The name can be looked at before these are issued, the soonest first."""
        now = timezone.now()
        waiting = [row for row in self.awards if row.issued_at is None and row.due_at > now]
        return sorted(waiting, key=lambda row: row.due_at)

    @property
    def out(self):
        """Three: the latest, after those whose replacement is offered (all of these)."""
        rows = sorted((row for row in self.awards if row.present), key=lambda row: row.offered_at is None)
        return rows[: max(3, sum(row.offered_at is not None for row in rows))]


def summary(person):
    """In one query. Each award has `present`: number and title of its valid certificate, or None."""
    valid = Certificate.objects.valid().filter(award=OuterRef("pk"))
    present = valid.values(said=JSONObject(number="number", title="title"))[:1]
    awards = list(
        Award.objects.filter(holder=person).annotate(present=Subquery(present)).order_by("-issued_at", "-pk")
    )
    for award in awards:
        award.holder = person
    return Summary(awards)
