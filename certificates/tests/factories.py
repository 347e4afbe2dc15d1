import datetime

import factory
from django.utils import timezone

from accounts.tests.factories import UserFactory
from certificates import numbers
from certificates.facts import Facts
from certificates.models import (
    Accreditation,
    AccreditationState,
    Accreditor,
    Award,
    Certificate,
    Credit,
    Form,
    Kind,
    Template,
)

FACTS = Facts(
    title="Level 1 live event: Foundations in Sepsis and Severe Infections",
    programme="Sepsis, Severe Infections and Stewardship pathway 2026–2027",
    dates="6 May 2026",
    place="Online",
    is_online=True,
    minutes=345,
    signatory_name="Prof. Gennaro De Pascale",
    signatory_post="Level 1 director, Rome",
)


class TemplateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Template
        django_get_or_create = ["number"]

    number = 1
    published_at = factory.LazyFunction(timezone.now)


class AwardFactory(factory.django.DjangoModelFactory):
    """Earned, and not issued yet."""

    class Meta:
        model = Award

    source = factory.Sequence(lambda n: f"attendance:{n}")
    kind = Kind.ATTENDANCE
    holder = factory.SubFactory(UserFactory)
    facts = factory.LazyFunction(FACTS.as_json)


class CertificateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Certificate

    number = factory.LazyFunction(numbers.new)
    kind = Kind.ATTENDANCE
    award = factory.SubFactory(
        AwardFactory,
        kind=factory.SelfAttribute("..kind"),
        holder=factory.SelfAttribute("..holder"),
        issued_at=factory.LazyFunction(timezone.now),
    )
    template = factory.SubFactory(TemplateFactory)
    holder = factory.SubFactory(UserFactory)
    holder_name = factory.LazyAttribute(lambda certificate: certificate.holder.name)
    title = FACTS.title
    programme = FACTS.programme
    dates = FACTS.dates
    place = FACTS.place
    is_online = FACTS.is_online
    minutes = FACTS.minutes
    signatory_name = FACTS.signatory_name
    signatory_post = FACTS.signatory_post
    issued_at = factory.LazyFunction(timezone.now)


class AccreditorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Accreditor
        django_get_or_create = ["short_name"]

    name = factory.LazyAttribute(lambda accreditor: f"Council of {accreditor.short_name}")
    short_name = "EACCME"
    unit = "ECMEC®"
    wording_applied = "An application has been made to {accreditor} for “{title}”."
    wording_granted = "“{title}” is accredited by {accreditor} (number {number}) with {credits} {unit}."


class AccreditationFactory(factory.django.DjangoModelFactory):
    """Granted for any day, one credit an hour in quarters; with `AccreditationFactory(applied=True)` only applied for."""

    class Meta:
        model = Accreditation

    class Params:
        applied = factory.Trait(state=AccreditationState.APPLIED, number="", decided_on=None)

    accreditor = factory.SubFactory(AccreditorFactory)
    title = "Level 1 live event"
    state = AccreditationState.GRANTED
    number = factory.Sequence(lambda n: f"LEE-{n}")
    applied_on = datetime.date(2026, 1, 10)
    decided_on = datetime.date(2026, 2, 20)
    valid_from = datetime.date(2020, 1, 1)
    valid_until = datetime.date(2039, 12, 31)


class CreditFactory(factory.django.DjangoModelFactory):
    """Three credits for three hours."""

    class Meta:
        model = Credit

    certificate = factory.SubFactory(CertificateFactory)
    accreditation = factory.SubFactory(AccreditationFactory)
    form = Form.LIVE
    accreditor = factory.SelfAttribute("accreditation.accreditor.name")
    number = factory.SelfAttribute("accreditation.number")
    unit = factory.SelfAttribute("accreditation.accreditor.unit")
    amount = 300
    minutes = 180
    earned_on = datetime.date(2026, 5, 6)
    statement = "It is accredited."
