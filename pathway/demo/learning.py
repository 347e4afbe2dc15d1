"""People at different places of Level 1: one has completed it, some are under way, one waits for an exemption."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from assessments import marking
from assessments.actions import attempts
from assessments.models import Assessment, Attempt
from assessments.standing import standing
from levels.actions import completion
from levels.actions.evaluating import answer_evaluation
from levels.actions.evidence import record
from levels.actions.exemptions import ask_for_exemption
from levels.actions.requirements import start_next
from levels.models import (
    EvidenceKind,
    Level,
    LevelEnrolment,
    RequirementGroup,
    RequirementKind,
    Resource,
    ResourceKind,
)
from pathway.demo.evaluations import said

# Enough answers for a profile by topic, with an attempt left.
MANY_ANSWERS = {"participant.pl": ["level-1-pretest", "level-1-assessment"]}
# How much of the mandatory resources people have done, and how many answers of 10 are right.
DONE = {
    "participant.pl": (5, 5),
    "anna.w": (None, 9),
    "pawel.k": (None, 4),
    "zofia.j": (9, 8),
    "joao.a": (12, None),
}


def play(people):
    level = Level.objects.filter(number=1).select_related("evaluation").first()
    test = Assessment.objects.filter(slug="level-1-assessment").first()
    if level is None or test is None or not level.requirement_sets.published().exists():
        return
    resources = list(
        Resource.objects.published()
        .filter(module__level=level, is_mandatory=True)
        .order_by("module", "order")
    )
    chance = Random(11)  # noqa: S311  the same demo each time
    for address, slugs in MANY_ANSWERS.items():
        for assessment in Assessment.objects.filter(slug__in=slugs):
            _take_days_ago(people[address], assessment, chance)
    for address, (how_many, right) in DONE.items():
        _study(people[address], resources[:how_many])
        if right is not None:
            take_test(people[address], test, right, chance)
    _leave_off(people["participant.pt"])
    answer_evaluation(level=level, person=people["anna.w"], given=said(level.evaluation.asked, chance))
    completion.reconcile()
    _wait_for_exemption(people)
    _draft_of_level_2(people["staff"])


def _study(person, resources):
    """As their players would tell it, one a day."""
    for days, resource in enumerate(reversed(resources), 1):
        kind, data = _evidence_of(resource)
        if kind:
            at = timezone.now() - timedelta(days=days)
            record(person=person, kind=kind, resource=resource, data=data, happened_at=at)


def _evidence_of(resource):
    length = resource.length or 0
    return {
        ResourceKind.PAGE: (EvidenceKind.DECLARED, {}),
        ResourceKind.LINK: (EvidenceKind.DECLARED, {}),
        ResourceKind.VIDEO: (EvidenceKind.WATCHED, {"from": 0, "to": length * 1000}),
        ResourceKind.PDF: (EvidenceKind.PAGES, {"pages": list(range(1, length + 1))}),
    }.get(resource.kind, (None, {}))


def take_test(person, test, right, chance):
    """An attempt with so many of ten answers right; what has to be marked by hand is left out."""
    attempt = attempts.start(assessment=test, person=person)
    for row in attempt.questions.select_related("version").prefetch_related(
        "version__options", "version__items"
    ):
        if chance.randrange(10) < right:
            row.answer, row.revision, row.answered_at = marking.right_answer(row.version), 1, timezone.now()
            row.save(update_fields=["answer", "revision", "answered_at"])
    return attempts.hand_in(attempt=attempt, by=person)


def _take_days_ago(person, assessment, chance):
    """Some topics go better than others; long enough ago to try again."""
    if not standing(assessment, person).can_start:
        return
    attempt = take_test(person, assessment, 6, chance)
    before = timedelta(days=9)
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=attempt.started_at - before,
        ended_at=attempt.ended_at - before,
        ends_at=attempt.ends_at and attempt.ends_at - before,
        accepts_until=attempt.accepts_until and attempt.accepts_until - before,
    )


def _leave_off(person):
    """In the middle of the pre-test, which has no time limit: six answered, one to look at again."""
    test = Assessment.objects.filter(slug="level-1-pretest").first()
    if test is None:
        return
    attempt = attempts.start(assessment=test, person=person)
    for row in attempt.questions.prefetch_related("version__options", "version__items")[:6]:
        row.answer, row.revision, row.answered_at = marking.right_answer(row.version), 1, timezone.now()
        row.is_flagged = row.order == 4
        row.save(update_fields=["answer", "revision", "answered_at", "is_flagged"])


def _wait_for_exemption(people):
    row = LevelEnrolment.objects.get(enrolment__user=people["zofia.j"], level__number=1)
    reason = "Teaches this module at the national course and has written its hand-out."
    ask_for_exemption(level_enrolment=row, key="e-learning", reason=reason, by=people["director"])


def _draft_of_level_2(staff):
    """The next version is being written: a workshop or a national event besides."""
    level = Level.objects.filter(number=2).first()
    practice = list(level.activities.filter(kind__in=["workshop", "national"])) if level else []
    if not practice or not level.requirement_sets.published().exists():
        return
    draft = start_next(level=level, by=staff)
    group = draft.groups.create(title="Practice", operator=RequirementGroup.Operator.ANY, order=2)
    for order, activity in enumerate(practice, 1):
        group.requirements.create(
            key=f"practice-{activity.kind}",
            kind=RequirementKind.ATTENDANCE,
            title=activity.title,
            activity=activity,
            share=7500,
            order=order,
        )
