"""Every address of the fellowships as every kind of person: each sees what the role must see, and nothing else."""

from dataclasses import dataclass, field

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import (
    Assignment,
    AssignmentState,
    CallRole,
    Conflict,
    ConflictKind,
    ConflictSource,
    Placement,
    PlacementState,
    Preference,
    Review,
    Role,
    Stage,
)
from fellowships.tests.deciding import approved
from fellowships.tests.factories import (
    ApplicationFactory,
    CentreMemberFactory,
    DocumentFactory,
    at_stage,
    open_call,
)
from fellowships.tests.staying import report_of
from hubs.tests.factories import MembershipFactory
from tests.sitemap import NO_PAGES, PUBLIC, addresses

pytestmark = pytest.mark.django_db

SECRETS = {
    "motivation": "I have longed for quokka rounds.",
    "experience": "Seven winters among narwhals.",
    "plans": "A weekly axolotl meeting.",
}
POINTS = "83.17"
WORDS_FOR_BOARD = "Between us: rather a capybara."


@dataclass
class World:
    """One call of which a fellow has been and come back; one of everything that has an address."""

    people: dict = field(default_factory=dict)
    arguments: dict = field(default_factory=dict)
    application: object = None

    def address(self, name):
        return reverse(f"fellowships:{name}", args=self.arguments.get(name, ()))


@pytest.fixture
def world(poland, romania, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path, "base_url": None}}
    }
    call = open_call()
    offering = call.offerings.first()
    fellow = UserFactory(name="Zdzisława Quittapahilla", country="PL")
    application = ApplicationFactory(call=call, person=fellow, home="PL", **SECRETS)
    Preference.objects.create(application=application, offering=offering, rank=1)
    people = {
        "fellow": fellow,
        "stranger": UserFactory(country="IN"),
        "coordinator": MembershipFactory(hub=poland).user,
        "other coordinator": MembershipFactory(hub=romania).user,
        "chair": _in(call, Role.CHAIR),
        "chair with a stake": _in(call, Role.CHAIR),
        "reviewer": _in(call, Role.REVIEWER),
        "other reviewer": _in(call, Role.REVIEWER),
        "finance": _in(call, Role.FINANCE),
        "host": CentreMemberFactory(centre=offering.centre).user,
        "other host": CentreMemberFactory().user,
        "staff": UserFactory(is_staff=True),
    }
    Conflict.objects.create(
        application=application,
        person=people["chair with a stake"],
        source=ConflictSource.REVIEWER,
        kind=ConflictKind.DECLARED,
    )
    assignment = Assignment.objects.create(
        application=application,
        reviewer=people["reviewer"],
        state=AssignmentState.SUBMITTED,
        due_at=timezone.now(),
    )
    Review.objects.create(
        assignment=assignment, score=8317, submitted_at=timezone.now(), for_board=WORDS_FOR_BOARD
    )
    document = DocumentFactory(application=application)
    approved(call, placed=[(application, offering)])
    actions.send_offers(call=call, by=people["staff"])
    offer = actions.accept_offer(offer=application.offers.get(), by=fellow)
    placement = Placement.objects.get(offer=offer or application.offers.get())
    today = timezone.localdate()
    Placement.objects.filter(pk=placement.pk).update(
        state=PlacementState.DONE, days=DateRange(today.replace(day=1), today.replace(day=2))
    )
    at_stage(call, Stage.RUNNING)
    placement.refresh_from_db()
    report = report_of(placement)
    written = {"seen": "Rounds.", "learned": "Dosing.", "changes": "One round.", "rating": 5}
    actions.submit_report(report=report, content=written)
    return World(
        people, _arguments(call, application, placement, assignment, document, offering), application
    )


def _in(call, role):
    return CallRole.objects.create(call=call, user=UserFactory(), role=role).user


def _arguments(call, application, placement, assignment, document, offering):
    of_the_call, of_the_stay = (call.slug,), (placement.token,)
    arguments = dict.fromkeys(OF_A_CALL, of_the_call) | dict.fromkeys(OF_A_STAY, of_the_stay)
    return arguments | {
        "centre": (offering.centre.slug,),
        "centre_edit": (offering.centre.slug,),
        "centre_places": (offering.centre.slug, call.slug),
        "document": (document.pk,),
        "review": (assignment.pk,),
        "reviewers_of": (call.slug, application.code),
        "candidate": (call.slug, application.code),
        "one_offer": (call.slug, application.code),
        "run": (call.slug, 1),
        "run_table": (call.slug, 1),
        "run_facts": (call.slug, 1),
    }


