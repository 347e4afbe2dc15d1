import factory
from allauth.account.models import EmailAddress

from accounts.models import CareerStage, Profession, Profile, User

PASSWORD = "a-long-test-password"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a verified address and, unless `country=None`, a profile."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.PostGenerationMethodCall("set_password", None)

    @factory.post_generation
    def verified(user, create, extracted, **kwargs):
        EmailAddress.objects.create(
            user=user, email=user.email, primary=True, verified=extracted is not False
        )

    @factory.post_generation
    def country(user, create, extracted, **kwargs):
        if extracted is not None:
            Profile.objects.create(
                user=user,
                country=extracted,
                profession=Profession.DOCTOR,
                career_stage=CareerStage.TRAINEE,
                **kwargs,
            )
