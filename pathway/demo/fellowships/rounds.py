"""A fellowship round in each stage, made as people would make it: open, in review, allocated, offering, over."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from accounts.models import User
from assessments.models import Assessment, Result
from fellowships import actions
from fellowships.models import Call, CallRole, EligibilityRule, PriorityGroup, Role, RuleKind, Stage
from levels import scoring
from levels.actions import completion
from levels.models import Level
from pathway.demo import learning
from pathway.demo.fellowships import (
    after,
    allocation,
    applications,
    centres,
    documents,
    offers,
    placements,
    reviews,
)
from pathway.demo.fellowships.rubrics import add_rubric
from pathway.demo.people import PILOT

REVIEWERS = ["reviewer", "coordinator.gb", "marek.l", "tomasz.b", "mihai.g"]
DETAILS = """One week at the bedside of a European centre that teaches infection and sepsis, with a tutor of your own.

You see how another team decides, you bring a case of your own, and you go home with one thing to change.

**This is a round of the demo**: its dates, numbers and weights are examples."""


@dataclass(frozen=True)
class Round:
    """One round of the demo: how many apply of the crowd, and the stage at which it stays."""

    slug: str
    title: str
    until: Stage
    crowd: slice
    fellowships: int = 6


ROUNDS = [
    Round("spring-2026", "Fellowships, spring 2026", Stage.COMPLETED, slice(0, 8), fellowships=4),
    Round("autumn-2026", "Fellowships, autumn 2026", Stage.OFFERING, slice(8, 22)),
    Round("winter-2027", "Fellowships, winter 2027", Stage.ALLOCATED, slice(22, 36)),
    Round("spring-2027", "Fellowships, spring 2027", Stage.REVIEWING, slice(36, 46)),
    Round("autumn-2027", "Fellowships, autumn 2027", Stage.OPEN, slice(46, 51)),
]
# Of the demo people one applies in each round, so that all that may happen can be seen.
OWN = {
    "spring-2026": ["participant.se"],
    "autumn-2026": ["participant.pl", "participant.ro", "participant.gb"],
    "winter-2027": ["participant.pt"],
    "spring-2027": ["participant.se"],
}


def play(people):
    """Where the crowd of the sample questions is there to apply; else nothing."""
    crowd = list(User.objects.filter(email__startswith="crowd-").order_by("email")[:60])
    level = Level.objects.filter(number=1).first()
    if level is None or len(crowd) < ROUNDS[-1].crowd.stop:
        return
    _bring_scores_up_to_date(people)
    hosts = centres.make_centres(people)
    for number, one in enumerate(ROUNDS):
        call = _open(one, number, people, hosts, level)
        own = [people[address] for address in OWN.get(one.slug, [])]
        _apply(call, [*own, *crowd[one.crowd]], number)
        _go_on(call, one.until, people)
        if one.until == Stage.OFFERING:
            offers.answer_some(call, people)
            placements.arrange_some(call, people)
    centres.make_exchange(people, hosts)


def _bring_scores_up_to_date(people):
    """The cast takes the test too. What the crowd scored was made in bulk: their levels have not been told."""
    test, chance = Assessment.objects.get(slug="level-1-assessment"), Random(7)  # noqa: S311  the same each time
    for address in sorted({one for some in OWN.values() for one in some} - {"participant.pl"}):
        learning.take_test(people[address], test, 10, chance)
    for result in Result.objects.filter(assessment__slug="level-1-assessment").select_related(
        "person", "attempt"
    ):
        scoring.follow(result)
    completion.reconcile()


def _open(one, number, people, hosts, level):
    """Its places are to be given some months after it closes; weights without Level 2, which the demo cannot score."""
    begin = timezone.localdate() + timedelta(days=40 * number + 30)
    closes = datetime.combine(timezone.localdate() + timedelta(days=26), time(23, 59))
    call = Call.objects.create(
        slug=one.slug,
        title=one.title,
        announcement="One week at the bedside of a European centre that teaches infection and sepsis.",
        details=DETAILS,
        fellowships=one.fellowships,
        level_1_weight=60,
        level_2_weight=0,
        rubric_weight=40,
        asks_for_letter=False,
        placements_from=begin,
        placements_until=begin + timedelta(days=150),
    )
    call.closes_at = closes.replace(tzinfo=call.zone)
    call.reviews_due_at = call.closes_at + timedelta(days=21)
    call.results_on = (call.closes_at + timedelta(days=35)).date()
    call.save()
    PriorityGroup.objects.create(
        call=call, title="Pilot countries", countries=PILOT, minimum=one.fellowships // 2
    )
    EligibilityRule.objects.create(call=call, kind=RuleKind.LEVEL_SCORE, level=level, value=3000, order=1)
    EligibilityRule.objects.create(call=call, kind=RuleKind.NOT_AGAIN, value=12, order=2)
    add_rubric(call)
    centres.offer_places(call, hosts, people["staff"])
    for address in REVIEWERS:
        CallRole.objects.create(call=call, user=people[address], role=Role.REVIEWER)
    CallRole.objects.create(call=call, user=people["director"], role=Role.CHAIR)
    CallRole.objects.create(call=call, user=people["finance"], role=Role.FINANCE)
    return actions.open_call(call=call, by=people["staff"])


def _apply(call, applicants, number):
    offered = list(call.offerings.order_by("pk"))
    for place, person in enumerate(applicants):
        first = (place * 3 + number) % len(offered)
        choices = [offered[(first + step * 2) % len(offered)] for step in range(3 + place % 2)]
        choices = list(dict.fromkeys(choices))
        application = applications.make_application(call, person, choices)
        if place < 3:
            documents.add_documents(application)


def _go_on(call, until, people):
    for stage, step in STEPS:
        if list(Stage).index(stage) > list(Stage).index(until):
            return
        step(call, people)
        call.refresh_from_db()


def _close(call, people):
    """Its time was over two days ago."""
    over = timezone.now() - timedelta(days=2)
    Call.objects.filter(pk=call.pk).update(closes_at=over, reviews_due_at=over + timedelta(days=21))
    actions.close_call(call=call)


def _review(call, people):
    reviews.make_reviews(call, [people[address] for address in REVIEWERS])


def _finish_reviews(call, people):
    actions.close_reviews(call=call, by=people["staff"], because="The demo has reviews enough.")


def _sign(call, people):
    actions.sign(run=call.runs.first(), by=people["director"])


def _offer(call, people):
    actions.send_offers(call=call, by=people["staff"])


def _arrange(call, people):
    offers.answer_the_rest(call, people)
    placements.arrange(call, people)


STEPS = [
    (Stage.CLOSED, _close),
    (Stage.REVIEWING, _review),
    (Stage.SCORED, _finish_reviews),
    (Stage.ALLOCATED, allocation.propose_round),
    (Stage.APPROVED, _sign),
    (Stage.OFFERING, _offer),
    (Stage.RUNNING, _arrange),
    (Stage.COMPLETED, after.finish),
]
