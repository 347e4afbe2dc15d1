"""Rounds as tests need them: `CallFactory` is announced, `open_call()` is open with centres, rubric and a minimum."""

from datetime import timedelta

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import (
    Anchor,
    Application,
    ApplicationState,
    Assignment,
    AssignmentState,
    Call,
    CallRole,
    Centre,
    CentreMember,
    ChecklistTemplate,
    CoordinatorComment,
    Criterion,
    CriterionScore,
    Document,
    DocumentKind,
    Interest,
    Invitation,
    InvitationState,
    Offer,
    Offering,
    OfferState,
    Preference,
    PriorityGroup,
    Review,
    Role,
    Run,
    RunState,
    ScanState,
    SignOff,
    Snapshot,
    Stage,
)
from hubs.tests.factories import HubFactory

PILOT = ["GB", "PL", "PT", "RO", "SE"]


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


class CentreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Centre

    slug = factory.Sequence(lambda n: f"centre-{n}")
    name = factory.Sequence(lambda n: f"University Hospital {n}")
    city = "Nîmes"
    country = "FR"
    tutor = "Prof. Claire Moreau"
    contact_email = factory.Sequence(lambda n: f"centre{n}@example.org")
    summary = "Bedside teaching in antibiotic dosing and septic shock."
    is_public = True


class CentreMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CentreMember

    centre = factory.SubFactory(CentreFactory)
    user = factory.SubFactory(UserFactory)
    post = "Tutor"


class OfferingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Offering

    call = factory.SubFactory(CallFactory)
    centre = factory.SubFactory(CentreFactory)
    places = 2


class CriterionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Criterion
        skip_postgeneration_save = True

    call = factory.SubFactory(CallFactory)
    title = factory.Sequence(lambda n: f"Criterion {n}")
    question = "How convincing is the plan?"
    weight = 1

    @factory.post_generation
    def anchors(self, create, values):
        for value in values or range(1, 6):
            Anchor.objects.create(criterion=self, value=value, words=f"What {value} stands for.")


class CallRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CallRole

    call = factory.SubFactory(CallFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.REVIEWER


class ApplicationFactory(factory.django.DjangoModelFactory):
    """Handed in and found eligible, unless said otherwise."""

    class Meta:
        model = Application

    call = factory.LazyFunction(lambda: open_call())
    person = factory.SubFactory(UserFactory)
    state = ApplicationState.SUBMITTED
    home = "PL"
    workplace = "University Hospital, Kraków"
    post = "Consultant in intensive care"
    years_in_intensive_care = 7
    languages = ["en", "pl"]
    experience = "I lead the antibiotic rounds of our unit."
    motivation = "Our unit has no access to drug monitoring, and I want to learn how to use it."
    plans = "A weekly round with the pharmacist, measured before and after."
    has_confirmed = True
    submitted_at = factory.LazyFunction(timezone.now)
    is_eligible = True
    eligibility_decided_at = factory.LazyFunction(timezone.now)


class AssignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Assignment

    application = factory.SubFactory(ApplicationFactory)
    reviewer = factory.SubFactory(UserFactory)
    turn = factory.LazyAttribute(lambda row: row.application.assignments.count() + 1)
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class ReviewFactory(factory.django.DjangoModelFactory):
    """Handed in: `value` for every criterion, 4 of 1 to 5 unless said otherwise."""

    class Meta:
        model = Review
        skip_postgeneration_save = True

    assignment = factory.SubFactory(AssignmentFactory, state=AssignmentState.SUBMITTED)
    score = 7_500
    submitted_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def value(self, create, value):
        for criterion in self.assignment.application.call.criteria.all():
            CriterionScore.objects.create(review=self, criterion=criterion, value=value or 4)


class DocumentFactory(factory.django.DjangoModelFactory):
    """Checked and readable, unless said otherwise."""

    class Meta:
        model = Document

    application = factory.SubFactory(ApplicationFactory)
    kind = DocumentKind.CV
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7 ...", "cv.pdf"))
    size = 12
    pages = 1
    sha256 = "0" * 64
    scan = ScanState.CLEAN


class CoordinatorCommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CoordinatorComment

    application = factory.SubFactory(ApplicationFactory)
    hub = factory.SubFactory(HubFactory)
    author = factory.SubFactory(UserFactory)
    text = "She runs the sepsis team of the region."


class SnapshotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Snapshot

    call = factory.LazyFunction(lambda: open_call())
    number = factory.Sequence(lambda n: n + 1)
    taken_by = factory.SubFactory(UserFactory, is_staff=True)
    fingerprint = "0" * 64


class RunFactory(factory.django.DjangoModelFactory):
    """A proposal without turns, of the call of its merit list."""

    class Meta:
        model = Run

    snapshot = factory.SubFactory(SnapshotFactory)
    call = factory.SelfAttribute("snapshot.call")
    number = factory.Sequence(lambda n: n + 1)
    facts = factory.LazyFunction(lambda: {"people": []})
    fingerprint = "0" * 64
    code_version = "1"


class OfferFactory(factory.django.DjangoModelFactory):
    """Open, for ten days, at the first centre of the call, in the newest run of the call."""

    class Meta:
        model = Offer

    application = factory.SubFactory(ApplicationFactory)
    offering = factory.LazyAttribute(lambda row: row.application.call.offerings.first())
    run = factory.LazyAttribute(
        lambda row: row.application.call.runs.first() or RunFactory(snapshot__call=row.application.call)
    )
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=10))


