"""A person's own certificates: look at the name, correct it, have a replacement made."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certificates import actions, showing
from certificates.models import Award, Certificate


@require_safe
@never_cache
def mine(request):
    return render(request, "certificates/mine.html", showing.own_page(request.user))


@require_POST
def confirm_name(request, pk):
    award = get_object_or_404(Award.objects.visible_to(request.user), pk=pk, holder=request.user)
    return _back(
        request,
        lambda: actions.confirm_name(award=award, by=request.user, seen=request.POST.get("name")),
        _("Thank you. The certificate is issued now, and comes by mail."),
    )


@require_POST
def correct_name(request, number):
    certificate = _own(request, number)
    return _back(
        request,
        lambda: actions.correct_name(certificate=certificate, by=request.user, seen=request.POST.get("name")),
        _("A replacement with your corrected name is made. It has a new number, and comes by mail."),
    )


@require_POST
def accept_replacement(request, number):
    certificate = _own(request, number)
    seen = request.POST.get("seen")
    return _back(
        request,
        lambda: actions.accept_replacement(certificate=certificate, by=request.user, seen=seen),
        _("The replacement is made. It has a new number, and comes by mail."),
    )


def _own(request, number):
    """Staff may see everybody's certificates, and decide about their own alone."""
    certificates = Certificate.objects.visible_to(request.user).select_related("replacement")
    return get_object_or_404(certificates, number=number, holder=request.user)


def _back(request, deed, text):
    """Do it, and say what came of it."""
    try:
        deed()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, text)
    return redirect("certificates:mine")
