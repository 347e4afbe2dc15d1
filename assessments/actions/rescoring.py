"""Scoring a question anew for everyone who was given it: first what would change, then the deed."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from assessments import emails, papers, rescoring
from assessments.actions import results
from assessments.models import (
    Assessment,
    Attempt,
    AttemptQuestion,
    AttemptState,
    Decision,
    Question,
    Result,
)

AT_ONCE = 500


@dataclass(frozen=True)
class Outcome:
    """How many attempts have the question, how many results change, and how many people pass or fail by it."""

    attempts: int = 0
    changed: int = 0
    passed: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Change:
    """One person's result, before and after."""

    assessment: int
    person: int
    score_before: int
    score: int
    was_passed: bool
    is_passed: bool


@dataclass
class _Plan:
    """What a rescoring does: rows and attempts as they will be, results that change, first results that come."""

    attempts: int = 0
    rows: list = field(default_factory=list)
    scored: list = field(default_factory=list)
    completed: list = field(default_factory=list)
    changes: list = field(default_factory=list)

    @property
    def outcome(self):
        passed = sum(change.is_passed and not change.was_passed for change in self.changes)
        failed = sum(change.was_passed and not change.is_passed for change in self.changes)
        return Outcome(self.attempts, len(self.changes), passed, failed)


class ChangedSince(ValidationError):
    """It would come to something else than the person saw."""

    def __init__(self):
        super().__init__(
            _(
                "Since your preview something has happened. Nothing was changed: please look at the figures again."
            ),
            code="changed",
        )


def preview(*, rule):
    """What carrying it out would come to. Changes nothing."""
    check(rule)
    return _plan(rule).outcome


@transaction.atomic
def carry_out(*, rule, by, expected):
    """From now on answers to the version are judged by this rule, also those given already.

    `expected` is the outcome that the person was shown: where it would be another, ChangedSince is raised and nothing
    is done. Everybody whose result changes gets one mail.
    """
    rescoring.be_alone()
    Question.objects.select_for_update(of=["self"]).get(pk=rule.version.question_id)
    check(rule)
    plan = _plan(rule, lock=True)
    if plan.outcome != expected:
        raise ChangedSince()
    for name, value in vars(plan.outcome).items():
        setattr(rule, name, value)
    rule.by = by
    rule.save()
    audit.record(
        "question.rescored",
        rule.version.question,
        by=by,
        version=rule.version.number,
        decision=rule.decision,
        **vars(plan.outcome),
    )
    _apply(plan)
    emails.queue_rescored(rule, plan.changes)
    return rule


def check(rule):
    """Whether this can be decided about this question, now."""
    rule.full_clean(exclude=["version", "by"])
    before = rescoring.in_force([rule.version_id]).get(rule.version_id)
    if rule.decision not in rescoring.decisions(rule.version.kind, before):
        raise ValidationError(_("This decision does not fit this question."))
    if not {option.pk for option in rule.version.options.all()}.issuperset(rule.options):
        raise ValidationError(_("This is not an option of the question."))
    _check_key(rule)


def _check_key(rule):
    if rule.decision != Decision.ANOTHER_KEY:
        return
    kind = rule.version.kind
    if kind == "single" and len(rule.options) != 1:
        raise ValidationError(_("Choose the one option that is right."))
    if kind == "multiple" and not rule.options:
        raise ValidationError(_("Choose at least one option that is right."))
    if kind == "numeric" and rule.number is None:
        raise ValidationError(_("Give the number that is right, and the tolerance either way."))


# ---- What would happen ----


