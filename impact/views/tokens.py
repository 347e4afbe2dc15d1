"""Tokens of the API: of the office, and of each hub. And the page that explains the API to people."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hubs.models import Hub
from impact.access import for_staff
from impact.actions import tokens as actions
from impact.api import access, describing
from impact.forms.machines import TokenForm
from impact.models import ApiToken


@require_safe
@login_not_required
def api(request):
    """For people who write programs."""
    context = {
        "groups": describing.groups(),
        "site": settings.SITE_URL,
        "public_per_minute": access.PUBLIC_PER_MINUTE,
        "token_per_minute": access.TOKEN_PER_MINUTE,
        "news": describing.news(),
    }
    return render(request, "impact/machines/api.html", context)


@for_staff
def tokens(request):
    return _page(request, None, ApiToken.objects.manageable_by(request.user))


@never_cache
def hub_tokens(request, code):
    hub = get_object_or_404(Hub.objects.manageable_by(request.user), country=code.upper())
    return _page(request, hub, ApiToken.objects.manageable_by(request.user).filter(hub=hub))


def _page(request, hub, rows):
    """The token is on the very page that answers the form, and nowhere else: it is kept by nobody here."""
    form, made = TokenForm(request.POST or None, for_all=hub is None), None
    if form.is_valid():
        made = _make(request, hub, form)
    context = {
        "hub": hub,
        "form": TokenForm(for_all=hub is None) if made else form,
        "made": made,
        "tokens": list(rows.for_list()),
        "site": settings.SITE_URL,
    }
    return render(request, "impact/machines/tokens.html", context)


def _make(request, hub, form):
    data = form.cleaned_data
    try:
        _row, token = actions.make(
            by=request.user, name=data["name"], expires_at=form.expires_at, hub=hub or data.get("hub")
        )
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None
    return token


@require_POST
def revoke(request, pk):
    token = get_object_or_404(ApiToken.objects.manageable_by(request.user).select_related("hub"), pk=pk)
    if actions.revoke(token=token, by=request.user):
        messages.success(request, _("The token is revoked: whoever uses it is turned away from now on."))
    else:
        messages.warning(request, _("Somebody has revoked that token already."))
    if request.user.is_staff:
        return redirect("impact:tokens")
    return redirect("impact:hub_tokens", token.hub.code)
