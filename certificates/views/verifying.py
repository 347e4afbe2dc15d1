"""The public check of a certificate, by its number."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.checks import checking
from certificates.forms.verifying import FileForm, NumberForm
from certificates.limits import asks_too_often


def unlisted(view):
    """Names stand here: for whoever holds a number, not for search engines."""

    @wraps(view)
    def not_indexed(request, **kwargs):
        response = view(request, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return not_indexed


@login_not_required
@require_safe
@never_cache
@unlisted
def verify(request):
    form = NumberForm(request.GET if "number" in request.GET else None)
    if form.is_valid():
        return redirect("certificates:verified", form.cleaned_data["number"])
    return page(request, form=form)


@login_not_required
@require_safe
@never_cache
@unlisted
def verified(request, number):
    if asks_too_often(request):
        return render(request, "certificates/too_many.html", status=429)
    form = NumberForm({"number": number})
    if not form.is_valid():
        return page(request, form=form, status=404)
    if form.cleaned_data["number"] != number:
        return redirect("certificates:verified", form.cleaned_data["number"])
    certificate = checking.shown().filter(number=number).first()
    if certificate is None:
        return page(request, form=form, unknown=number, status=404)
    return render(request, "certificates/verified.html", {"certificate": certificate})


def page(request, *, status=200, form=None, **context):
    """Where people ask: by number or with the file."""
    context = {"form": form or NumberForm(), "file_form": FileForm()} | context
    return render(request, "certificates/verify.html", context, status=status)
