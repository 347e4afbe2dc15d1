"""Where the board takes the merit list, looks at a proposal and signs it; and where everybody can check the result."""

import csv

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import audit
from accounts.tables import harmless
from fellowships import actions, results, runs
from fellowships.board import head
from fellowships.forms.allocation import DiscardForm
from fellowships.models import Application, Call, Offering, Outcome, Run, RunState, SignOff, Stage
from fellowships.templatetags.rounds import points
from hubs.paging import page_of

TURNS_PER_PAGE = 100
RESERVE_SHOWN = 10


@require_safe
def allocation(request, slug):
    call = _call(request, slug)
    history = list(_runs(call))
    current = next((run for run in history if run.state != RunState.DISCARDED), None)
    if current:
        current.call = call
    is_proposed = call.stage == Stage.ALLOCATED and current
    snapshot = current.snapshot if is_proposed else _newest_list(call)
    context = head(call, "allocation") | {"runs": history, "snapshot": snapshot}
    context["may_decide"] = not actions.has_stake(request.user, call)
    if snapshot and call.stage in (Stage.SCORED, Stage.ALLOCATED):
        context |= _drift(request, call, snapshot)
    if current:
        context |= _shown(request, current)
    return render(request, "fellowships/allocation/allocation.html", context)


@require_safe
def run(request, slug, number):
    call = _call(request, slug)
    one = _run(call, number)
    turns = page_of(request, "page", results.turns_for(one, request.user), TURNS_PER_PAGE)
    context = head(call, "allocation") | {
        "run": one,
        "page": turns,
        "turns": results.with_reasons(turns),
        "totals": results.totals(one, results.turns_for(one, request.user)),
        "may_decide": not actions.has_stake(request.user, call),
    }
    if "again" in request.GET:
        context["replay"] = runs.replay(one)
    return render(request, "fellowships/allocation/run.html", context)


@require_safe
def run_table(request, slug, number):
    """All turns that this person may see, as a table. That it was taken away is on record."""
    call = _call(request, slug)
    one = _run(call, number)
    with transaction.atomic():
        audit.record("run.exported", one, by=request.user, number=one.number)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{call.slug}-allocation-{one.number}.csv"'
    table = csv.writer(response)
    table.writerow(["place", "code", "name", "country", "points", "outcome", "centre", "reserve", "reason"])
    for turn in results.with_reasons(results.turns_for(one, request.user)):
        table.writerow([harmless(cell) for cell in _cells(turn)])
    return response


@require_safe
def run_facts(request, slug, number):
    """All that a run was decided from, without names: for whoever wants to decide it again elsewhere."""
    call = _call(request, slug)
    if actions.has_stake(request.user, call):
        raise Http404
    one = _run(call, number)
    facts = {"rule": one.code_version, "fingerprint": one.fingerprint, "facts": one.facts}
    response = JsonResponse(facts, json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="{call.slug}-allocation-{one.number}.json"'
    return response


@require_POST
def take_snapshot(request, slug):
    call = _call(request, slug)
    done = _("The merit list is taken. Nobody has been told anything.")
    return _do(request, call, lambda: actions.take_snapshot(call=call, by=request.user), done)


@require_POST
def propose_run(request, slug):
    call = _call(request, slug)
    deed = actions.fill_again if call.stage == Stage.OFFERING else actions.propose_run
    done = _("Here is the proposal. Nobody has been told anything.")
    return _do(request, call, lambda: deed(call=call, by=request.user), done)


@require_POST
def sign_run(request, slug, number):
    call = _call(request, slug)
    one = _run(call, number)
    return _do(request, call, lambda: actions.sign(run=one, by=request.user), _("You have signed it."))


@require_POST
def discard_run(request, slug, number):
    call = _call(request, slug)
    one = _run(call, number)
    form = DiscardForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    done = _("The proposal is put aside. It stays on record; nobody was told.")
    return _do(request, call, lambda: actions.discard(run=one, by=request.user, because=because), done)


@login_not_required
@require_safe
def result(request, slug):
    """Totals, and what is needed to check the lots. Nothing about a single person."""
    published = Call.objects.filter(result_published_at__isnull=False).prefetch_related("groups")
    call = get_object_or_404(published, slug=slug)
    signed = list(_runs(call).filter(state=RunState.SIGNED).order_by("number"))
    for one in signed:
        one.call = call
    context = {
        "call": call,
        "first": results.totals(signed[0]),
        "runs": signed,
        "later": sum(results.totals(one).placed for one in signed[1:]),
    }
    return render(request, "fellowships/allocation/result.html", context)


def _call(request, slug):
    """For anybody else than the board there is no such page."""
    board = Call.objects.on_board_of(request.user)
    offerings = Prefetch(
        "offerings", Offering.objects.select_related("centre").order_by("centre__name", "pk")
    )
    return get_object_or_404(board.prefetch_related("groups", offerings), slug=slug)


def _newest_list(call):
    return call.snapshots.select_related("taken_by").order_by("-number").first()


def _runs(call):
    signatures = Prefetch("signatures", SignOff.objects.select_related("user"))
    runs_of_call = Run.objects.filter(call=call).select_related("proposed_by", "snapshot")
    return runs_of_call.prefetch_related(signatures).defer("facts").order_by("-number")


def _run(call, number):
    one = get_object_or_404(_runs(call), number=number)
    one.call = call
    return one


def _shown(request, run):
    """What stands on the page about a run: by centre, and the first in reserve."""
    offerings = run.call.offerings.all()
    names = {offering.pk: offering.centre.name for offering in offerings}
    seen = results.turns_for(run, request.user)
    first = seen.filter(~Q(outcome=Outcome.RESERVE) | Q(reserve__lte=RESERVE_SHOWN))
    turns = results.with_reasons(first, names)
    return {
        "run": run,
        "totals": results.totals(run, seen),
        "panels": results.panels(offerings, turns),
        "reserve": [turn for turn in turns if turn.outcome == Outcome.RESERVE],
        "is_signed_by_me": any(one.user_id == request.user.pk for one in run.signatures.all()),
        "form": DiscardForm(),
    }


def _drift(request, call, snapshot):
    """What has changed since the list was taken, of those whom this person may see."""
    snapshot.call = call
    try:
        drift = runs.drift(snapshot)
    except ValidationError as error:
        return {"drift_unknown": " ".join(error.messages)}
    codes = {code for code, _then, _now in drift.changed} | {*drift.gains, *drift.loses}
    seen = Application.objects.on_board_of(request.user).filter(call=call, code__in=codes) if codes else []
    people = (
        {application.code: application.person for application in seen.select_related("person")}
        if codes
        else {}
    )
    return {
        "changed": [(people[code], then, now) for code, then, now in drift.changed if code in people],
        "gains": [people[code] for code in drift.gains if code in people],
        "loses": [people[code] for code in drift.loses if code in people],
    }


def _cells(turn):
    person = turn.application.person
    return [
        turn.place,
        turn.application.code,
        person.name,
        turn.application.home.code,
        points(turn.points),
        turn.get_outcome_display(),
        turn.offering or "",
        turn.reserve or "",
        turn.reason,
    ]


def _do(request, call, deed, done):
    try:
        deed()
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("fellowships:allocation", call.slug)
