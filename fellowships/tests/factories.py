import factory

from accounts.tests.factories import UserFactory
from fellowships.models import Call, Interest


class CallFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Call

    slug = factory.Sequence(lambda n: f"call-{n}")
    title = "Fellowship & Expert Exchange"
    announcement = "Details will be made available shortly."


class InterestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Interest

    call = factory.SubFactory(CallFactory)
    user = factory.SubFactory(UserFactory)
