"""The facts of a call for `fellowships.assigning`: which applications lack reviews, who reviews, who may not."""

from collections import defaultdict

from django.db.models import Count, Q
from django.utils import timezone

from fellowships import assigning, rubric
from fellowships.models import ApplicationState, Assignment, AssignmentState, CallRole, Conflict, Review, Role
from fellowships.models.reviews import LIVE


def plan(call):
    """Who would get what now. Changes nothing."""
    return assigning.plan(needs(call), reviewers(call), call.seed)


def needs(call):
    """Applications in the running that lack reviews."""
    rows = list(call.applications.in_the_running().order_by("pk"))
    live, barred, scores = _live(call), _barred(call), scores_of(call)
    found = []
    for row in rows:
        lacking = wanted(call, scores[row.pk]) - live[row.pk]
        if lacking > 0:
            keep_out = frozenset(barred[row.pk] | {row.person_id})
            found.append(assigning.Need(row.pk, row.code, str(row.home), lacking, keep_out))
    return found


def wanted(call, scores):
    """How many reviews an application with these scores should have: one more where they are far apart."""
    is_far_apart = len(scores) >= call.reviews_each and rubric.spread(scores) > call.third_review_spread
    return call.reviews_each + is_far_apart


def scores_of(call):
    """The scores that count, by application."""
    scores = defaultdict(list)
    given = Review.objects.counting().filter(assignment__application__call=call)
    for application, score in given.values_list("assignment__application_id", "score").order_by("pk"):
        scores[application].append(score)
    return scores


def reviewers(call):
    """Who reviews in this call today, with the cap and with what they have already."""
    roles = roles_in_force(call).select_related("user__profile").order_by("user_id")
    taken = dict(
        Assignment.objects.live()
        .filter(application__call=call, application__state=ApplicationState.SUBMITTED)
        .values_list("reviewer_id")
        .annotate(Count("pk"))
        .order_by()
    )
    return [
        assigning.Reviewer(
            person=role.user_id,
            country=str(role.user.profile.country) if hasattr(role.user, "profile") else "",
            cap=role.cap or call.reviewer_cap,
            load=taken.get(role.user_id, 0),
        )
        for role in roles
    ]


def roles_in_force(call, role=Role.REVIEWER):
    today = timezone.localdate()
    return CallRole.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        call=call,
        role=role,
        starts_on__lte=today,
        user__is_active=True,
    )


def _live(call):
    rows = Assignment.objects.filter(application__call=call, state__in=LIVE)
    return defaultdict(int, rows.values_list("application_id").annotate(Count("pk")).order_by())


def _barred(call):
    """Who has a stake, and who has had the application before, whatever came of it."""
    barred = defaultdict(set)
    stakes = Conflict.objects.active().filter(application__call=call)
    had = Assignment.objects.filter(application__call=call)
    for application, person in (
        *stakes.values_list("application_id", "person_id"),
        *had.values_list("application_id", "reviewer_id"),
    ):
        barred[application].add(person)
    return barred


def is_begun(assignment):
    """Has the reviewer saved anything? What is begun is never taken away by the portal."""
    return assignment.state == AssignmentState.OPEN and hasattr(assignment, "review")
