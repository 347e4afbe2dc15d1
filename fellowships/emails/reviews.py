"""Mail to reviewers and to chairs. A reviewer reads of an application its code, and nothing else."""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from fellowships.emails.recipients import chairs_of, office_address
from fellowships.models import Assignment, AssignmentState, Conflict, Stage
from mailing.actions import queue_many
from mailing.kinds import Kind

TO_DO = [AssignmentState.ASKED, AssignmentState.OPEN]

ASSIGNED = "fellowships/review_assigned"
REMINDER = "fellowships/review_reminder"
TAKEN_BACK = "fellowships/review_taken_back"
CLEARED = "fellowships/review_cleared"
STOOD_BACK = "fellowships/review_stood_back"
UNSURE = "fellowships/review_unsure"
VOID = "fellowships/review_void"
NOBODY_LEFT = "fellowships/review_nobody_left"


def queue_assigned(call, assignments):
    """One mail to a reviewer, however many applications there are."""
    by_reviewer = defaultdict(list)
    for assignment in assignments:
        by_reviewer[assignment.reviewer_id].append(assignment)
    people = User.objects.in_bulk(by_reviewer)
    queue_many(
        ASSIGNED,
        [
            _to(people[person], f"{ASSIGNED}/{max(row.pk for row in rows)}")
            | {"context": _facts(call, people[person]) | _work(rows)}
            for person, rows in by_reviewer.items()
        ],
    )


def queue_reminder(call, reviewer, assignments, occasion):
    """`occasion`: which of the reminders before and after the day; each comes once for the same day."""
    work = _work(assignments)
    key = f"{REMINDER}/{call.pk}/{reviewer.pk}/{work['due_at']}/{occasion}"
    queue_many(
        REMINDER,
        [_to(reviewer, key) | {"context": _facts(call, reviewer) | work | {"is_late": occasion == "late"}}],
    )


def queue_taken_back(call, assignment):
    _tell_reviewer(TAKEN_BACK, call, assignment, because=assignment.because)


def queue_cleared(call, assignment):
    _tell_reviewer(CLEARED, call, assignment)


def queue_stood_back(call, assignment):
    _tell_reviewer(STOOD_BACK, call, assignment)


def queue_unsure(call, conflict):
    key = f"{UNSURE}/{conflict.pk}/{conflict.history.first().pk}"
    _tell_board(UNSURE, call, conflict.application, key, reviewer=conflict.person.name, conflict=conflict.pk)


def queue_review_void(call, assignment):
    key = f"{VOID}/{assignment.pk}"
    _tell_board(VOID, call, assignment.application, key, reviewer=assignment.reviewer.name)


def queue_nobody_left(call, short):
    """short: application -> how many reviews nobody can take."""
    for application in call.applications.filter(pk__in=short).order_by("pk"):
        key = f"{NOBODY_LEFT}/{application.pk}/{application.assignments.count()}"
        _tell_board(NOBODY_LEFT, call, application, key, missing=short[application.pk])


def _tell_reviewer(kind, call, assignment, **facts):
    reviewer = assignment.reviewer
    code = {"code": assignment.application.code, "assignment": assignment.pk}
    row = _to(reviewer, f"{kind}/{assignment.pk}")
    queue_many(kind, [row | {"context": _facts(call, reviewer) | code | facts}])


def _tell_board(kind, call, application, key, **facts):
    """To the chairs who have no stake in it; where there is none, to the office."""
    stakes = Conflict.objects.active().filter(application=application).values_list("person_id", flat=True)
    barred = {*stakes, application.person_id}
    facts |= {"code": application.code, "slug": call.slug}
    rows = [
        _to(chair, f"{key}/{chair.pk}") | {"context": _facts(call, chair) | facts}
        for chair in chairs_of(call)
        if chair.pk not in barred
    ]
    if not rows and office_address():
        context = {"name": "", "call": call.title, "call_pk": call.pk} | facts
        rows = [{"key": f"{key}/office", "to": office_address(), "context": context}]
    queue_many(kind, rows)


def _to(user, key):
    return {"key": key, "user": user, "to": user.email, "language": user.language}


def _facts(call, user):
    return {"name": user.name, "call": call.title, "call_pk": call.pk}


def _work(assignments):
    due_at = min(row.due_at for row in assignments)
    return {
        "number": len(assignments),
        "due_at": due_at.isoformat(),
        "time_zone": str(assignments[0].application.call.time_zone),
    }


def _has_work(message):
    rows = Assignment.objects.on_desks().filter(reviewer=message.user_id, state__in=TO_DO)
    call = message.context["call_pk"]
    return rows.filter(application__call=call, application__call__stage=Stage.REVIEWING).exists()


def _is_open(message):
    return Assignment.objects.filter(pk=message.context["assignment"], state=AssignmentState.OPEN).exists()


def _waits_for_the_board(message):
    conflict = Conflict.objects.active().filter(pk=message.context["conflict"]).first()
    return (
        bool(conflict)
        and Assignment.objects.filter(
            application=conflict.application_id, reviewer=conflict.person_id, state=AssignmentState.ASKED
        ).exists()
    )


KINDS = [
    Kind(ASSIGNED, _("Applications to review"), still_true=_has_work),
    Kind(REMINDER, _("Reminder of reviews"), still_true=_has_work),
    Kind(TAKEN_BACK, _("A review is not needed any more")),
    Kind(CLEARED, _("No conflict of interest: the review is open"), still_true=_is_open),
    Kind(STOOD_BACK, _("A conflict of interest was confirmed")),
    Kind(UNSURE, _("A reviewer is not sure about a conflict of interest"), still_true=_waits_for_the_board),
    Kind(VOID, _("A review does not count any more")),
    Kind(NOBODY_LEFT, _("No reviewer is left for an application")),
]
