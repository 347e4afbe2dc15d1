"""A reviewer's own pages. Whatever they show of an application comes from `fellowships.blind`."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fellowships import actions, blind
from fellowships.actions.reviewing import edition
from fellowships.forms.reviews import GateForm, ReasonForm, ReviewForm
from fellowships.models import Assignment, AssignmentState, CallRole, Conflict, ConflictSource, Role, Stage

# The order in which somebody works: what is begun or open, what is to be opened, what is done.
ORDER = [AssignmentState.OPEN, AssignmentState.ASKED, AssignmentState.SUBMITTED]


def _own(request):
    """Never ordered by anything of the applicant, nor by when the application came."""
    rows = Assignment.objects.queue_of(request.user).filter(application__call__stage__in=_STAGES)
    return rows.select_related("application__call", "application__person", "review")


_STAGES = [Stage.REVIEWING, Stage.SCORED, Stage.ALLOCATED]


def _one(request, pk):
    return get_object_or_404(_own(request), pk=pk)


@require_safe
def reviews(request):
    now = timezone.now()
    cards = [blind.card(assignment, now) for assignment in _own(request)]
    cards.sort(key=lambda card: (ORDER.index(card.state), not card.is_begun, card.due_at, card.code))
    if not cards and not _reviews_somewhere(request.user):
        raise Http404
    todo = [card for card in cards if card.state != AssignmentState.SUBMITTED and card.may_be_written]
    done = [card for card in cards if card.state == AssignmentState.SUBMITTED]
    facts = {"todo": todo, "done": done, "next": todo[0] if todo else None, "waiting": _unsure(request.user)}
    return render(request, "fellowships/review/reviews.html", facts | {"total": len(todo) + len(done)})


def _reviews_somewhere(user):
    return (
        CallRole.objects.filter(user=user, role=Role.REVIEWER).exists()
        or Assignment.objects.filter(reviewer=user).exists()
    )


def _unsure(user):
    """How many wait for what the board says about a stake."""
    stakes = Conflict.objects.active().filter(person=user, source=ConflictSource.REVIEWER)
    waiting = Assignment.objects.filter(reviewer=user, state=AssignmentState.ASKED)
    return waiting.filter(application__in=stakes.values("application")).count()


@require_safe
@never_cache
def review(request, pk):
    assignment = _one(request, pk)
    if assignment.state == AssignmentState.ASKED:
        return _gate(request, assignment, GateForm())
    if assignment.state == AssignmentState.SUBMITTED or not _may_be_written(assignment):
        return _finished(request, assignment)
    kept = getattr(assignment, "review", None)
    return _form(request, assignment, ReviewForm.of(kept, _criteria(assignment), edition(kept)))


def _may_be_written(assignment):
    return assignment.application.call.stage == Stage.REVIEWING


def _criteria(assignment):
    return list(assignment.application.call.criteria.prefetch_related("anchors"))


def _facts(request, assignment):
    """Where the reviewer is in the queue."""
    rows = list(_own(request).filter(application__call=assignment.application.call_id))
    done = sum(row.state == AssignmentState.SUBMITTED for row in rows)
    return {
        "card": blind.card(assignment, timezone.now()),
        "done": done,
        "total": len(rows),
        "next": _next(rows, assignment),
    }


def _next(rows, assignment):
    open_ones = [row for row in rows if row.state != AssignmentState.SUBMITTED and row.pk != assignment.pk]
    open_ones.sort(key=lambda row: (ORDER.index(row.state), row.due_at, row.application.code))
    return open_ones[0].pk if open_ones else None


def _gate(request, assignment, form):
    facts = _facts(request, assignment) | {"form": form, "centres": blind.centres(assignment)}
    return render(request, "fellowships/review/gate.html", facts, status=400 if form.errors else 200)


def _form(request, assignment, form, status=200):
    facts = _facts(request, assignment) | {"form": form, "content": blind.content(assignment)}
    facts |= {"saved_at": getattr(getattr(assignment, "review", None), "saved_at", None)}
    return render(request, "fellowships/review/form.html", facts, status=status)


def _finished(request, assignment):
    kept = getattr(assignment, "review", None)
    form = ReviewForm.of(kept, _criteria(assignment), "")
    facts = _facts(request, assignment) | {
        "form": form,
        "review": kept,
        "content": blind.content(assignment),
        "may_declare": assignment.application.call.stage in _STAGES,
    }
    return render(request, "fellowships/review/finished.html", facts)


@require_POST
def answer_gate(request, pk):
    assignment = _one(request, pk)
    form = GateForm(request.POST)
    if not form.is_valid():
        return _gate(request, assignment, form)
    try:
        answered = actions.answer_gate(assignment=assignment, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("fellowships:review", pk)
    if answered.state == AssignmentState.OPEN:
        return redirect("fellowships:review", pk)
    messages.success(request, _after_the_gate(form.cleaned_data["answer"]))
    return redirect("fellowships:reviews")


def _after_the_gate(answer):
    if answer == actions.Stake.UNSURE:
        return _("Thank you for asking. The chair decides, and we write to you.")
    if answer == actions.Stake.SOME:
        return _("Thank you for saying so. Somebody else reviews this one.")
    return _("Our records show that you have a conflict of interest here, so somebody else reviews this one.")


@require_POST
def save_review(request, pk):
    """Save, save while typing, or hand in: what is typed comes back whatever happens."""
    assignment = _one(request, pk)
    form = ReviewForm(request.POST, criteria=_criteria(assignment))
    hands_in = "hand_in" in request.POST
    try:
        kept = _save(request, assignment, form, hands_in)
    except ValidationError as error:
        return _refuse(request, assignment, form, error)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"seen": edition(kept)})
    if not hands_in:
        messages.success(request, _("Saved. You can go on at any time, also on another device."))
        return redirect("fellowships:review", pk)
    messages.success(request, _("Handed in. Thank you."))
    return _on_to_the_next(request, assignment)


def _save(request, assignment, form, hands_in):
    if not form.is_valid():
        raise ValidationError(_("Something below cannot be saved as it is."))
    do = actions.submit_review if hands_in else actions.save_review
    return do(
        assignment=assignment,
        by=request.user,
        values=form.values,
        words=form.words,
        seen=form.cleaned_data["seen"],
    )


def _refuse(request, assignment, form, error):
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": error.messages[0]}, status=409)
    messages.error(request, error.messages[0])
    assignment.refresh_from_db()
    if assignment.state != AssignmentState.OPEN:
        return redirect("fellowships:reviews")
    return _form(request, assignment, form, status=409)


def _on_to_the_next(request, assignment):
    rows = _own(request).filter(application__call=assignment.application.call_id)
    following = _next(list(rows), assignment)
    return redirect("fellowships:review", following) if following else redirect("fellowships:reviews")


@require_POST
def declare(request, pk):
    return _leave(
        request, pk, actions.declare_late, "note", _("Thank you for saying so. Somebody else takes over.")
    )


@require_POST
def give_back(request, pk):
    return _leave(request, pk, actions.give_back, "because", _("Given back. Somebody else takes over."))


def _leave(request, pk, deed, name, thanks):
    assignment = _one(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["because"][0])
        return redirect("fellowships:review", pk)
    try:
        deed(assignment=assignment, by=request.user, **{name: form.cleaned_data["because"]})
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, thanks)
    return redirect("fellowships:reviews")
