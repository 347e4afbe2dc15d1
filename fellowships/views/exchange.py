"""The exchange of experts: invitations to me, and those that my hub, my centre or the office sends."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fellowships import actions
from fellowships.emails.exchange import invitation_of
from fellowships.forms.exchange import AnswerForm, InviteForm, RevokeForm
from fellowships.models import Centre, Invitation
from hubs.models import Hub

PAGE = 30
RELATED = ("expert", "centre", "hub", "invited_by", "placement")


def exchange(request):
    rows = Invitation.objects.select_related(*RELATED).order_by("-sent_at", "-pk")
    page = Paginator(rows.run_by(request.user), PAGE).get_page(request.GET.get("page"))
    if page.has_previous():
        page.previous_query = f"?page={page.previous_page_number()}"
    if page.has_next():
        page.next_query = f"?page={page.next_page_number()}"
    context = {
        "mine": list(rows.filter(expert=request.user)),
        "sent": page,
        "may_invite": _hosts(request.user),
    }
    return render(request, "fellowships/exchange/list.html", context)


def invite(request):
    form = InviteForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.has_hosts and form.is_valid():
        try:
            invitation = actions.invite_expert(by=request.user, **form.facts())
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("fellowships:invitation", invitation.pk)
    return render(request, "fellowships/exchange/invite.html", {"form": form})


@never_cache
def invitation(request, pk, answer_form=None, revoke_form=None):
    row = get_object_or_404(Invitation.objects.visible_to(request.user).select_related(*RELATED), pk=pk)
    is_own = row.expert_id == request.user.pk
    context = {
        "invitation": row,
        "is_own": is_own,
        "stay": getattr(row, "placement", None),
        "may_answer": is_own and row.is_open(),
        "may_revoke": not is_own and row.is_open(),
        "answer_form": answer_form or AnswerForm(),
        "revoke_form": revoke_form or RevokeForm(),
    }
    return render(request, "fellowships/exchange/invitation.html", context)


@require_POST
def answer(request, pk):
    row = get_object_or_404(Invitation, pk=pk, expert=request.user)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return invitation(request, pk, answer_form=form)
    try:
        if request.POST.get("do") == "accept":
            actions.accept_invitation(invitation=row, by=request.user)
            messages.success(request, _("Thank you. The host agrees the days with you next."))
        else:
            actions.decline_invitation(invitation=row, by=request.user, because=form.cleaned_data["because"])
            messages.success(request, _("Noted. Who invited you is told."))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("fellowships:invitation", pk)


@require_POST
def revoke(request, pk):
    row = get_object_or_404(Invitation.objects.run_by(request.user), pk=pk)
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return invitation(request, pk, revoke_form=form)
    try:
        actions.revoke_invitation(invitation=row, by=request.user, because=form.cleaned_data["because"])
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The invitation is taken back, and the expert is told."))
    return redirect("fellowships:invitation", pk)


@never_cache
def claim(request, token):
    """The link in a mail opens a page; only the button says that it was meant for me: mail scanners open links too."""
    row = invitation_of(token)
    if row and row.expert_id == request.user.pk:
        return redirect("fellowships:invitation", row.pk)
    is_free = bool(row and row.expert_id is None and row.is_open())
    if is_free and request.method == "POST":
        try:
            actions.claim_invitation(invitation=row, user=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return redirect("fellowships:exchange")
        return redirect("fellowships:invitation", row.pk)
    context = {"invitation": row if is_free else None}
    return render(request, "fellowships/exchange/claim.html", context, status=200 if is_free else 410)


def _hosts(user):
    return Centre.objects.manageable_by(user).exists() or Hub.objects.manageable_by(user).exists()
