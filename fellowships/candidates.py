"""Candidates as coordinators see them: who they are and whether they are eligible. No text, no score, no review."""

from collections import defaultdict

from django.db.models import Prefetch

from fellowships.actions.comments import COMMENTED, version_of
from fellowships.models import Application, CoordinatorComment, EligibilityCheck, Stage
from levels.models import LevelEnrolment

SHOWN = ["call", "person", "code", "state", "home", "post", "workplace", "submitted_at", "is_eligible"]


def of(user):
    """Each with `levels` (completed), `fits` (eligible, or as it looks today), `comments` and `own` (of a hub of theirs)."""
    applications = (
        Application.objects.of_countries_of(user)
        .exclude(call__stage=Stage.COMPLETED)
        .only(*SHOWN, "call__title", "call__slug", "call__stage", "person__name", "person__email")
        .select_related("call", "person")
        .prefetch_related(
            Prefetch("checks", EligibilityCheck.objects.only("application", "is_met", "confirmed_at")),
            Prefetch("coordinator_comments", CoordinatorComment.objects.select_related("hub", "author")),
        )
        .order_by("-call__closes_at", "call", "person__name", "pk")
    )
    return _with_facts(list(applications))


def _with_facts(applications):
    completed = _completed([application.person_id for application in applications])
    for application in applications:
        application.levels = completed[application.person_id]
        application.fits = _fits(application)
        application.comment = next(iter(application.coordinator_comments.all()), None)
        application.version = version_of(application.comment)
        application.may_be_commented = application.call.stage in COMMENTED
    return applications


def _fits(application):
    if application.is_eligible is not None:
        return application.is_eligible
    return all(check.is_passed for check in application.checks.all())


def _completed(people):
    found = defaultdict(list)
    rows = LevelEnrolment.objects.filter(enrolment__user__in=people, completed_at__isnull=False)
    for person, number in rows.order_by("level__number").values_list("enrolment__user", "level__number"):
        found[person].append(number)
    return found
