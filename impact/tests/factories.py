import factory
from django.utils import timezone

from accounts.sealing import cipher
from accounts.tests.factories import UserFactory
from impact.models import ApiToken, Cell, Occasion, Snapshot, Webhook
from impact.models.tokens import SHOWN, digest_of, new_token
from impact.models.webhooks import PURPOSE

SECRET = "whsec_of-a-test"


class SnapshotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Snapshot

    seconds = 1


class CellFactory(factory.django.DjangoModelFactory):
    """Seven people on the pathway; `is_hidden=True` leaves nothing of them."""

    class Meta:
        model = Cell

    class Params:
        few = factory.Trait(is_hidden=True, people=None)

    snapshot = factory.SubFactory(SnapshotFactory)
    figure = "enrolled"
    people = 7
    as_of = factory.LazyFunction(timezone.now)


class TokenFactory(factory.django.DjangoModelFactory):
    """Made by one of the staff. Give `text=` what is sent."""

    class Meta:
        model = ApiToken

    class Params:
        text = factory.LazyFunction(new_token)

    name = "A website"
    digest = factory.LazyAttribute(lambda row: digest_of(row.text))
    beginning = factory.LazyAttribute(lambda row: row.text[:SHOWN])
    created_by = factory.SubFactory(UserFactory, is_staff=True)


class WebhookFactory(factory.django.DjangoModelFactory):
    """Told of everything, in all countries."""

    class Meta:
        model = Webhook

    name = "Our register"
    url = "https://register.example.org/news"
    occasions = [Occasion.CONFIRMED, Occasion.CANCELLED, Occasion.COMPLETED, Occasion.ISSUED]
    sealed_secret = factory.LazyFunction(lambda: cipher(PURPOSE).encrypt(SECRET.encode()))
    created_by = factory.SubFactory(UserFactory, is_staff=True)
