"""The evaluations of a hub: what is asked, what is said, and what everybody else says."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from evaluations import own_questions, pages
from evaluations.forms import OwnQuestionForm
from impact import comparing, local_evaluations
from impact.views.people import managed
from registrations.actions import begin_evaluation


@never_cache
@require_safe
def evaluations(request, code):
    hub = managed(request.user, code)
    context = {
        "hub": hub,
        "locals": local_evaluations.of(hub),
        "without": list(local_evaluations.events_without(hub)),
    }
    return render(request, "impact/evaluations/list.html", context)


@require_POST
def begin(request, code, slug):
    hub = managed(request.user, code)
    event = get_object_or_404(local_evaluations.events_without(hub), slug=slug)
    try:
        survey = begin_evaluation(event=event, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("impact:hub_evaluations", hub.code)
    messages.success(request, _("The evaluation is a draft. Add what your hub wants to know."))
    return redirect("impact:own_questions", hub.code, survey.pk)


@never_cache
@require_safe
def comparison(request, code, survey):
    local = _local(request.user, code, survey)
    context = {"hub": local.hub, "local": local, "comparison": comparing.of(local)}
    return render(request, "impact/evaluations/comparison.html", context)


@never_cache
@require_safe
def comparison_file(request, code, survey):
    local = _local(request.user, code, survey)
    response = HttpResponse(comparing.as_csv(comparing.of(local)), content_type="text/csv; charset=utf-8")
    name = f"evaluation-{local.survey.pk}-{local.hub.code}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
def own(request, code, survey):
    """The own questions in their order, and the form for another."""
    local = _local(request.user, code, survey)
    form = OwnQuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = {"survey": local.survey, "country": local.country, "by": request.user}
        if _done(form, own_questions.add, said=form.cleaned_data, **deed):
            messages.success(request, _("The question is added."))
            return redirect(local.questions_url)
    return _page(request, local, form)


@never_cache
def change(request, code, survey, pk):
    local, question = _question(request.user, code, survey, pk)
    form = OwnQuestionForm(request.POST or None, instance=question)
    before = request.POST.get("before") or own_questions.seen(question)
    if request.method == "POST" and form.is_valid():
        deed = {"question": question, "country": local.country, "by": request.user, "before": before}
        if _done(form, own_questions.change, said=form.cleaned_data, **deed):
            messages.success(request, _("The question is changed."))
            return redirect(local.questions_url)
    return _page(request, local, form, changed=question, before=before)


@require_POST
def remove(request, code, survey, pk):
    local, question = _question(request.user, code, survey, pk)
    _tell(request, own_questions.remove, question, local)
    return redirect(local.questions_url)


@require_POST
def move(request, code, survey, pk):
    local, question = _question(request.user, code, survey, pk)
    _tell(request, own_questions.move, question, local, up=request.POST.get("to") == "up")
    return redirect(local.questions_url)


@never_cache
@require_safe
def preview(request, code, survey):
    """As people of the hub see it, on the phone of whoever looks."""
    local = _local(request.user, code, survey)
    return pages.preview_page(
        request, local.survey, local.occasion, country=local.country, back=local.questions_url
    )


def _local(user, code, survey):
    local = local_evaluations.one(managed(user, code), survey)
    if local is None:
        raise Http404
    return local


def _question(user, code, survey, pk):
    local = _local(user, code, survey)
    return local, get_object_or_404(own_questions.of(local.survey, local.country), pk=pk)


def _done(form, deed, **facts):
    try:
        deed(**facts)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _tell(request, deed, question, local, **facts):
    try:
        deed(question=question, country=local.country, by=request.user, **facts)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))


def _page(request, local, form, **extra):
    context = {
        "hub": local.hub,
        "local": local,
        "form": form,
        "questions": list(own_questions.of(local.survey, local.country)),
        "most": own_questions.MOST,
    }
    return render(request, "impact/evaluations/questions.html", context | extra)
