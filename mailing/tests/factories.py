import factory

from accounts.tests.factories import UserFactory
from mailing.models import Message


class MessageFactory(factory.django.DjangoModelFactory):
    """A mail that is due: that a password has changed, a kind the app itself has."""

    class Meta:
        model = Message

    key = factory.Sequence(lambda n: f"test:{n}")
    kind = "account/password_changed"
    user = factory.SubFactory(UserFactory)
    to = factory.LazyAttribute(lambda message: message.user.email)
