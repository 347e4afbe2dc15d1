"""An offered seat is answered here, with nothing but the link: opening it decides nothing, a button does.

Programs that check mails for viruses open every link in them, so a GET must never accept or turn down.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from registrations import actions, lines, offers
from registrations.explanations import explain
from registrations.models import Registration, State

ANSWERS = {"accept": actions.accept, "turn_down": actions.turn_down}


@login_not_required
@never_cache
def offer(request, token):
    registration, is_open = _read(token)
    answer = ANSWERS.get(request.POST.get("do")) if request.method == "POST" else None
    has_newer_offer = registration.state == State.OFFERED and not is_open
    if answer and not has_newer_offer:
        try:
            registration = answer(registration=registration, by=registration.user)
        except actions.OfferOver as error:
            messages.warning(request, " ".join(error.messages))
        else:
            messages.success(request, _thanks(registration))
        return redirect(request.path)
    registration = lines.one_with_line(registration.pk)
    context = {"registration": registration, "event": registration.event, "words": explain(registration)}
    return render(request, "registrations/offer.html", context | {"is_open": is_open})


def _read(token):
    """Who holds the link is who was written to. What we never wrote, and what is gone, is not there."""
    try:
        return offers.read(token)
    except (BadSignature, Registration.DoesNotExist) as error:
        raise Http404 from error


def _thanks(registration):
    if registration.state == State.CONFIRMED:
        return _("The seat is yours. We have sent you the details.")
    return _("Thank you for telling us: the seat goes to the next in line.")
