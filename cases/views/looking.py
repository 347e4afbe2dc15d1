"""The author looks at what may tell who a patient is: on a page of its own, and beside a text while it is written."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.limits import asks_too_often
from cases import looking, states, whereabouts
from cases.actions import looking as actions
from cases.content import Text
from cases.models import Case, RevisionState

LOOKS_AN_HOUR = 900
LONGEST_TEXT = 20_000


@require_http_methods(["GET", "HEAD", "POST"])
def look(request, code):
    revision = _own_newest(request, code)
    if revision.state != RevisionState.DRAFT:
        return redirect("cases:write", code)
    if request.method == "POST":
        return _tick(request, revision)
    found = looking.findings(revision)
    context = {
        "case": revision.case,
        "revision": revision,
        "places": [(label, list(here)) for label, here in groupby(found, key=lambda one: one.label)],
        "number": len(found),
        "left": sum(one.key not in revision.ticks for one in found),
        "steps": whereabouts.steps(revision, "look"),
    }
    return render(request, "cases/looking/look.html", context)


@require_POST
def look_now(request, code):
    """What is pointed out in one text as it is being written, as a piece of a page. Nothing of it is kept."""
    revision = _own_newest(request, code)
    if asks_too_often(f"case-looks/{request.user.pk}", most=LOOKS_AN_HOUR, seconds=3600):
        return HttpResponse(status=429)
    text = Text(request.POST.get("where", "")[:100], "", request.POST.get("text", "")[:LONGEST_TEXT])
    return render(request, "cases/looking/_now.html", {"found": looking.in_one_text(revision, text)})


def _own_newest(request, code):
    return states.newest(get_object_or_404(Case.objects.own(request.user), code=code))


def _tick(request, revision):
    shown, ticked = request.POST.getlist("shown"), request.POST.getlist("ticked")
    try:
        draft = actions.tick(revision=revision, shown=shown, ticked=ticked, by=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("cases:write", revision.case.code)
    if looking.not_looked_at(draft):
        messages.success(request, _("Saved. Some are still to be looked at."))
        return redirect("cases:look", revision.case.code)
    messages.success(request, _("Saved. Nothing is left to be looked at."))
    return redirect("cases:write", revision.case.code)
