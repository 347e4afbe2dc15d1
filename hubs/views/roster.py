"""The roster of a hub, for those who run it: coordinators while their term lasts, and staff."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hubs import actions, roster
from hubs.forms import EndForm, NominationForm, StepForm
from hubs.models import Ambassador, Hub, Invitation, Rung


def ambassadors(request, code):
    hub = _managed_hub(request.user, code)
    form = NominationForm(request.POST or None)
    if form.is_valid() and _nominate(request, hub, form):
        return redirect("hubs:ambassadors", hub.code)
    rows = roster.with_story(hub.ambassadors.all())
    live = list(rows.live())
    for row in live:
        row.suggestion = roster.suggestion(row)
    context = {
        "hub": hub,
        "form": form,
        "groups": roster.by_step(live),
        "ending": [row for row in live if row.is_renewable],
        "suggested": [row for row in live if row.suggestion],
        "former": list(rows.over().order_by("-ends_on", "-pk")),
        "invitations": list(hub.invitations.open().select_related("invited_by")),
    }
    return render(request, "hubs/ambassadors.html", context)


def _nominate(request, hub, form):
    """One answer for every address, whether there is an account behind it or not."""
    try:
        actions.nominate(hub=hub, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(
        request,
        _(
            "Noted. Whoever shares the profile with your hub stands on the roster now; everybody else gets a "
            "mail and appears here after accepting."
        ),
    )
    return True


def ambassador(request, code, pk):
    return _page(request, _managed(request.user, code, pk))


def _page(request, ambassador, step_form=None, end_form=None):
    ambassador.suggestion = roster.suggestion(ambassador)
    context = {
        "hub": ambassador.hub,
        "ambassador": ambassador,
        "ladder": [(rung, _taken(ambassador, rung)) for rung in Rung],
        "evidence": list(ambassador.user.ambassador_evidence.all()),
        "step_form": step_form or StepForm(suggested=ambassador.suggestion),
        "end_form": end_form or EndForm(),
        "is_own": ambassador.user_id == request.user.pk,
    }
    return render(request, "hubs/ambassador.html", context)


def _taken(ambassador, rung):
    return next((step for step in ambassador.steps.all() if step.rung == rung), None)


@require_POST
def step(request, code, pk):
    ambassador = _managed(request.user, code, pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _page(request, ambassador, step_form=form)
    data = form.cleaned_data
    try:
        actions.take_step(
            ambassador=ambassador,
            rung=_posted_rung(request),
            by=request.user,
            evidence=data["evidence"],
            link=data["link"],
            on=data["taken_on"],
        )
    except actions.AlreadyChanged as error:
        messages.warning(request, " ".join(error.messages))
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, ambassador, step_form=form)
    else:
        messages.success(request, _("Recorded. The person has been told."))
    return redirect("hubs:ambassador", code, pk)


def _posted_rung(request):
    """The step that the page offered: what stands there now may be another."""
    value = request.POST.get("rung", "")
    return Rung(int(value)) if value.isdecimal() and int(value) in Rung else Rung.NOMINATED


@require_POST
def renew(request, code, pk):
    ambassador = _managed(request.user, code, pk)
    until = parse_date(request.POST.get("until", ""))
    try:
        ambassador = actions.renew(ambassador=ambassador, until=until, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("One more term. The person has been told."))
    return redirect("hubs:ambassador", code, pk)


@require_POST
def end(request, code, pk):
    ambassador = _managed(request.user, code, pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, ambassador, end_form=form)
    try:
        actions.end(ambassador=ambassador, reason=form.cleaned_data["reason"], by=request.user)
    except actions.AlreadyChanged as error:
        messages.warning(request, " ".join(error.messages))
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, ambassador, end_form=form)
    else:
        messages.success(request, _("The term is over. The person has been told why."))
    return redirect("hubs:ambassadors", code)


@require_POST
def withdraw_invitation(request, code, pk):
    hub = _managed_hub(request.user, code)
    invitation = Invitation.objects.filter(hub=hub, pk=pk).first()
    if invitation and actions.withdraw_invitation(invitation=invitation, by=request.user):
        messages.success(request, _("The invitation is taken back: its link no longer works."))
    else:
        messages.warning(request, _("That invitation was accepted or taken back already."))
    return redirect("hubs:ambassadors", hub.code)


@require_safe
def export(request, code):
    hub = _managed_hub(request.user, code)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ambassadors-{hub.code}.csv"'
    roster.write_table(response, roster.with_story(hub.ambassadors.all()))
    return response


def _managed_hub(user, code):
    """For anybody else than those who run it today there is no such page."""
    return get_object_or_404(Hub.objects.manageable_by(user), country=code.upper())


def _managed(user, code, pk):
    ambassadors = roster.with_story(Ambassador.objects.manageable_by(user))
    return get_object_or_404(ambassadors, pk=pk, hub__country=code.upper())
