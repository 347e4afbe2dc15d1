import factory
from django.utils import timezone

from accounts.tests.factories import UserFactory
from certificates import numbers
from certificates.facts import Facts
from certificates.models import Award, Certificate, Kind, Template

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
