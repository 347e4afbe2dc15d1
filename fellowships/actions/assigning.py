"""Giving applications to reviewers, taking them back, and closing the reviews."""

from collections import defaultdict
from datetime import timedelta
from itertools import count, filterfalse

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from accounts import audit
from fellowships import planning, rulebooks, stages, stakes, states
from fellowships.emails import reviews as emails
from fellowships.emails.applications import queue_not_eligible
from fellowships.models import Assignment, AssignmentState, Stage
from fellowships.models.reviews import LIVE

# Whoever gets an application late has at least so long; whoever is so long overdue and has not begun, loses it.
LEAST = timedelta(days=7)
GRACE = timedelta(days=3)


def fingerprint(plan):
    return rulebooks.fingerprint([list(pair) for pair in plan.pairs])


@transaction.atomic
def assign_reviews(*, call, by, seen=None):
    """Share out what lacks reviews, as the preview with the fingerprint `seen` said. The first time opens the review.

    Raises ValidationError where the plan has changed since: the board looks at the new one first.
    """
    call = stages.lock(call)
    stages.require(call, Stage.CLOSED, Stage.REVIEWING)
    stakes.keep_current(call)
    plan = planning.plan(call)
    if seen is not None and seen != fingerprint(plan):
        raise ValidationError(
            _("Something has changed since you looked. Look at the new plan, then confirm."), code="changed"
        )
    if call.stage == Stage.CLOSED:
        _begin(call, by)
    _give(call, plan, by)
    return plan


def _begin(call, by):
    submitted = call.applications.submitted()
    if submitted.filter(is_eligible=None).exists():
        raise ValidationError(_("Decide first who is eligible: some applications are still undecided."))
    if not call.applications.in_the_running().exists():
        raise ValidationError(_("Nobody is eligible: there is nothing to review."))
    stages.advance(call, Stage.REVIEWING, by=by)
    queue_not_eligible(call)


def fill(call, by=None):
    """Find somebody for every review that is missing now. Whoever holds the lock of the call calls this."""
    if call.stage == Stage.REVIEWING:
        plan = planning.plan(call)
        _give(call, plan, by)
        emails.queue_nobody_left(call, plan.short)


def _give(call, plan, by):
    if not plan.pairs:
        return
    now = timezone.now()
    due_at = max(call.reviews_due_at or now, now + LEAST)
    free = _free_turns(call, {application for application, _person in plan.pairs})
    rows = [
        Assignment(
            application_id=application,
            reviewer_id=person,
            turn=next(free[application]),
            due_at=due_at,
            assigned_at=now,
            state_since=now,
        )
        for application, person in plan.pairs
    ]
    rows = bulk_create_with_history(rows, Assignment, default_user=by)
    audit.record("call.reviews_assigned", call, by=by, pairs=[list(pair) for pair in plan.pairs])
    emails.queue_assigned(call, rows)


def _free_turns(call, applications):
    """The turns of each application that no live assignment has, smallest first."""
    taken = defaultdict(set)
    rows = Assignment.objects.filter(application__call=call, state__in=LIVE)
    for application, turn in rows.values_list("application_id", "turn"):
        taken[application].add(turn)

    return {
        application: filterfalse(taken[application].__contains__, count(1)) for application in applications
    }


@transaction.atomic
def take_back(*, assignment, by, because):
    """Somebody of the board takes an application from a reviewer who does not get to it; another one gets it."""
    call = stages.lock(assignment.application.call)
    stages.require(call, Stage.REVIEWING)
    assignment = Assignment.objects.select_for_update().get(pk=assignment.pk)
    states.change(
        assignment, AssignmentState.EXPIRED, by=by, person=assignment.reviewer, because=because.strip()
    )
    emails.queue_taken_back(call, assignment)
    fill(call, by)


@transaction.atomic
def expire_overdue(*, call, now=None):
    """Take back what is long overdue and not begun. How many?"""
    call = stages.lock(call)
    if call.stage != Stage.REVIEWING:
        return 0
    rows = Assignment.objects.select_for_update(of=("self",)).filter(
        application__call=call,
        state__in=[AssignmentState.ASKED, AssignmentState.OPEN],
        due_at__lt=(now or timezone.now()) - GRACE,
    )
    overdue = [
        row for row in rows.select_related("reviewer", "review").order_by("pk") if not planning.is_begun(row)
    ]
    for assignment in overdue:
        states.change(assignment, AssignmentState.EXPIRED, person=assignment.reviewer)
        emails.queue_taken_back(call, assignment)
    if overdue:
        fill(call)
    return len(overdue)


@transaction.atomic
def close_reviews(*, call, by, because=""):
    """The board ends the review; the scores stand. With fewer reviews than the rules ask it says why."""
    call = stages.lock(call)
    stages.require(call, Stage.REVIEWING)
    scores = planning.scores_of(call)
    running = list(call.applications.in_the_running().values_list("pk", flat=True))
    if any(not scores[pk] for pk in running):
        raise ValidationError(_("There is an application without any review: it could not be ranked."))
    unsettled = sum(len(scores[pk]) < planning.wanted(call, scores[pk]) for pk in running)
    if unsettled and not because.strip():
        raise ValidationError(
            _(
                "Some applications have fewer reviews than the rules ask. Say why you close the reviews all the same."
            ),
            code="unsettled",
        )
    _end_what_is_open(call, by)
    stages.advance(call, Stage.SCORED, by=by, unsettled=unsettled, because=because.strip())
    return call


def _end_what_is_open(call, by):
    rows = Assignment.objects.select_for_update(of=("self",)).filter(
        application__call=call, state__in=[AssignmentState.ASKED, AssignmentState.OPEN]
    )
    for assignment in rows.select_related("reviewer").order_by("pk"):
        states.change(assignment, AssignmentState.EXPIRED, by=by, person=assignment.reviewer)
        emails.queue_taken_back(call, assignment)
