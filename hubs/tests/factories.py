import datetime

import factory
from django.utils import timezone

from accounts.tests.factories import UserFactory
from hubs.models import Ambassador, Evidence, EvidenceKind, Hub, Invitation, Membership, Rung, Step


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


class AmbassadorFactory(factory.django.DjangoModelFactory):
    """Nominated a month ago for a year; `step` takes the steps up to it."""

    class Meta:
        model = Ambassador
        skip_postgeneration_save = True

    hub = factory.SubFactory(HubFactory)
    user = factory.SubFactory(UserFactory)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=30))
    ends_on = factory.LazyAttribute(lambda row: row.starts_on + datetime.timedelta(days=365))

    @factory.post_generation
    def step(self, create, extracted, **kwargs):
        for rung in range(Rung.NOMINATED, (extracted or Rung.NOMINATED) + 1):
            Step.objects.create(
                ambassador=self, rung=rung, taken_on=self.starts_on, recorded_by=kwargs.get("by") or self.user
            )
        self.refresh_from_db()


class EvidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evidence

    user = factory.SubFactory(UserFactory)
    kind = EvidenceKind.TRAINED
    title = "Faculty development day, Warsaw"
    happened_on = factory.LazyFunction(timezone.localdate)
    source = factory.Sequence(lambda n: f"test:{n}")


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    hub = factory.SubFactory(HubFactory)
    email = factory.Sequence(lambda n: f"colleague{n}@example.com")
    invited_by = factory.SubFactory(UserFactory)
    invited_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda row: row.invited_at + Invitation.KEPT)
