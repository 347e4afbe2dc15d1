"""A learner contests a question of an own attempt; staff read all that is said about it and answer."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments import desks, rescoring
from assessments.actions import contests as actions
from assessments.forms.afterwards import ContestForm, ReplyForm
from assessments.models import Attempt, Contest, QuestionVersion, Thresholds
from assessments.views.access import for_staff


@never_cache
def contest(request, public_id, order):
    """The person's own: what is not right with this question. Written once, it is shown with its answer."""
    attempts = Attempt.objects.visible_to(request.user).select_related("assessment")
    attempt = get_object_or_404(attempts, public_id=public_id)
    rows = attempt.questions.select_related("version__question")
    row = get_object_or_404(rows, order=order)
    if not actions.may_contest(attempt):
        raise Http404
    found = Contest.objects.visible_to(request.user).filter(version=row.version).first()
    form = ContestForm(request.POST if request.method == "POST" and not found else None)
    if form.is_valid() and _write(request, row, form):
        return redirect(reverse("assessments:contest", args=[public_id, order]))
    context = {"attempt": attempt, "row": row, "contest": found, "form": form}
    return render(request, "assessments/contest.html", context)


def _write(request, row, form):
    try:
        actions.contest(question=row, person=request.user, text=form.cleaned_data["text"])
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
        return False
    messages.success(
        request, _("We have your message. Somebody looks at the question and answers you by mail.")
    )
    return True


@require_safe
@for_staff
def contested(request):
    context = {
        "rows": desks.contested(request.user),
        "answered": desks.answered(),
        **desks.counts(request.user),
    }
    return render(request, "assessments/contested.html", context)


@for_staff
def version(request, pk):
    """One version with its figures and everything said about it, and the answer."""
    found = get_object_or_404(QuestionVersion.objects.select_related("question__topic"), pk=pk)
    every = Contest.objects.filter(version=found).select_related("person", "answered_by")
    mine = Contest.objects.open().manageable_by(request.user).filter(version=found)
    form = ReplyForm(request.POST or None, contests=every.manageable_by(request.user))
    if request.method == "POST" and form.is_valid() and _answer(request, found, form):
        return redirect(_after(found, form))
    desks.describe(found)
    context = {
        "version": found,
        "contests": [contest for contest in every if contest.answered_at],
        "open": mine.select_related("person"),
        "form": form,
        "rule": rescoring.in_force([found.pk]).get(found.pk),
        "thresholds": Thresholds.today(),
        **desks.counts(request.user),
    }
    return render(request, "assessments/contested_version.html", context)


def _after(version, form):
    """Who upholds goes on to what the question is worth now."""
    if form.is_upheld:
        return reverse("assessments:rescore", args=[version.pk])
    return reverse("assessments:contested")


def _answer(request, version, form):
    """Whether there is nothing more to do here: it is answered, by this person or by somebody faster."""
    data = form.cleaned_data
    try:
        answered = actions.answer(
            version=version,
            contests=data["contests"],
            by=request.user,
            is_upheld=form.is_upheld,
            reply=data["reply"],
        )
    except actions.AlreadyAnswered as error:
        messages.warning(request, " ".join(error.messages))
        return True
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
        return False
    count = len(answered)
    text = ngettext("%(count)s person has been told.", "%(count)s people have been told.", count)
    messages.success(request, text % {"count": count})
    return True
