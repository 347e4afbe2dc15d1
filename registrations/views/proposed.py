"""What hubs have proposed, at the office: side by side, and one by one to decide. Staff only."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hubs.paging import page_of
from registrations import actions, clashes
from registrations.forms.proposals import CommentForm
from registrations.models import Closing, Proposal, ProposalState
from registrations.proposing import facts_of, in_words, thread_of

PROPOSALS_PER_PAGE = 24


def of_the_office(view):
    """Hand the proposal to staff; for everybody else, and for drafts, there is no such page."""

    @wraps(view)
    def with_proposal(request, pk):
        if not request.user.is_staff:
            raise Http404
        found = Proposal.objects.visible_to(request.user).select_related("hub", "event", "level")
        return view(request, get_object_or_404(found, pk=pk))

    return with_proposal


def proposals(request):
    if not request.user.is_staff:
        raise Http404
    visible = Proposal.objects.visible_to(request.user).select_related("hub", "level", "proposed_by")
    waiting = visible.open().prefetch_related("faculty").order_by("proposed_at", "pk")
    page = page_of(request, "page", waiting, PROPOSALS_PER_PAGE)
    for proposal in page:
        proposal.words = [
            line for line in in_words(facts_of(proposal)) if line[1] and line[1] != proposal.title
        ]
    context = {
        "page": page,
        "with_hubs": visible.filter(state=ProposalState.SENT_BACK).order_by("-decided_at"),
        "to_approve": Closing.objects.filter(approved_at=None).select_related("event__hub", "closed_by"),
    }
    return render(request, "registrations/office_proposals.html", context)


@of_the_office
def proposal(request, proposal):
    return _page(request, proposal, CommentForm())


@require_POST
@of_the_office
def approve(request, proposal):
    return _decide(request, proposal, actions.approve_proposal, _("Approved. %(hub)s has been told."))


@require_POST
@of_the_office
def send_back(request, proposal):
    return _decide(
        request, proposal, actions.send_back_proposal, _("Sent back. %(hub)s has been told what you wrote.")
    )


def _decide(request, proposal, deed, told):
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, proposal, form)
    try:
        deed(proposal=proposal, by=request.user, comment=form.cleaned_data["comment"])
    except actions.ProposalMoved as error:
        messages.warning(request, " ".join(error.messages))
    except ValidationError as error:
        form.add_error("comment", " ".join(error.messages))
        return _page(request, proposal, form)
    else:
        messages.success(request, told % {"hub": proposal.hub.name})
    return redirect("registrations:office_proposal", proposal.pk)


def _page(request, proposal, form):
    context = {
        "proposal": proposal,
        "facts": in_words(facts_of(proposal)),
        "thread": thread_of(proposal),
        "clashes": clashes.of(proposal, request.user),
        "form": form,
        "is_open": proposal.state == ProposalState.PROPOSED,
    }
    return render(request, "registrations/office_proposal.html", context)
