"""What reviews hold about a person: as one who reviews or decides, and as one who applied."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from fellowships import stages
from fellowships.models import Assignment, AssignmentState, Conflict, ConflictSource, Review, Stage

NO_TEXTS = {"for_board": "", "for_applicant": ""}


def _export_conflicts(user):
    """Those of the person, and those the person named as an applicant. Who else has a stake is another's business."""
    for row in Conflict.objects.filter(person=user).select_related("application").order_by("pk"):
        declared = row.source == ConflictSource.REVIEWER
        yield {
            "application": row.application.code,
            "found": row.source,
            "kind": row.kind,
            "note": row.note if declared else "",
            "holds": row.is_active,
            "since": row.found_at.isoformat(),
        }
    named = Conflict.objects.filter(application__person=user, source=ConflictSource.APPLICANT)
    for row in named.select_related("application").order_by("pk"):
        yield {
            "your_application": row.application.code,
            "somebody_you_named_reviews_in_this_call": row.is_active,
            "since": row.found_at.isoformat(),
        }


def _erase_conflicts(user):
    """Who is gone has no stake any more. Where the person applied, what was written about the stakes goes."""
    Conflict.history.filter(person_id=user.pk).delete()
    Conflict.objects.filter(person=user).delete()
    Conflict.objects.filter(application__person=user).update(note="")
    Conflict.history.filter(application__person=user).update(note="")


def _export_assignments(user):
    rows = Assignment.objects.filter(reviewer=user).select_related("application__call").order_by("pk")
    for row in rows:
        yield {
            "call": row.application.call.title,
            "application": row.application.code,
            "state": row.state,
            "reason": row.because,
            "assigned_at": row.assigned_at.isoformat(),
            "due_at": row.due_at.isoformat(),
        }


def _erase_assignments(user):
    """What is not handed in goes to somebody else; reasons go, as they may say something about the person."""
    unfinished = [AssignmentState.ASKED, AssignmentState.OPEN]
    Assignment.objects.filter(reviewer=user, state__in=unfinished).update(
        state=AssignmentState.EXPIRED, state_since=timezone.now()
    )
    for rows in (Assignment.objects, Assignment.history):
        rows.filter(reviewer=user).update(because="")
        rows.filter(application__person=user).update(because="")


def _export_reviews(user):
    """Of those about the person what the result page says too: never who wrote them, nor what is for the board."""
    written = Review.objects.filter(assignment__reviewer=user).select_related("assignment__application")
    for row in written.order_by("pk"):
        yield {
            "you_reviewed": row.assignment.application.code,
            "values": _values(row),
            "for_board": row.for_board,
            "for_applicant": row.for_applicant,
            "certainty": row.certainty,
            "score": row.score,
            "handed_in_at": row.submitted_at and row.submitted_at.isoformat(),
        }
    about = Review.objects.counting().filter(assignment__application__person=user)
    for row in about.select_related("assignment__application__call").order_by("pk"):
        if stages.has_reached(row.assignment.application.call, Stage.OFFERING):
            yield {
                "your_application": row.assignment.application.code,
                "values": _values(row),
                "for_you": row.for_applicant,
                "score": row.score,
            }


def _values(review):
    given = review.scores.select_related("criterion").order_by("criterion__order", "criterion__pk")
    return {score.criterion.title: score.value for score in given}


def _erase_reviews(user):
    """The points stay, as places rest on them. Of an applicant the words go, of a reviewer the unfinished drafts."""
    Review.objects.filter(assignment__reviewer=user, submitted_at=None).delete()
    for rows in (Review.objects, Review.history):
        rows.filter(assignment__application__person=user).update(**NO_TEXTS)


HOLDINGS = [
    Holding(
        model="fellowships.Review",
        title=_("Reviews you wrote, and those of your applications"),
        export=_export_reviews,
        erase=_erase_reviews,
        kept=_(
            "Points that were given, and what you wrote as a reviewer, without your name: places rest on them."
        ),
    ),
    Holding(
        model="fellowships.Assignment",
        title=_("Applications you were asked to review"),
        export=_export_assignments,
        erase=_erase_assignments,
        kept=_("That somebody reviewed an application, without your name."),
    ),
    Holding(
        model="fellowships.Conflict",
        title=_("Applications you have a stake in, and people you named as having one in yours"),
        export=_export_conflicts,
        erase=_erase_conflicts,
    ),
]
