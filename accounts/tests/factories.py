import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import CareerStage, Profession, Profile, User

PASSWORD = "a-long-test-password"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a verified address and, unless `country=None`, a profile."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.Transformer(None, transform=make_password)

    @factory.post_generation
    def verified(self, create, extracted, **kwargs):
        if create:
            EmailAddress.objects.create(
                user=self, email=self.email, primary=True, verified=extracted is not False
            )

    @factory.post_generation
    def country(self, create, extracted, **kwargs):
        if create and extracted is not None:
            work = {"profession": Profession.DOCTOR, "career_stage": CareerStage.TRAINEE} | kwargs
            Profile.objects.create(user=self, country=extracted, **work)
