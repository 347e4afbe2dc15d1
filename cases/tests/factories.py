"""Cases as tests need them: `draft()` can be handed in; `handed_in()`, `passed()`, `in_review()`, `accepted()` and
`published()` are that far. None of them is what the actions test: those start from `draft()`.
"""

from datetime import date, timedelta

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.tests.factories import UserFactory
from cases import indexing
from cases.content import Choice, Content, Question, Reference
from cases.models import (
    AgeBand,
    Author,
    Case,
    CaseRole,
    CaseState,
    Consent,
    ConsentKind,
    Decision,
    Judgement,
    Picture,
    PictureTick,
    Plate,
    PrivacyCheck,
    Review,
    ReviewState,
    Revision,
    RevisionState,
    Role,
    Section,
    Topic,
    TopicKind,
    Verdict,
    Version,
)

SECTIONS = [
    ("summary", "Summary", 80, True),
    ("presentation", "Presentation", 250, True),
    ("findings", "Findings", 300, True),
    ("treatment", "Treatment", 300, True),
    ("outcome", "Outcome", 200, True),
    ("perspective", "The patient’s view", 150, False),
]
CONTENT = Content(
    sections={
        "summary": "Fever and confusion in a woman in her seventies after a fall.",
        "presentation": "A woman in her seventies came with fever since day 0 and was confused.",
        "findings": "Lactate 4.1 mmol/l, neck stiffness, clear lungs.",
        "treatment": "Ceftriaxone and amoxicillin within the hour, dexamethasone before them.",
        "outcome": "Listeria grew on day 2; she went home on day 21.",
    },
    points=("Think of Listeria after the age of 50.", "Do not wait for the scan."),
    questions=(
        Question(
            key="q1",
            after="findings",
            text="What would you do first?",
            choices=(
                Choice("a", "Scan the head, then puncture"),
                Choice("b", "Antibiotics and dexamethasone now", is_best=True),
                Choice("c", "Wait for the culture"),
            ),
            explanation="Every hour counts: cultures, then treatment, then the scan.",
        ),
    ),
    references=(Reference("van de Beek D et al. Clin Microbiol Infect 2016;22:S37–62."),),
)
# The smallest real PNG: one grey pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


def sections():
    """The parts of a case; twice makes them once."""
    for place, (key, title, most_words, is_required) in enumerate(SECTIONS):
        Section.objects.get_or_create(
            key=key,
            defaults={
                "title": title,
                "most_words": most_words,
                "is_required": is_required,
                "order": 10 * place,
            },
        )


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic

    kind = TopicKind.DIAGNOSIS
    slug = factory.Sequence(lambda n: f"topic-{n}")
    name = factory.Sequence(lambda n: f"Topic {n}")


class RoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseRole

    user = factory.SubFactory(UserFactory)
    role = Role.REVIEWER


def checker(**facts):
    return RoleFactory(role=Role.PRIVACY, **facts).user


def reviewer(**facts):
    return RoleFactory(role=Role.REVIEWER, **facts).user


def editor(**facts):
    return RoleFactory(role=Role.EDITOR, **facts).user


def working_at(workplace, *, country="PL", **facts):
    """Somebody with a profile."""
    return UserFactory(country=country, country__workplace=workplace, **facts)


class CaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Case

    author = factory.SubFactory(UserFactory)


class AuthorFactory(factory.django.DjangoModelFactory):
    """Somebody who is named and has agreed."""

    class Meta:
        model = Author

    case = factory.SubFactory(CaseFactory)
    person = factory.SubFactory(UserFactory)
    name = factory.SelfAttribute("person.name")
    email = factory.SelfAttribute("person.email")
    workplace = "University Hospital, Kraków"
    agreed_at = factory.LazyFunction(timezone.now)


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    case = factory.SubFactory(CaseFactory)
    kind = ConsentKind.WRITTEN
    given_on = date(2026, 9, 1)
    country = "PL"


def draft(author=None, *, content=CONTENT, topics=(), pictures=0, **fields):
    """A revision that can be handed in, of a new case with its author and consent."""
    sections()
    case = CaseFactory(**({"author": author} if author else {}))
    AuthorFactory(case=case, person=case.author)
    ConsentFactory(case=case)
    facts = {"title": "Fever, confusion and a fall", "age_band": AgeBand.OLD, "country": "PL"} | fields
    revision = Revision.objects.create(case=case, content=content.as_json(), **facts)
    revision.topics.set(topics)
    for _n in range(pictures):
        plate(revision)
    return revision


def plate(revision, *, alt="A chest radiograph with clear lungs", after="findings"):
    picture = Picture.objects.create(
        case=revision.case,
        file=ContentFile(PIXEL, "picture.png"),
        mime="image/png",
        width=1,
        height=1,
        size=len(PIXEL),
        sha256="0" * 64,
    )
    return Plate.objects.create(revision=revision, picture=picture, after=after, alt=alt, order=picture.pk)


def handed_in(author=None, **facts):
    revision = draft(author, **facts)
    now = timezone.now()
    Case.objects.filter(pk=revision.case_id).update(submitted_at=now)
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.SUBMITTED, submitted_at=now)
    revision.case.refresh_from_db()
    revision.refresh_from_db()
    return revision


def waiting(days=0, **facts):
    """Handed in so many days ago, and not looked at."""
    revision = draft(**facts)
    moment = timezone.now() - timedelta(days=days)
    Case.objects.filter(pk=revision.case_id).update(submitted_at=moment)
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.SUBMITTED, submitted_at=moment)
    revision.refresh_from_db()
    return revision


def passed(author=None, *, by=None, **facts):
    revision = handed_in(author, **facts)
    check = PrivacyCheck.objects.create(revision=revision, checker=by or checker(), verdict=Verdict.PASSED)
    for one in revision.plates.all():
        PictureTick.objects.create(privacy_check=check, plate=one, has_no_text=True, has_no_face=True)
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.PASSED, passed_at=timezone.now())
    revision.refresh_from_db()
    return revision


def in_review(author=None, *, reviewers=None, state=ReviewState.ASKED, **facts):
    """With two reviewers, or those that are given."""
    revision = passed(author, **facts)
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.IN_REVIEW)
    revision.refresh_from_db()
    for label, person in enumerate(reviewers or [reviewer(), reviewer()], start=1):
        Review.objects.create(
            revision=revision,
            reviewer=person,
            label=label,
            state=state,
            due_at=timezone.now() + timedelta(days=21),
        )
    return revision


def accepted(author=None, *, by=None, **facts):
    revision = in_review(author, **facts)
    Decision.objects.create(revision=revision, editor=by or editor(), judgement=Judgement.ACCEPTED, reviews=2)
    Revision.objects.filter(pk=revision.pk).update(state=RevisionState.ACCEPTED)
    revision.refresh_from_db()
    return revision


def published(author=None, *, by=None, **facts):
    """A version that is listed."""
    revision = accepted(author, by=by, **facts)
    case = revision.case
    Case.objects.filter(pk=case.pk).update(state=CaseState.PUBLISHED)
    case.refresh_from_db()
    version = Version.objects.create(
        case=case,
        revision=revision,
        title=revision.title,
        authors=[{"name": one.name, "workplace": one.workplace} for one in case.authors.all()],
        published_by=revision.decision.editor,
    )
    indexing.enter(version)
    return version
