"""Texts that wait to be marked: one at a time, the oldest first, without a name."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments import desks, waiting
from assessments.actions import hand_marking as actions
from assessments.forms.afterwards import MarkForm
from assessments.models import Assessment, AttemptQuestion
from assessments.views.access import for_staff


@require_safe
@for_staff
def overview(request):
    context = {"rows": waiting.assessments(request.user), **desks.counts(request.user)}
    return render(request, "assessments/marking.html", context)


@never_cache
@for_staff
def mark(request, slug):
    """`?text=` is the one to mark; without it the oldest."""
    assessment = get_object_or_404(Assessment, slug=slug)
    texts = waiting.texts(request.user, assessment)
    form = MarkForm(request.POST or None)
    if request.method == "POST":
        row = get_object_or_404(
            AttemptQuestion, attempt__assessment=assessment, pk=request.POST.get("text") or 0
        )
        if form.is_valid() and _mark(request, row, form):
            return redirect("assessments:mark", slug)
    else:
        row = _chosen(texts, request.GET.get("text", ""))
    context = {
        "assessment": assessment,
        "row": row,
        "form": form,
        "waiting": texts.count(),
        "later": _after(texts, row),
        **desks.counts(request.user),
    }
    return render(request, "assessments/mark.html", context)


def _chosen(texts, pk):
    return (texts.filter(pk=pk).first() if pk.isdecimal() else None) or texts.first()


def _after(texts, row):
    """The next one, for who leaves this one to somebody else; from the end on again with the first."""
    pks = list(texts.values_list("pk", flat=True)[:200])
    if row is None or row.pk not in pks or len(pks) < 2:
        return None
    return pks[(pks.index(row.pk) + 1) % len(pks)]


def _mark(request, row, form):
    """Whether there is nothing more to do here: it is marked, by this person or by somebody faster."""
    try:
        was_last = actions.mark(row=row, by=request.user, **form.cleaned_data)
    except actions.AlreadyMarked as error:
        messages.warning(request, " ".join(error.messages))
        return True
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
        return False
    messages.success(
        request,
        _("Marked. It was the last of its attempt: the person has the result.") if was_last else _("Marked."),
    )
    return True
