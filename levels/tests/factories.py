import datetime

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.tests.factories import UserFactory
from hubs.models import Language
from hubs.tests.factories import HubFactory
from levels.models import (
    Captions,
    Enrolment,
    Format,
    Level,
    LevelEnrolment,
    LocalKind,
    LocalMaterial,
    LocalState,
    Module,
    Pathway,
    RequirementSet,
    Resource,
    ResourceKind,
)

PUBLISHED = datetime.date(2026, 1, 1)
CAPTIONS = (
    b"WEBVTT\n\n00:00.000 --> 00:04.000\nTime is tissue.\n\n00:04.000 --> 00:08.000\nAct in the first hour.\n"
)


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


class LevelEnrolmentFactory(factory.django.DjangoModelFactory):
    """A person to whom a level is open: `LevelEnrolmentFactory(enrolment__user=..., level=...)`."""

    class Meta:
        model = LevelEnrolment

    enrolment = factory.SubFactory(EnrolmentFactory)
    level = factory.SubFactory(LevelFactory)


class ModuleFactory(factory.django.DjangoModelFactory):
    """Published, in Level 1."""

    class Meta:
        model = Module

    level = factory.SubFactory(LevelFactory)
    slug = factory.Sequence("module-{}".format)
    title = factory.Sequence("Module {}".format)
    summary = "What it is about."
    objectives = "Know it\nUse it"
    publish_on = PUBLISHED
    order = factory.Sequence(int)


class LocalMaterialFactory(factory.django.DjangoModelFactory):
    """A published text of the hub of Poland; with a trait it is in another state or of another kind."""

    class Meta:
        model = LocalMaterial

    class Params:
        draft = factory.Trait(state=LocalState.DRAFT, published_at=None)
        withdrawn = factory.Trait(
            state=LocalState.WITHDRAWN,
            withdrawn_at=factory.LazyFunction(timezone.now),
            withdrawn_because="Out of date.",
        )
        resistance = factory.Trait(
            kind=LocalKind.RESISTANCE,
            source="EARS-Net, example",
            as_of=datetime.date(2025, 12, 31),
            review_by=datetime.date(2099, 1, 1),
        )

    hub = factory.SubFactory(HubFactory)
    kind = LocalKind.LANGUAGE
    title = factory.Sequence("Karta {}".format)
    language = Language.POLISH
    body = "## Pierwsza godzina\n\nPobierz posiewy."
    state = LocalState.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)
    made_by = factory.SubFactory(UserFactory)


class ResourceFactory(factory.django.DjangoModelFactory):
    """A published page; with a trait it is of another kind: `ResourceFactory(video=True)`."""

    class Meta:
        model = Resource

    class Params:
        video = factory.Trait(
            kind=ResourceKind.VIDEO,
            body="",
            length=100,
            file=factory.LazyFunction(lambda: ContentFile(b"a film", name="film.mp4")),
        )
        pdf = factory.Trait(
            kind=ResourceKind.PDF,
            body="",
            length=10,
            file=factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7 a hand-out", name="handout.pdf")),
        )
        link = factory.Trait(kind=ResourceKind.LINK, body="", url="https://www.who.int/")
        discussion = factory.Trait(kind=ResourceKind.DISCUSSION, body="What would you do first?")
        package = factory.Trait(kind=ResourceKind.PACKAGE, body="")

    module = factory.SubFactory(ModuleFactory)
    slug = factory.Sequence("resource-{}".format)
    kind = ResourceKind.PAGE
    title = factory.Sequence("Resource {}".format)
    objective = "Name the first steps."
    minutes = 10
    body = "## Begin\n\nEarly recognition matters."
    publish_on = PUBLISHED
    order = factory.Sequence(int)


class CaptionsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Captions

    resource = factory.SubFactory(ResourceFactory, video=True)
    language = "en"
    file = factory.LazyFunction(lambda: ContentFile(CAPTIONS, name="film.vtt"))


class RequirementSetFactory(factory.django.DjangoModelFactory):
    """A draft. `asking(…)` below is one that is published."""

    class Meta:
        model = RequirementSet

    level = factory.SubFactory(LevelFactory)
    number = factory.LazyAttribute(lambda row: row.level.requirement_sets.count() + 1)


def asking(level, *requirements, operator="all", least=1, published=True):
    """A version of what a level asks, with one group: `asking(level, {"kind": "sign_off"}, …)`."""
    requirements_of_level = RequirementSetFactory(level=level)
    group = requirements_of_level.groups.create(title="Asked", operator=operator, least=least)
    for order, facts in enumerate(requirements):
        names = {"key": f"{facts['kind']}-{order}", "title": facts["kind"]}
        group.requirements.create(order=order, **names | facts)
    if published:
        RequirementSet.objects.filter(pk=requirements_of_level.pk).update(published_at=timezone.now())
    return requirements_of_level
