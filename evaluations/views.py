"""What staff look at: a preview, and the results. The page on which people answer is shown by the apps above."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from evaluations import actions, occasions, pages, tables
from evaluations import results as outcome
from evaluations.models import Survey


@require_safe
def preview(request, pk):
    survey = _of_staff(request.user, pk)
    return pages.preview_page(request, survey, occasions.of(survey))


@require_safe
def results(request, pk):
    survey, occasion = _readable(request.user, pk)
    invited = occasion.invited() if occasion else None
    context = {"survey": survey, "occasion": occasion, "results": outcome.of(survey, invited)}
    return render(request, "evaluations/results.html", context)


@require_POST
def count_in(request, pk):
    survey, _occasion = _readable(request.user, pk)
    try:
        count = actions.count_in(survey=survey, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        text = ngettext(
            "%(count)s answer sheet more is in the results.",
            "%(count)s answer sheets more are in the results.",
            count,
        )
        messages.success(request, text % {"count": count})
    return redirect("evaluations:results", pk)


@require_safe
def results_file(request, pk):
    survey = _of_staff(request.user, pk)
    response = HttpResponse(tables.as_csv(outcome.of(survey)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="evaluation-{survey.pk}.csv"'
    return response


def _of_staff(user, pk):
    if not user.is_staff:
        raise Http404
    return get_object_or_404(Survey, pk=pk)


def _readable(user, pk):
    """The survey and its occasion, for staff and for those who run the occasion today."""
    survey = get_object_or_404(Survey, pk=pk)
    occasion = occasions.of(survey)
    if user.is_staff or (occasion and occasion.is_run_by(user)):
        return survey, occasion
    raise Http404
