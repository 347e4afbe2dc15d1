"""A hub's own events: what it has proposed, what it runs, and the form to propose another."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hubs.models import Hub
from registrations import actions, clashes
from registrations.forms.proposals import ProposalForm, team_form
from registrations.models import Event, Proposal
from registrations.proposing import facts_of, in_words, thread_of
from registrations.stages import stage_of
from registrations.views.terms import ended_term, show_what_was_typed


def hub_events(request, code):
    hub = get_object_or_404(Hub.objects.manageable_by(request.user), country=code.upper())
    proposals = Proposal.objects.visible_to(request.user).filter(hub=hub, event=None).select_related("hub")
    events = Event.objects.manageable_by(request.user).filter(hub=hub).select_related("closing")
    events = list(events.order_by(F("starts_at").desc(nulls_first=True), "-pk"))
    for event in events:
        event.stage = stage_of(event)
    context = {
        "hub": hub,
        "proposals": proposals,
        "events": events,
        "runs_it": Hub.objects.run_by(request.user).filter(pk=hub.pk).exists(),
    }
    return render(request, "registrations/hub_events.html", context)


def propose(request, code):
    return _edit(request, code)


def proposal(request, code, pk):
    found = Proposal.objects.filter(hub__country=code.upper()).select_related("hub", "event", "level")
    if request.method == "POST":
        return _edit(request, code, get_object_or_404(found, pk=pk))
    found = get_object_or_404(found.visible_to(request.user), pk=pk)
    if found.is_with_the_hub and not request.user.is_staff:
        return _edit(request, code, found)
    context = {"proposal": found, "facts": in_words(facts_of(found)), "thread": thread_of(found)}
    return render(request, "registrations/proposal.html", context)


@require_POST
def withdraw(request, code, pk):
    hub = get_object_or_404(Hub.objects.run_by(request.user), country=code.upper())
    try:
        actions.withdraw_proposal(proposal=get_object_or_404(hub.proposals, pk=pk), by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The proposal is withdrawn."))
    return redirect("registrations:hub_events", code)


def _edit(request, code, proposal=None):
    """The form of a new or kept proposal, for who runs the hub today. Nothing that was typed is ever lost."""
    hub = get_object_or_404(Hub, country=code.upper())
    data = request.POST if request.method == "POST" else None
    form = ProposalForm(data, instance=proposal or Proposal(hub=hub), hub=hub, zone=_zone(hub))
    more = data is not None and data.get("do") == "more"
    team = team_form(data, hub=hub, of=proposal, more=more)
    if not Hub.objects.run_by(request.user).filter(pk=hub.pk).exists():
        term = ended_term(request.user, hub)
        if data is None or term is None:
            raise Http404
        return show_what_was_typed(request, term, form, team)
    if data is not None and not more and form.is_valid() and team.is_valid():
        kept = _save(request, form, team)
        if kept:
            return redirect("registrations:proposal", hub.code, kept.pk)
    return _show(request, hub, proposal, form, team)


def _zone(hub):
    return Proposal(hub=hub).zone


def _show(request, hub, proposal, form, team):
    context = {
        "hub": hub,
        "proposal": proposal,
        "form": form,
        "team": team,
        "thread": thread_of(proposal) if proposal else [],
        "clashes": clashes.of(proposal, request.user) if proposal and not form.errors else [],
    }
    return render(request, "registrations/proposal_form.html", context)


def _save(request, form, team):
    """Keep or propose what was filled in; None where that is refused, and the form then says why."""
    kept, facts = None, {"proposal": form.proposal(), "faculty": team.rows(), "by": request.user}
    try:
        if request.POST.get("do") == "propose":
            kept = actions.propose_event(**facts, comment=form.cleaned_data["comment"])
            messages.success(
                request, _("Proposed. The office has been told; you get a mail when it has decided.")
            )
        else:
            kept = actions.keep_proposal(**facts)
            messages.success(request, _("Kept as a draft. Nobody but your hub sees it."))
    except actions.ChangedMeanwhile as error:
        form.refuse(
            ValidationError(_("%(what)s Save again to put yours in its place.") % {"what": error.messages[0]})
        )
        form.take_edition(error.proposal.edition)
    except ValidationError as error:
        form.refuse(error)
    return kept
