"""Nominating somebody who has not asked: for a hub, and for the office."""

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registrations import actions, nominations
from registrations.desks import hub_desk, office_desk
from registrations.forms.nominating import NominationForm
from registrations.models import Event, Filling, Nomination


def hub_nominate(request, code, slug):
    desk = hub_desk(request.user, code)
    return _page(request, desk, get_object_or_404(Event.objects.visible_to(request.user), slug=slug))


def office_nominate(request, slug):
    desk = office_desk(request.user)
    return _page(request, desk, get_object_or_404(Event, slug=slug))


def section(desk, event):
    """What a desk says about nominations; None where this event takes none from there."""
    if not _takes_any(desk, event):
        return None
    is_open = nominations.are_taken(event)
    rows = list(_open_at(desk, event))
    return {"open": rows, "is_open": is_open} if rows or is_open else None


def _takes_any(desk, event):
    """An event of a hub has one desk, which decides about everybody."""
    is_own = event.hub_id is None or desk.hub is None or desk.runs(event)
    return is_own and event.filling != Filling.FIRST_COME


def _open_at(desk, event):
    return Nomination.objects.open().filter(event=event, hub=desk.hub).select_related("by")


def _page(request, desk, event):
    if not _takes_any(desk, event):
        raise Http404
    form = NominationForm(request.POST or None)
    if form.is_valid() and _nominate(request, desk, event, form):
        return redirect(_path(desk, event))
    context = {
        "desk": desk,
        "event": event,
        "form": form,
        "is_open": nominations.are_taken(event),
        "nominations": _open_at(desk, event),
    }
    return render(request, "registrations/nominate.html", context)


def _nominate(request, desk, event, form):
    """Whether it was done; if not, the form says why."""
    if not ratelimit.consume(request, action="nominate", user=request.user):
        form.add_error(None, _("That was many in a short time. Please go on in an hour."))
        return False
    try:
        actions.nominate(event=event, hub=desk.hub, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.refuse(error)
        return False
    messages.success(
        request,
        _(
            "Noted. Unless the person has asked already, an invitation is on its way. Nothing is decided by it."
        ),
    )
    return True


@require_POST
def withdraw(request, pk):
    code = request.POST.get("hub")
    desk = hub_desk(request.user, code) if code else office_desk(request.user)
    nomination = get_object_or_404(Nomination.objects.filter(hub=desk.hub).select_related("event"), pk=pk)
    if actions.withdraw_nomination(nomination=nomination, by=request.user):
        messages.success(request, _("Withdrawn: name and address are forgotten."))
    else:
        messages.warning(request, _("This person has asked meanwhile: there is nothing left to withdraw."))
    return redirect(_path(desk, nomination.event))


def _path(desk, event):
    """Where this desk nominates."""
    if desk.hub:
        return reverse("registrations:hub_nominate", args=[desk.code, event.slug])
    return reverse("registrations:office_nominate", args=[event.slug])
