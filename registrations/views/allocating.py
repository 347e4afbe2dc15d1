"""Where staff give the seats of a ranked event: run, look, sign off. Staff only."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hubs.models import Hub
from hubs.paging import page_of
from registrations import actions, allocation, offers, warnings
from registrations.desks import Desk
from registrations.models import AllocationState, Event, Lot
from registrations.panels import Reading, total

PEOPLE_PER_PAGE = 100


def of_ranked_event(view):
    """Hand a ranked event to staff; for everybody else, and for other events, there is no such page."""

    @wraps(view)
    def with_event(request, slug, **kwargs):
        event = get_object_or_404(Event, slug=slug)
        if not request.user.is_staff or not event.is_ranked:
            raise Http404
        return view(request, event, **kwargs)

    return with_event


@of_ranked_event
def workspace(request, event):
    runs = list(_runs(event).defer("facts", "result"))
    current = next((run for run in runs if run.state != AllocationState.DISCARDED), None)
    context = {"event": event, "runs": runs, "warnings": list(warnings.of_ranking(event))}
    if event.awaits_allocation:
        context["desks"] = _desks(event)
        context["lot"] = Lot.objects.filter(event=event).first()
    if current:
        context |= _shown(request, _run(event, current.number))
    return render(request, "registrations/allocation.html", context)


@of_ranked_event
def run_page(request, event, number):
    run = _run(event, number)
    context = {"event": event} | _shown(request, run)
    if "again" in request.GET:
        context["is_same"], _result = allocation.replay(run)
        context["was_replayed"] = True
    return render(request, "registrations/allocation_run.html", context)


@require_POST
@of_ranked_event
def run(request, event):
    try:
        actions.propose_allocation(event=event, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The allocation has been run. Nobody has been told anything yet."))
    return redirect("registrations:allocation", event.slug)


@of_ranked_event
def sign_off(request, event, number):
    """Says what is going to happen; a second press does it."""
    proposal = _run(event, number)
    if request.method == "POST":
        _sign(request, proposal)
        return redirect("registrations:allocation", event.slug)
    if proposal.state != AllocationState.PROPOSED:
        _warn(request, actions.AllocationEnded(proposal))
        return redirect("registrations:allocation", event.slug)
    context = {
        "event": event,
        "run": proposal,
        "given": len(proposal.result["given"]),
        "waiting": len(proposal.result["line"]),
        "answer_until": offers.answer_until(event),
        "is_stale": allocation.facts(event) != proposal.facts,
        "undecided": sum(desk["undecided"] for desk in allocation.at_desks(event)),
    }
    return render(request, "registrations/sign_off.html", context)


@require_POST
@of_ranked_event
def discard(request, event, number):
    try:
        actions.discard(allocation=_run(event, number), by=request.user)
    except ValidationError as error:
        _warn(request, error)
    else:
        messages.success(request, _("The proposal is put aside. It stays on record; nobody was told."))
    return redirect("registrations:allocation", event.slug)


def _desks(event):
    """Who was asked, with the counts of each."""
    counts = allocation.at_desks(event)
    hubs = {str(hub.country): hub for hub in Hub.objects.filter(country__in=[row["desk"] for row in counts])}
    asked = [(Desk(hubs.get(row["desk"])), row) for row in counts]
    rows = [row | {"name": desk.people_from, "url": desk.url(event)} for desk, row in asked]
    return sorted(rows, key=lambda row: (not row["desk"], row["name"]))


def _sign(request, proposal):
    try:
        signed = actions.sign_off(allocation=proposal, by=request.user)
    except ValidationError as error:
        _warn(request, error)
        return
    given = len(signed.result["given"])
    text = ngettext(
        "%(count)s person has been told of the seat.",
        "%(count)s people have been told of their seats.",
        given,
    )
    messages.success(
        request, format_html("<strong>{}</strong> {}", _("Signed off."), text % {"count": given})
    )


def _runs(event):
    return event.allocations.select_related("event__lot", "proposed_by", "ended_by")


def _run(event, number):
    return get_object_or_404(_runs(event), number=number)


def _shown(request, run):
    """One run with all that its page says about it."""
    reading = Reading(run, run.event.lot.seed)
    is_open = run.state == AllocationState.PROPOSED
    line = page_of(request, "line", reading.line, PEOPLE_PER_PAGE)
    return {
        "run": run,
        "reading": reading,
        "total": total(reading),
        "line": line,
        "in_line": reading.in_line(list(line)),
        "is_stale": is_open and allocation.facts(run.event) != run.facts,
    }


def _warn(request, error):
    """Somebody else was faster, or the facts have changed: say so. Nothing was given."""
    messages.warning(request, " ".join(error.messages))
