"""A person's own terms: as ambassador, with the invitation to it, and as coordinator of a hub."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hubs import actions, emails, roster
from hubs.forms import ResignForm
from hubs.models import Ambassador, Membership, Rung


def ambassador(request):
    rows = roster.with_story(Ambassador.objects.filter(user=request.user))
    context = {
        "live": list(rows.live()),
        "former": list(rows.over().order_by("-ends_on")),
        "rungs": list(Rung),
        "form": ResignForm(),
    }
    return render(request, "hubs/own_ambassador.html", context)


@require_POST
def show(request, pk):
    shown = request.POST.get("shown") == "yes"
    try:
        actions.show_in_public(ambassador=_own(request.user, pk), shown=shown)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        named = _("Agreed: the hub’s public page may name you, once you are an ambassador.")
        messages.success(
            request, named if shown else _("Taken back: the hub’s public page does not name you.")
        )
    return redirect("hubs:own_ambassador")


@require_POST
def resign(request, pk):
    form = ResignForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else request.POST.get("reason", "")[:500]
    try:
        actions.resign(ambassador=_own(request.user, pk), reason=reason)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("Your term has ended. Thank you for what you did; your hub has been told.")
        )
    return redirect("hubs:own_ambassador")


def terms(request):
    """The own terms as coordinator, those to come and those that are over too."""
    rows = Membership.objects.filter(user=request.user).select_related("hub").order_by("-starts_on")
    return render(request, "hubs/own_terms.html", {"terms": list(rows)})


@require_POST
def name_me(request, pk):
    term = get_object_or_404(Membership.objects.filter(user=request.user), pk=pk)
    shown = request.POST.get("shown") == "yes"
    try:
        actions.name_coordinator(membership=term, shown=shown)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        named = _("Agreed: the hub’s public page names you for as long as your term lasts.")
        messages.success(
            request, named if shown else _("Taken back: the hub’s public page does not name you.")
        )
    return redirect("hubs:own_terms")


@never_cache
def accept(request, token):
    """The link in an invitation opens a page; only the button accepts, as mail scanners open links too."""
    invitation = emails.invitation_of(token)
    if invitation and request.method == "POST":
        try:
            actions.accept(invitation=invitation, user=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, _("Welcome. You are nominated; your hub sees that you have accepted."))
        return redirect("hubs:own_ambassador")
    status = 200 if invitation else 410
    return render(request, "hubs/accept.html", {"invitation": invitation}, status=status)


def _own(user, pk):
    return get_object_or_404(Ambassador.objects.filter(user=user), pk=pk)
