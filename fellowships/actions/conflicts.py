"""Stakes: found by the portal, declared by a reviewer, judged by the board."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts import audit
from fellowships import stages, stakes, states
from fellowships.actions.assigning import fill
from fellowships.emails import reviews as emails
from fellowships.models import (
    Assignment,
    AssignmentState,
    Conflict,
    ConflictKind,
    ConflictSource,
    Review,
    Stage,
)

BEFORE_SIGN_OFF = [Stage.REVIEWING, Stage.SCORED, Stage.ALLOCATED]


@transaction.atomic
def look_for_stakes(*, call):
    """Compare the records of the whole call anew. Reviewers with a stake stand back, others take over. How many are new?"""
    call = stages.lock(call)
    found = stakes.keep_current(call)
    stand_back_where_found(call)
    return found


def stand_back_where_found(call):
    """A stake that the portal found or the applicant named ends the assignment, whatever its state."""
    found = Conflict.objects.active().exclude(source=ConflictSource.REVIEWER)
    found = found.filter(application=OuterRef("application"), person=OuterRef("reviewer"))
    rows = Assignment.objects.live().filter(Exists(found), application__call=call)
    rows = list(rows.select_for_update(of=("self",)).select_related("reviewer").order_by("pk"))
    for assignment in rows:
        stand_back(call, assignment)
    if rows:
        fill(call)


def stand_back(call, assignment, by=None):
    """End an assignment, locked by the caller, for a stake. A review that was handed in counts no more."""
    was_handed_in = assignment.state == AssignmentState.SUBMITTED
    states.change(assignment, AssignmentState.RECUSED, by=by, person=assignment.reviewer)
    if was_handed_in:
        review = Review.objects.select_for_update().get(assignment=assignment)
        review.void_because = _("The reviewer has a stake in this application.")
        review.save(update_fields=["void_because"])
        emails.queue_review_void(call, assignment)


def declare(call, assignment, note):
    """Record what a reviewer says about the own stake."""
    conflict, _is_new = Conflict.objects.update_or_create(
        application=assignment.application,
        person=assignment.reviewer,
        source=ConflictSource.REVIEWER,
        kind=ConflictKind.DECLARED,
        defaults={"note": note.strip(), "is_active": True},
    )
    conflict.full_clean()
    audit.record("conflict.declared", conflict, by=assignment.reviewer, person=assignment.reviewer)
    return conflict


@transaction.atomic
def lift_conflict(*, conflict, by, because):
    """The board finds that there is no stake. Where a reviewer was unsure, the application is open to the reviewer now."""
    call, conflict = _lock(conflict, by)
    assignment = _unsure(conflict)
    if not (assignment or stakes.may_be_lifted(conflict)):
        raise ValidationError(_("This conflict of interest stays: only what our records show can be lifted."))
    if not because.strip():
        raise ValidationError(_("Say why this is no conflict of interest."), code="required")
    conflict.is_active, conflict.note = False, because.strip()
    conflict.full_clean()
    conflict.save()
    audit.record("conflict.lifted", conflict, by=by, person=conflict.person)
    if assignment and not _stakes_left(conflict):
        states.change(assignment, AssignmentState.OPEN, by=by, person=assignment.reviewer)
        emails.queue_cleared(call, assignment)


@transaction.atomic
def confirm_conflict(*, conflict, by):
    """The board finds that an unsure reviewer has a stake indeed: somebody else reviews."""
    call, conflict = _lock(conflict, by)
    assignment = _unsure(conflict)
    if assignment is None:
        raise ValidationError(_("This has been settled meanwhile."), code="transition")
    audit.record("conflict.confirmed", conflict, by=by, person=conflict.person)
    stand_back(call, assignment, by)
    emails.queue_stood_back(call, assignment)
    fill(call, by)


def _lock(conflict, by):
    """Nobody judges the own stake, and what somebody else has lifted is settled."""
    call = stages.lock(conflict.application.call)
    conflict = Conflict.objects.select_for_update(of=("self",)).get(pk=conflict.pk)
    if conflict.person_id == by.pk:
        raise ValidationError(_("Somebody else of the board decides about your own stakes."))
    if not conflict.is_active:
        raise ValidationError(_("This has been settled meanwhile."), code="transition")
    return call, conflict


def _unsure(conflict):
    """The assignment that waits for what the board says, if one does."""
    if conflict.source != ConflictSource.REVIEWER:
        return None
    return (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("reviewer")
        .filter(application=conflict.application_id, reviewer=conflict.person_id, state=AssignmentState.ASKED)
        .first()
    )


def _stakes_left(conflict):
    return (
        Conflict.objects.active()
        .filter(application=conflict.application_id, person=conflict.person_id)
        .exists()
    )
