"""Candidates of the own country, for coordinators while their term lasts."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fellowships import actions
from fellowships import candidates as known
from fellowships.forms.candidates import CommentForm
from fellowships.models import Application
from hubs.models import Hub


@require_safe
def candidates(request):
    return _page(request)


def _page(request, bound=None, code=""):
    """`bound` is the form that was sent for the application of this code, and could not be taken."""
    hubs = list(Hub.objects.run_by(request.user))
    if not hubs:
        raise Http404
    found = known.of(request.user)
    for application in found:
        text = application.comment.text if application.comment else ""
        fresh = {"text": text, "seen": application.version}
        application.form = CommentForm(initial=fresh, auto_id=f"{application.code}_%s")
        if application.code == code:
            # The text that was typed, and the version that stands on the page now.
            application.form = bound
            application.form.data = bound.data.dict() | {"seen": application.version}
    return render(request, "fellowships/candidates/candidates.html", {"candidates": found, "hubs": hubs})


@require_POST
def comment(request, code):
    application = get_object_or_404(Application.objects.of_countries_of(request.user), code=code)
    form = CommentForm(request.POST, auto_id=f"{code}_%s")
    if not form.is_valid():
        return _page(request, form, code)
    try:
        actions.comment(application=application, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        if error.code == "stale":
            form.add_error(None, error)
            return _page(request, form, code)
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted. The board reads it with the application."))
    return redirect(f"{reverse('fellowships:candidates')}#c{code}")
