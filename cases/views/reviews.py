"""A reviewer's own pages. Whatever they show of a case comes from `cases.blind`."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases import blind, reviewing
from cases.actions import reviewing as actions
from cases.forms.reviews import BackForm, GateForm, ReviewForm
from cases.models import CaseRole, Review, ReviewState, RevisionState, Role

# The order in which somebody works.
ORDER = [ReviewState.OPEN, ReviewState.ASKED, ReviewState.SUBMITTED]


def _own(request):
    return Review.objects.queue_of(request.user).select_related("revision__case")


def _is_to_do(review):
    return review.state != ReviewState.SUBMITTED and review.revision.state == RevisionState.IN_REVIEW


@require_safe
@never_cache
def reviews(request):
    rows = sorted(_own(request), key=lambda row: (ORDER.index(row.state), row.due_at, row.pk))
    if not rows and not _has_a_desk(request.user):
        raise Http404
    facts = {
        "todo": [_facts(row) for row in rows if _is_to_do(row)],
        "done": [_facts(row) for row in reversed(rows) if row.state == ReviewState.SUBMITTED],
    }
    return render(request, "cases/review/reviews.html", facts)


def _has_a_desk(user):
    return CaseRole.objects.holds(user, Role.REVIEWER) or Review.objects.filter(reviewer=user.pk).exists()


@require_safe
@never_cache
def review(request, pk):
    """The gate, then the text with a place to write beside each part, then what was handed in."""
    one = get_object_or_404(_own(request), pk=pk)
    if not _is_to_do(one):
        return _finished(request, one)
    if one.state == ReviewState.ASKED:
        return _gate(request, one, GateForm())
    return _write(request, one, ReviewForm.of(one, _places(one), actions.edition(one)))


def _places(one):
    return {text.where: text.label for text in blind.texts(one.revision)}


def _facts(one, **facts):
    """The code and the days. Never the row itself: what a page does not get, it cannot show."""
    return {
        "pk": one.pk,
        "code": one.revision.case.code,
        "number": one.revision.number,
        "state": one.state,
        "state_label": one.get_state_display(),
        "submitted_at": one.submitted_at,
        "due_at": one.due_at,
        "is_late": one.due_at < timezone.now(),
        **facts,
    }


def _gate(request, one, form):
    sheet = blind.sheet(one.revision)
    facts = _facts(one, form=form, authors=sheet.authors)
    return render(request, "cases/review/gate.html", facts, status=400 if form.errors else 200)


def _write(request, one, form, status=200):
    facts = _facts(one, form=form, sheet=blind.sheet(one.revision), saved_at=one.saved_at)
    return render(request, "cases/review/write.html", facts, status=status)


def _finished(request, one):
    """What somebody has written stays to be read; the text only as long as it lies open."""
    labels = _places(one)
    comments = [(labels.get(row.where, row.where), row.text) for row in one.comments.order_by("pk")]
    facts = _facts(
        one,
        comments=comments,
        advice=one.get_advice_display(),
        for_author=one.for_author,
        for_editor=one.for_editor,
        sheet=blind.sheet(one.revision) if reviewing.may_be_read(one.revision) else None,
        may_step_back=one.revision.state == RevisionState.IN_REVIEW,
    )
    return render(request, "cases/review/finished.html", facts)


@require_POST
def declare(request, pk):
    one = get_object_or_404(_own(request), pk=pk)
    form = GateForm(request.POST)
    if not form.is_valid():
        return _gate(request, one, form)
    try:
        answered = actions.declare(review=one, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("cases:reviews")
    if answered.state == ReviewState.OPEN:
        return redirect("cases:review", pk)
    messages.success(request, _after_the_gate(answered, form.cleaned_data["answer"]))
    return redirect("cases:reviews")


def _after_the_gate(answered, answer):
    if answered.state == ReviewState.DECLINED:
        return _("Thank you for saying so at once. Somebody else is asked.")
    if answer == actions.Gate.STAKE:
        return _("Thank you for saying so. Somebody else reviews this one.")
    return _("Our records show that you have a stake in this case, so somebody else reviews it.")


@require_POST
def save_review(request, pk):
    """Save, also while typing: what is typed comes back whatever happens."""
    one = get_object_or_404(_own(request), pk=pk)
    form = ReviewForm(request.POST, places=_places(one))
    try:
        kept = _deed(actions.save, one, form)
    except ValidationError as error:
        return _refuse(request, one, form, error)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"seen": actions.edition(kept)})
    messages.success(request, _("Saved. You can go on at any time, also on another device."))
    return redirect("cases:review", pk)


@require_POST
def submit_review(request, pk):
    one = get_object_or_404(_own(request), pk=pk)
    form = ReviewForm(request.POST, places=_places(one))
    try:
        _deed(actions.submit, one, form)
    except ValidationError as error:
        return _refuse(request, one, form, error)
    messages.success(
        request, _("Handed in. Thank you: the author and the readers of this case profit from it.")
    )
    return redirect("cases:reviews")


def _deed(do, one, form):
    if not form.is_valid():
        raise ValidationError(_("Something below cannot be saved as it is."))
    return do(
        review=one,
        by=one.reviewer,
        words=form.words,
        comments=form.comments,
        seen=form.cleaned_data["seen"],
    )


def _refuse(request, one, form, error):
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": error.messages[0]}, status=409)
    messages.error(request, error.messages[0])
    one = _own(request).filter(pk=one.pk).first()
    if one is None or not _is_to_do(one) or one.state != ReviewState.OPEN:
        return redirect("cases:reviews")
    return _write(request, one, form, status=409)


@require_POST
def give_back(request, pk):
    one = get_object_or_404(_own(request), pk=pk)
    form = BackForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["because"][0])
        return redirect("cases:review", pk)
    try:
        actions.give_back(review=one, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    else:
        messages.success(request, _("Thank you for saying so. Somebody else is asked."))
    return redirect("cases:reviews")
