"""Scoring a question anew: what it would change, then the deed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import desks, rescoring
from assessments.actions import rescoring as actions
from assessments.forms.afterwards import RescoringForm
from assessments.models import QuestionVersion
from assessments.views.access import for_staff


@for_staff
def rescore(request, pk):
    """A preview first. What is then carried out is what was seen, or nothing."""
    version = get_object_or_404(QuestionVersion.objects.select_related("question__topic"), pk=pk)
    rule = rescoring.in_force([version.pk]).get(version.pk)
    form = RescoringForm(request.POST or None, version=version, rule=rule)
    outcome = _outcome(form) if form.is_valid() else None
    if outcome and "carry_out" in request.POST and _carry_out(request, form, outcome):
        return redirect("assessments:question_figures", version.question.code)
    context = {
        "version": version,
        "rule": rule,
        "earlier": version.rescorings.select_related("by"),
        "form": form,
        "outcome": outcome,
        **desks.counts(request.user),
    }
    return render(request, "assessments/rescore.html", context)


def _outcome(form):
    try:
        return actions.preview(rule=form.rule())
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))


def _carry_out(request, form, outcome):
    seen = ".".join(str(number) for number in vars(outcome).values())
    if request.POST.get("seen") != seen:
        messages.warning(request, _("Since your preview something has happened: these are the figures now."))
        return False
    try:
        rule = actions.carry_out(rule=form.rule(), by=request.user, expected=outcome)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return False
    text = ngettext(
        "The question is scored anew: %(count)s result has changed, and the person is told by mail.",
        "The question is scored anew: %(count)s results have changed, and everyone is told by mail.",
        rule.changed,
    )
    messages.success(request, text % {"count": rule.changed})
    return True
