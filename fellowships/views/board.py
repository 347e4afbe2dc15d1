"""The rounds somebody sits on the board of, and the overview of one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fellowships import actions, figures, next_step, setting_up, stages
from fellowships.board import head
from fellowships.forms.calls import ExtensionForm, StepBackForm
from fellowships.models import Call, Role, Stage
from hubs.moments import moment

# What the next step of a stage does, where it is a deed of the overview, and what is said then.
DEEDS = {
    Stage.ANNOUNCED: (actions.open_call, gettext_lazy("The call is open. Everyone who asked is being told.")),
    Stage.CLOSED: (actions.decide_eligibility, gettext_lazy("Eligibility is decided.")),
    Stage.RUNNING: (actions.complete_call, gettext_lazy("The round is over.")),
}


@require_safe
def board(request):
    calls = list(Call.objects.on_board_of(request.user).order_by("-pk"))
    paid = Call.objects.run_by(request.user, Role.FINANCE).exclude(pk__in=[call.pk for call in calls])
    context = {"calls": calls, "paid": paid.order_by("-pk")}
    if not calls and not context["paid"] and not request.user.is_staff:
        raise Http404
    return render(request, "fellowships/board/board.html", context)


@require_safe
def desk(request, slug):
    return _desk(request, _call(request, slug))


@require_POST
def advance(request, slug):
    """Do the next step. `stage` is the stage that was looked at: a second click does not do the step after it."""
    call = _call(request, slug)
    if request.POST.get("stage") != call.stage or call.stage not in DEEDS:
        messages.warning(request, _("The round has gone on meanwhile. Look where it stands now."))
        return redirect("fellowships:desk", slug)
    deed, words = DEEDS[call.stage]
    try:
        deed(call=call, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, words)
    return redirect("fellowships:desk", slug)


@require_POST
def extend(request, slug):
    call = _call(request, slug)
    form = ExtensionForm(request.POST, call=call)
    if form.is_valid():
        try:
            actions.extend_call(call=call, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            until = moment(form.cleaned_data["until"], call.zone)
            messages.success(request, _("The call closes on %(until)s now.") % {"until": until})
            return redirect("fellowships:desk", slug)
    return _desk(request, call, extension=form)


@require_POST
def step_back(request, slug):
    call = _call(request, slug)
    form = StepBackForm(request.POST)
    if form.is_valid():
        try:
            actions.step_back(call=call, by=request.user, because=form.cleaned_data["because"])
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, _("The round has gone back a step."))
            return redirect("fellowships:desk", slug)
    return _desk(request, call, stepping_back=form)


def _call(request, slug):
    return get_object_or_404(Call.objects.on_board_of(request.user), slug=slug)


def _desk(request, call, *, extension=None, stepping_back=None):
    """The overview, with a form that was refused as it was typed."""
    numbers = figures.of(call, request.user)
    context = head(call, "desk") | {
        "figures": numbers,
        "next": next_step.of(call, numbers["undecided"]),
        "findings": setting_up.check(call),
        "roles": call.roles.select_related("user"),
        "extensions": call.extensions.all(),
        "extension": _form(extension, call.stage == Stage.OPEN, ExtensionForm, call=call),
        "stepping_back": _form(stepping_back, call.stage in stages.MAY_STEP_BACK, StepBackForm),
    }
    return render(request, "fellowships/board/desk.html", context)


def _form(refused, is_possible, form_class, **kwargs):
    if refused is not None:
        return refused
    return form_class(**kwargs) if is_possible else None
