"""The board's pages about reviews: who reviews what, how far it is, who has a stake."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fellowships import actions, planning, progress
from fellowships.actions.assigning import fingerprint
from fellowships.board import head
from fellowships.forms.reviews import ReasonForm
from fellowships.models import (
    Application,
    Assignment,
    AssignmentState,
    Call,
    Conflict,
    ConflictSource,
    Stage,
)
from hubs.paging import page_of

PER_PAGE = 50


def _call(request, slug):
    return get_object_or_404(Call.objects.on_board_of(request.user), slug=slug)


def _application(request, slug, code):
    rows = Application.objects.on_board_of(request.user).in_the_running().select_related("call", "person")
    return get_object_or_404(rows, call__slug=slug, code=code)


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request, slug):
    """How far the reviews are; before that, and whenever some are missing, who would get what."""
    call = _call(request, slug)
    if request.method == "POST":
        return _confirm(request, call)
    may_assign = call.stage in (Stage.CLOSED, Stage.REVIEWING)
    plan = planning.plan(call) if may_assign else None
    rows = progress.of_applications(call, request.user)
    facts = head(call, "assign") | {
        "plan": plan if plan and plan.pairs else None,
        "seen": fingerprint(plan) if plan else "",
        "short": _short(plan, rows),
        "reviewers": progress.of_reviewers(call, rows, plan),
        "applications": page_of(request, "page", rows, PER_PAGE, count=len(rows)),
        "count": _count(rows),
        "stakes_to_judge": _stakes(request, call).to_judge().count(),
    }
    return render(request, "fellowships/review/assign.html", facts)


def _confirm(request, call):
    try:
        plan = actions.assign_reviews(call=call, by=request.user, seen=request.POST.get("seen"))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        number = len({person for _application, person in plan.pairs})
        messages.success(
            request,
            ngettext("Done. %(number)s reviewer is told.", "Done. %(number)s reviewers are told.", number)
            % {"number": number},
        )
    return redirect("fellowships:assign", call.slug)


def _short(plan, rows):
    """Applications for which nobody is left, of those this person may see."""
    short = plan.short if plan else {}
    return [one for one in rows if one.application.pk in short]


def _count(rows):
    return {
        "applications": len(rows),
        "settled": sum(one.is_settled for one in rows),
        "none": sum(not one.scores for one in rows),
        "far_apart": sum(one.is_far_apart for one in rows),
        "wanted": sum(one.wanted for one in rows),
        "handed_in": sum(len(one.scores) for one in rows),
    }


@require_POST
def close_reviews(request, slug):
    call = _call(request, slug)
    try:
        actions.close_reviews(call=call, by=request.user, because=request.POST.get("because", ""))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("The reviews are closed. The scores stand."))
    return redirect("fellowships:assign", call.slug)


@require_safe
def reviewers_of(request, slug, code):
    """Who reviews one application, and who else could. A question, nothing more: nobody is told."""
    application = _application(request, slug, code)
    facts = head(application.call, "assign") | {
        "one": progress.of_application(application),
        "possible": progress.who_could(application.call, application),
        "to_do": [AssignmentState.ASKED, AssignmentState.OPEN],
    }
    return render(request, "fellowships/review/reviewers_of.html", facts)


@require_POST
def take_back(request, slug, code):
    application = _application(request, slug, code)
    assignment = get_object_or_404(
        Assignment.objects.filter(application=application), pk=request.POST.get("assignment") or 0
    )
    form = ReasonForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(form.errors["because"])
        actions.take_back(assignment=assignment, by=request.user, because=form.cleaned_data["because"])
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(
            request, _("Taken back, and the reviewer is told. Somebody else is asked if there is anybody.")
        )
    return redirect("fellowships:reviewers_of", slug, code)


def _stakes(request, call):
    """Those of others, in applications this person may see. Nobody reads here what one is kept away from."""
    visible = Application.objects.on_board_of(request.user).filter(call=call)
    rows = Conflict.objects.filter(application__in=visible.order_by().values("pk")).exclude(
        person=request.user.pk
    )
    return rows.select_related("application", "person")


@require_safe
def conflicts(request, slug):
    call = _call(request, slug)
    stakes = _stakes(request, call).order_by("-is_active", "application__code", "person__name", "pk")
    facts = head(call, "assign") | {
        "to_judge": list(stakes.to_judge()),
        "conflicts": page_of(request, "page", stakes, PER_PAGE),
        "declared": ConflictSource.REVIEWER,
    }
    return render(request, "fellowships/review/conflicts.html", facts)


@require_POST
def look_for_stakes(request, slug):
    call = _call(request, slug)
    found = actions.look_for_stakes(call=call)
    if found:
        messages.success(request, _("The records were compared anew. What is new stands below."))
    else:
        messages.success(request, _("The records were compared anew: nothing new."))
    return redirect("fellowships:conflicts", slug)


@require_POST
def judge_conflict(request, slug, pk):
    call = _call(request, slug)
    conflict = get_object_or_404(_stakes(request, call), pk=pk)
    try:
        if "confirm" in request.POST:
            actions.confirm_conflict(conflict=conflict, by=request.user)
            messages.success(request, _("Noted: there is a conflict of interest. Somebody else reviews."))
        else:
            actions.lift_conflict(conflict=conflict, by=request.user, because=request.POST.get("because", ""))
            messages.success(request, _("Noted: no conflict of interest."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("fellowships:conflicts", slug)
