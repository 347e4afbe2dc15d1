import datetime

import factory

from accounts.tests.factories import UserFactory
from levels.models import Enrolment, Format, Level, Pathway


class PathwayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Pathway
        django_get_or_create = ["slug"]

    slug = "sepsis"
    title = "Sepsis, Severe Infections and Stewardship pathway"
    lead = "Three levels in 24 months."
    aims = "Infection and sepsis remain major global health priorities."
    starts_on = datetime.date(2026, 1, 1)
    ends_on = datetime.date(2027, 12, 31)
    free_of_charge = "Free of charge."
    pilot_priority = "Pilot countries first."
    endorsement = "Endorsed by two sections."
    contact_email = "education@example.org"
    content_updated_on = datetime.date(2025, 12, 23)


class LevelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Level
        django_get_or_create = ["number"]

    pathway = factory.SubFactory(PathwayFactory)
    number = 1
    title = "Foundations in Sepsis and Severe Infections"
    format = Format.ONLINE
    when = "6 May 2026"
    summary = "The foundations."
    content_updated_on = datetime.date(2025, 12, 23)


class EnrolmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrolment

    user = factory.SubFactory(UserFactory)
    pathway = factory.SubFactory(PathwayFactory)