class InvitationFactory(factory.django.DjangoModelFactory):
    """An expert is asked to a centre, unless said otherwise."""

    class Meta:
        model = Invitation

    expert = factory.SubFactory(UserFactory)
    centre = factory.SubFactory(CentreFactory)
    purpose = "Two days of bedside teaching."
    invited_by = factory.SubFactory(UserFactory, is_staff=True)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class ChecklistTemplateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ChecklistTemplate

    title = factory.Sequence(lambda n: f"Paper {n}")
    side = "fellow"


def placement_of_fellow(**fields):
    """A stay to be arranged: of somebody who has accepted an offer of a call that is under way."""
    offering = fields.pop("offering", None)
    application = fields.pop("application", None) or ApplicationFactory(
        **{name.removeprefix("application__"): value for name, value in fields.items()}
    )
    call = application.call
    run = call.runs.filter(state=RunState.SIGNED).first() or signed_by_two(RunFactory(snapshot__call=call))
    offer = OfferFactory(
        application=application,
        run=run,
        state=OfferState.ACCEPTED,
        ended_at=timezone.now(),
        offering=offering or call.offerings.first(),
    )
    at_stage(call, Stage.RUNNING)
    return actions.begin_placement(person=application.person, offer=offer)


def signed_by_two(run):
    for _number in range(2):
        SignOff.objects.create(run=run, user=UserFactory(is_staff=True))
    run.state, run.ended_at = RunState.SIGNED, timezone.now()
    run.save(update_fields=["state", "ended_at"])
    return run


def placement_of_expert(**fields):
    """A stay to be arranged: of an expert who has accepted an invitation."""
    invitation = InvitationFactory(state=InvitationState.ACCEPTED, ended_at=timezone.now(), **fields)
    return actions.begin_placement(person=invitation.expert, invitation=invitation)


def ready_call(*, places=(2, 1), minimum=None, criteria=2, **fields):
    """A call that may be opened: a centre for each number in `places`, a rubric, the pilot countries' minimum."""
    usual = {
        "details": "Twenty places, one week each.",
        "fellowships": 3,
        "closes_at": timezone.now() + timedelta(days=30),
        "placements_from": timezone.localdate() + timedelta(days=120),
        "placements_until": timezone.localdate() + timedelta(days=240),
    }
    call = CallFactory(**usual | fields)
    for number in places:
        OfferingFactory(call=call, places=number)
    CriterionFactory.create_batch(criteria, call=call)
    if minimum is not None:
        PriorityGroup.objects.create(call=call, title="Pilot countries", countries=PILOT, minimum=minimum)
    return call


def open_call(**fields):
    call = ready_call(**fields)
    return actions.open_call(call=call, by=UserFactory(is_staff=True))


def at_stage(call, stage):
    """Put an open call to a later stage, past its dates, without what happens on the way."""
    moments = {"stage": stage, "stage_since": timezone.now()}
    if stage not in (Stage.ANNOUNCED, Stage.OPEN):
        moments["closes_at"] = min(call.closes_at, timezone.now() - timedelta(days=1))
    Call.objects.filter(pk=call.pk).update(**moments)
    call.refresh_from_db()
    return call


def review(application, *scores):
    """Let so many reviewers have handed in a review each, with these scores in hundredths of a point."""
    for score in scores:
        ReviewFactory(assignment__application=application, score=score)


def choose(application, *offerings):
    for rank, offering in enumerate(offerings, 1):
        Preference.objects.create(application=application, offering=offering, rank=rank)


# The worked example of the study: points, country, choices.
WORKED_EXAMPLE = {
    "A": (92, "IN", "Lund Porto Utrecht"),
    "B": (90, "GB", "Lund Utrecht"),
    "C": (88, "IN", "Lund Porto"),
    "D": (86, "IN", "Porto Utrecht"),
    "E": (84, "IN", "Utrecht Porto"),
    "F": (81, "PL", "Lund Porto Utrecht"),
    "G": (80, "IN", "Utrecht"),
    "H": (76, "RO", "Porto Utrecht"),
    "I": (74, "PT", "Utrecht Lund"),
    "J": (70, "SE", "Lund Utrecht"),
}


def scored_call(people=None, minimum=4, **fields):
    """A call whose reviews are done, as in the worked example: six fellowships, Lund 2, Porto 2, Utrecht 3.

    Only reviews count. Applications have the codes `A` to `J`, people are called by them.
    """
    weights = {"level_1_weight": 0, "level_2_weight": 0, "rubric_weight": 100, "fellowships": 6}
    call = ready_call(places=(), minimum=minimum, **weights | fields)
    offerings = {
        city: OfferingFactory(call=call, places=places, centre__name=city, centre__city=city)
        for city, places in (("Lund", 2), ("Porto", 2), ("Utrecht", 3))
    }
    call = actions.open_call(call=call, by=UserFactory(is_staff=True))
    for code, (points, home, choices) in (people or WORKED_EXAMPLE).items():
        application = ApplicationFactory(call=call, code=code, home=home, person__name=f"Person {code}")
        choose(application, *(offerings[city] for city in choices.split()))
        review(application, points * 100)
    return at_stage(call, Stage.SCORED)


def signed_run(call, first=None, second=None):
    """Take the merit list where there is none yet, propose a run and sign it by two people of the office."""
    first, second = first or UserFactory(is_staff=True), second or UserFactory(is_staff=True)
    if call.stage == Stage.SCORED:
        actions.take_snapshot(call=call, by=first)
    run = actions.propose_run(call=call, by=first)
    actions.sign(run=run, by=first)
    run = actions.sign(run=run, by=second)
    call.refresh_from_db()
    return run
