"""The public check of a certificate."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.forms.verifying import NumberForm
from certificates.limits import asks_too_often
from certificates.models import Certificate


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
    return render(request, "certificates/verify.html", {"form": form})


@login_not_required
@require_safe
@never_cache
@unlisted
def verified(request, number):
    if asks_too_often(request):
        return render(request, "certificates/too_many.html", status=429)
    form = NumberForm({"number": number})
    if not form.is_valid():
        return render(request, "certificates/verify.html", {"form": form}, status=404)
    if form.cleaned_data["number"] != number:
        return redirect("certificates:verified", form.cleaned_data["number"])
    certificate = Certificate.objects.filter(number=number).select_related("replacement").first()
    if certificate is None:
        return render(request, "certificates/verify.html", {"form": form, "unknown": number}, status=404)
    return render(request, "certificates/verified.html", {"certificate": certificate})