def _plan(rule, *, lock=False):
    ended = Attempt.objects.exclude(state=AttemptState.OPEN).filter(questions__version=rule.version)
    ended = ended.select_for_update(of=["self"]) if lock else ended
    attempts = {attempt.pk: attempt for attempt in ended.order_by("pk").iterator(chunk_size=AT_ONCE)}
    plan = _Plan(attempts=len(attempts))
    before = {pk: (attempt.score, attempt.is_passed) for pk, attempt in attempts.items()}
    for start in range(0, len(attempts), AT_ONCE):
        _plan_some(plan, rule, dict(list(attempts.items())[start : start + AT_ONCE]))
    moved = [attempt for attempt in plan.scored if before[attempt.pk] != (attempt.score, attempt.is_passed)]
    plan.scored = moved
    plan.changes = _changes(attempts, moved)
    return plan


def _plan_some(plan, rule, attempts):
    """One portion of attempts: the new points of the question, and what they make of the score."""
    version = papers.load([rule.version_id])[rule.version_id]
    points, counted = defaultdict(dict), AttemptQuestion.objects.filter(attempt__in=attempts)
    for attempt, pk, earned in counted.filter(is_counted=True).values_list("attempt", "pk", "points"):
        points[attempt][pk] = earned
    for row in AttemptQuestion.objects.filter(attempt__in=attempts, version=rule.version):
        before = (row.points, row.is_counted)
        _judge(row, version, rule)
        if before != (row.points, row.is_counted):
            plan.rows.append(row)
            own = points[row.attempt_id]
            own.pop(row.pk, None)
            if row.is_counted:
                own[row.pk] = row.points
            _plan_score(plan, rule, attempts[row.attempt_id], list(own.values()))


def _judge(row, version, rule):
    """What somebody has marked by hand stays, unless everyone gets full points."""
    points, row.is_counted = rescoring.judge(version, row.answer, rule)
    if points is not None or row.marked_at is None:
        row.points = points


def _plan_score(plan, rule, attempt, points):
    if not points:
        raise ValidationError(
            _(
                "Somebody was asked nothing but this question, so it cannot leave the score. "
                "Give full points to everyone instead."
            )
        )
    if None in points:
        return
    if attempt.state == AttemptState.MARKING:
        plan.completed.append(attempt)
        return
    attempt.score = results.sum_up(points)
    stays = attempt.is_passed and not rule.may_fail
    attempt.is_passed = stays or attempt.score >= attempt.pass_mark
    plan.scored.append(attempt)


def _changes(attempts, moved):
    """The results that will be others, by the policy of each assessment."""
    pairs = {(attempt.assessment_id, attempt.person_id) for attempt in moved}
    people = {person for _assessment, person in pairs}
    assessments = Assessment.objects.in_bulk({assessment for assessment, _person in pairs})
    own = defaultdict(list)
    ended = Attempt.objects.exclude(state=AttemptState.OPEN).filter(
        assessment__in=assessments, person__in=people
    )
    for attempt in ended.order_by("number"):
        own[attempt.assessment_id, attempt.person_id].append(attempts.get(attempt.pk, attempt))
    befores = Result.objects.filter(assessment__in=assessments, person__in=people)
    found = []
    for before in befores.order_by("person", "assessment"):
        pair = (before.assessment_id, before.person_id)
        if pair not in pairs:
            continue
        after = results.that_counts(assessments[before.assessment_id], own[pair])
        if after and (before.score, before.is_passed) != (after.score, after.is_passed):
            found.append(Change(*pair, before.score, after.score, before.is_passed, after.is_passed))
    return found


# ---- The deed ----


def _apply(plan):
    AttemptQuestion.objects.bulk_update(plan.rows, ["points", "is_counted"], batch_size=AT_ONCE)
    Attempt.objects.bulk_update(plan.scored, ["score", "is_passed"], batch_size=AT_ONCE)
    for attempt in plan.completed:
        results.score(attempt)
    pairs = {(attempt.assessment_id, attempt.person_id) for attempt in [*plan.scored, *plan.completed]}
    assessments = Assessment.objects.in_bulk({assessment for assessment, _person in pairs})
    people = User.objects.in_bulk({person for _assessment, person in pairs})
    for assessment, person in sorted(pairs, key=lambda pair: pair[::-1]):
        results.count(assessments[assessment], people[person])
