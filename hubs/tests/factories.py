import datetime

import factory

from accounts.tests.factories import UserFactory
from hubs.models import Hub, Membership


class HubFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Hub

    country = "PL"
    name = "Hub Poland"


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    hub = factory.SubFactory(HubFactory)
    user = factory.SubFactory(UserFactory)
    starts_on = datetime.date(2026, 1, 1)