EVERYBODY = {
    "fellow",
    "stranger",
    "coordinator",
    "other coordinator",
    "chair",
    "chair with a stake",
    "reviewer",
    "other reviewer",
    "finance",
    "host",
    "other host",
    "staff",
}
BOARD = {"staff", "chair", "chair with a stake"}
UNBIASED = {"staff", "chair"}
OF_THE_STAY = {"fellow", "host", "staff", "chair"}
# Who gets the page; who is missing finds nothing there, or is led elsewhere.
ALLOWED = {
    "index": EVERYBODY,
    "centres": EVERYBODY,
    "centre": EVERYBODY,
    "call": EVERYBODY,
    "rules": EVERYBODY,
    "board": BOARD | {"finance"},
    "desk": BOARD,
    "simulate": BOARD,
    "applications": BOARD,
    "applications_table": BOARD,
    "assign": BOARD,
    "conflicts": BOARD,
    "allocation": BOARD,
    "run": BOARD,
    "run_table": BOARD,
    "offers": BOARD,
    "placements": BOARD,
    "reports": BOARD,
    "money": BOARD | {"finance"},
    "money_csv": BOARD | {"finance"},
    "money_of_exchange": {"staff"},
    "candidate": UNBIASED,
    "reviewers_of": UNBIASED,
    "one_offer": UNBIASED,
    "application": {"fellow"},
    "offer": {"fellow"},
    "candidates": {"coordinator", "other coordinator"},
    "document": {"fellow", "host", "staff", "chair"},
    "my_centres": EVERYBODY,
    "centre_edit": {"host", "staff"},
    "placement": OF_THE_STAY,
    "report": OF_THE_STAY - {"host"},
    "attest": OF_THE_STAY - {"fellow"},
}
OF_A_CALL = {
    "call",
    "rules",
    "desk",
    "simulate",
    "applications",
    "applications_table",
    "assign",
    "conflicts",
    "allocation",
    "offers",
    "placements",
    "reports",
    "money",
    "money_csv",
    "application",
    "offer",
}
OF_A_STAY = {"placement", "report", "attest"}
# Each kind of person, and what stands on no page that they get: the name, the texts, what reviewers gave.
NEVER = {
    "stranger": ["name", "texts", "points", "for board"],
    "coordinator": ["texts", "points", "for board"],
    "other coordinator": ["name", "texts", "points", "for board"],
    "chair with a stake": ["name", "texts", "points", "for board"],
    "reviewer": ["name"],
    "other reviewer": ["name", "texts", "points", "for board"],
    "finance": ["texts", "points", "for board"],
    "host": ["points", "for board"],
    "other host": ["name", "texts", "points", "for board"],
    "fellow": ["for board"],
}


def test_each_page_is_there_for_its_people_and_says_no_more_than_they_may_know(world, as_, client):
    told = {
        "name": ["Zdzisława", "Quittapahilla"],
        "texts": list(SECRETS.values()),
        "points": [POINTS],
        "for board": [WORDS_FOR_BOARD],
    }
    wrong, leaks = [], []
    for role, person in world.people.items():
        hidden = [text for what in NEVER.get(role, []) for text in told[what]]
        browser = as_(person)
        for name, people in ALLOWED.items():
            answer = browser.get(world.address(name))
            if (answer.status_code == 200) != (role in people) or answer.status_code == 403:
                wrong.append((role, name, answer.status_code))
            said = b"".join(answer).decode(errors="ignore") if answer.streaming else answer.content.decode()
            leaks += [(role, name, text) for text in hidden if text in said]

    assert (wrong, leaks) == ([], [])


def test_visitors_get_what_is_public(world, client):
    got = {name for name in ALLOWED if client.get(world.address(name)).status_code == 200}

    assert got == {name for name in ALLOWED if f"fellowships:{name}" in PUBLIC}


def test_every_address_of_the_fellowships_is_looked_at_or_known_to_be_elsewhere():
    """A new page is entered above, or here with where its people are tested."""
    named = {
        one.name.removeprefix("fellowships:") for one in addresses() if one.name.startswith("fellowships:")
    }

    assert named - set(ALLOWED) - {name.removeprefix("fellowships:") for name in NO_PAGES} <= ELSEWHERE


# Pages of one's own, which everybody gets or begins: tested with the deed.
ELSEWHERE = {
    "cancel_placement",
    "stays",
    "apply",
    "centre_places",
    "choices",
    "choose_centre",
    "claim_invitation",
    "decline_offer",
    "documents",
    "exchange",
    "invitation",
    "invite",
    "result",
    "review",
    "reviews",
}
