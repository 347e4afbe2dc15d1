import factory
from django.utils import timezone

from accounts.tests.factories import UserFactory
from certificates import numbers
from certificates.models import Certificate, Kind


class CertificateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Certificate

    number = factory.LazyFunction(numbers.new)
    kind = Kind.ATTENDANCE
    source = factory.Sequence(lambda n: f"attendance:{n}")
    holder = factory.SubFactory(UserFactory)
    holder_name = factory.LazyAttribute(lambda certificate: certificate.holder.name)
    title = "Level 1 live event: Foundations in Sepsis and Severe Infections"
    programme = "Sepsis, Severe Infections and Stewardship pathway 2026–2027"
    dates = "6 May 2026"
    place = "Online"
    minutes = 345
    signatory_name = "Prof. Gennaro De Pascale"
    signatory_post = "Level 1 director, Rome"
    issued_at = factory.LazyFunction(timezone.now)
