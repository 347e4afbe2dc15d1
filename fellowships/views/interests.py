from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fellowships import actions
from fellowships.models import Call


@require_POST
def tell_me(request, slug):
    call = get_object_or_404(Call, slug=slug)
    try:
        actions.tell_me(user=request.user, call=call)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("account_email" if error.code == "unverified" else "fellowships:index")
    messages.success(request, _("Noted. We write to you when this call opens."))
    return redirect("fellowships:index")


@require_POST
def no_longer(request, slug):
    actions.no_longer(user=request.user, call=get_object_or_404(Call, slug=slug))
    messages.success(request, _("Noted. We will not write to you about this call."))
    return redirect("fellowships:index")
