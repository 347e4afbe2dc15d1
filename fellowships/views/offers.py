"""A person's own offer: opening the page decides nothing, a button does. Programs that check mails open every link."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fellowships import actions, offer_calendars, outcomes, reserves
from fellowships.forms.offers import DeclineForm
from fellowships.models import Application, Offer, OfferState


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request, slug):
    """The result; a POST is the yes."""
    application = _own(request, slug)
    if request.method == "POST":
        _accept(request, _holding(application))
        return redirect("fellowships:offer", slug)
    outcome = outcomes.of(application)
    if outcome is None:
        raise Http404
    return render(request, "fellowships/outcome/outcome.html", {"outcome": outcome, "call": application.call})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decline_offer(request, slug):
    """Says what a no means; a second press does it."""
    offer = _holding(_own(request, slug))
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _decline(request, offer, form.cleaned_data["because"])
        return redirect("fellowships:offer", slug)
    if offer.state != OfferState.SENT:
        return redirect("fellowships:offer", slug)
    context = {"offer": offer, "call": offer.application.call, "form": form}
    return render(request, "fellowships/outcome/decline.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_centre(request, slug):
    """Whose centre cancelled chooses among the free places, the own choices first."""
    offer = _holding(_own(request, slug))
    free = reserves.free_for(offer)
    if request.method == "POST":
        return _choose(request, offer)
    if offer.offering_id is not None:
        return redirect("fellowships:offer", slug)
    context = {"offer": offer, "call": offer.application.call, "free": free}
    return render(request, "fellowships/outcome/choose.html", context)


@require_safe
def offer_calendar(request, slug):
    offer = _holding(_own(request, slug))
    if offer.state != OfferState.SENT:
        raise Http404
    response = HttpResponse(offer_calendars.deadline_file(offer), content_type="text/calendar")
    response["Content-Disposition"] = 'attachment; filename="answer-by.ics"'
    return response


def _own(request, slug):
    applications = Application.objects.own(request.user).select_related("call", "person")
    return get_object_or_404(applications, call__slug=slug)


def _holding(application):
    """The newest offer of this person, whatever became of it: who comes too late is told so, not turned away."""
    offers = Offer.objects.filter(application=application).select_related(
        "application__call", "offering__centre"
    )
    offer = offers.order_by("-round", "-pk").first()
    if offer is None:
        raise Http404
    return offer


def _accept(request, offer):
    try:
        actions.accept_offer(offer=offer, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Your fellowship is yours. The centre agrees the days with you."))


def _decline(request, offer, because):
    try:
        actions.decline_offer(offer=offer, by=request.user, because=because)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Thank you for telling us. Somebody else will be glad of the place."))


def _choose(request, offer):
    call = offer.application.call
    chosen = request.POST.get("offering", "")
    offering = call.offerings.filter(pk=chosen).first() if chosen.isdecimal() else None
    if offering is None:
        messages.warning(request, _("Choose one of the centres first."))
        return redirect("fellowships:choose_centre", call.slug)
    try:
        actions.choose_centre(offer=offer, offering=offering, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("fellowships:choose_centre", call.slug)
    messages.success(request, _("Your new place is yours. The centre agrees the days with you."))
    return redirect("fellowships:offer", call.slug)
