"""What a reviewer does: says whether there is a stake, writes, hands in, gives back."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fellowships import rubric, stages, stakes, states
from fellowships.actions.assigning import fill
from fellowships.actions.conflicts import BEFORE_SIGN_OFF, declare, stand_back, stand_back_where_found
from fellowships.emails import reviews as emails
from fellowships.models import Assignment, AssignmentState, CriterionScore, Review, Stage


class Stake(models.TextChoices):
    """The answers at the gate."""

    NONE = "none", gettext_lazy("I have no conflict of interest")
    SOME = "some", gettext_lazy("I have one: somebody else should review this")
    UNSURE = "unsure", gettext_lazy("I am not sure: the chair should decide")


@transaction.atomic
def answer_gate(*, assignment, by, answer, note=""):
    """Open the application to its reviewer, or not. The records are compared once more first."""
    call, assignment = _lock(assignment, by, Stage.REVIEWING)
    if stakes.keep_current(call, application=assignment.application, person=by):
        stand_back_where_found(call)
        assignment.refresh_from_db()
        return assignment
    if answer == Stake.NONE:
        states.change(assignment, AssignmentState.OPEN, by=by, person=by)
        return assignment
    _check_waits_for_an_answer(assignment)
    conflict = declare(call, assignment, note)
    if answer == Stake.SOME:
        stand_back(call, assignment, by)
        fill(call)
    else:
        emails.queue_unsure(call, conflict)
    return assignment


def _check_waits_for_an_answer(assignment):
    if assignment.state != AssignmentState.ASKED:
        raise ValidationError(
            _("This has been settled meanwhile: it is “%(state)s” now."),
            params={"state": assignment.get_state_display()},
            code="transition",
        )


@transaction.atomic
def declare_late(*, assignment, by, note):
    """A stake that shows only on reading. Points that were given count no more, and the chair is told."""
    call, assignment = _lock(assignment, by, *BEFORE_SIGN_OFF)
    declare(call, assignment, note)
    stand_back(call, assignment, by)
    fill(call)


@transaction.atomic
def give_back(*, assignment, by, because):
    """A reviewer cannot do this one, for another reason than a stake."""
    call, assignment = _lock(assignment, by, Stage.REVIEWING)
    if not because.strip():
        raise ValidationError(_("Say in a few words why you give it back."), code="required")
    states.change(assignment, AssignmentState.DECLINED, by=by, person=by, because=because.strip())
    fill(call)


@transaction.atomic
def save_review(*, assignment, by, values, words, seen):
    """Keep a draft: as far as it is, complete or not. `seen` is when the page's copy was saved, as `edition` gives it.

    Raises ValidationError with the code "older" where another window has saved since.
    """
    assignment = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk, reviewer=by)
    return _save(assignment, values, words, seen)


@transaction.atomic
def submit_review(*, assignment, by, values, words, seen):
    """Hand in. The score is computed, and where it is far from the other one, a third reviewer is asked."""
    call, assignment = _lock(assignment, by, Stage.REVIEWING)
    review = _save(assignment, values, words, seen)
    review.score = rubric.score(_lines(call, values))
    review.submitted_at = timezone.now()
    review.save()
    states.change(assignment, AssignmentState.SUBMITTED, by=by, person=by)
    fill(call)
    return review


def edition(review):
    """Which version of a draft somebody has before them."""
    return review.saved_at.isoformat() if review else ""


def _lock(assignment, by, *at):
    """The call first, as everything that gives or takes reviews does, then the assignment, of this reviewer alone."""
    call = stages.lock(assignment.application.call)
    stages.require(call, *at)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("application", "reviewer")
    return call, rows.get(pk=assignment.pk, reviewer=by)


def _save(assignment, values, words, seen):
    if assignment.state != AssignmentState.OPEN:
        raise ValidationError(
            _("This has been settled meanwhile: it is “%(state)s” now."),
            params={"state": assignment.get_state_display()},
            code="transition",
        )
    review = Review.objects.select_for_update().filter(assignment=assignment).first()
    if seen != edition(review):
        raise ValidationError(
            _("You have gone on writing in another window. Open this page again to see the newest version."),
            code="older",
        )
    review = review or Review(assignment=assignment)
    for name, value in words.items():
        setattr(review, name, value)
    review.saved_at = timezone.now()
    review.full_clean()
    review.save()
    _keep_values(review, values)
    return review


def _keep_values(review, values):
    """values: what was given, by criterion; a criterion that is left out has none."""
    review.scores.exclude(criterion__in=values).delete()
    for criterion, value in values.items():
        if not criterion.anchors.filter(value=value).exists():
            raise ValidationError(_("That is no value of “%(criterion)s”."), params={"criterion": criterion})
        CriterionScore.objects.update_or_create(review=review, criterion=criterion, defaults={"value": value})


def _lines(call, values):
    """What `rubric.score` asks. Every criterion must have its value: leaving one out would not be nothing, but a guess."""
    for criterion in call.criteria.prefetch_related("anchors"):
        if criterion not in values:
            raise ValidationError(
                _("“%(criterion)s” has no value yet."), params={"criterion": criterion}, code="incomplete"
            )
        span = [anchor.value for anchor in criterion.anchors.all()]
        yield criterion.weight, min(span), max(span), values[criterion]
