"""Moving seats between countries: a hub's own page, a section of its desk, and all of an event for the office."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from registrations import actions, boards, transfers
from registrations.desks import Desk, hub_desk, office_desk
from registrations.forms.transfers import HubTransferForm, OfficeTransferForm
from registrations.models import Event, SeatTransfer, Side


def hub_transfers(request, code, slug):
    desk = hub_desk(request.user, code)
    event = get_object_or_404(desk.events_for(request.user), slug=slug)
    return _page(request, desk, event)


def office_transfers(request, slug):
    desk = office_desk(request.user)
    return _page(request, desk, get_object_or_404(Event, slug=slug))


def section(request, desk, event, board):
    """What the desk of a hub says about moving seats; None where there are none of countries, or none can move."""
    if desk.hub is None or not event.is_limited or transfers.why_not(event):
        return None
    shown = transfers.shown_to(request.user, event, desk.home)
    if not shown and not (board and board.code):
        return None
    return {
        "open": [row for row in shown if row.transfer.is_open],
        "past": [row for row in shown if not row.transfer.is_open],
    }


def _page(request, desk, event):
    form = _form(request.POST or None, desk, boards.free_by_home(event))
    if form.is_valid():
        try:
            proposed = actions.propose_transfer(
                event=event,
                **form.pair,
                seats=form.cleaned_data["seats"],
                note=form.cleaned_data["note"],
                by=request.user,
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _what_came_of(proposed))
            return redirect(_page_of(desk, event))
    context = {
        "desk": desk,
        "event": event,
        "form": form,
        "why_not": transfers.why_not(event),
        "transfers": transfers.shown_to(request.user, event, desk.home),
    }
    return render(request, "registrations/transfers.html", context)


def _form(data, desk, free):
    return (
        HubTransferForm(data, home=desk.home, free=free) if desk.hub else OfficeTransferForm(data, free=free)
    )


@require_POST
def confirm(request, pk):
    return _answer(request, pk, actions.confirm_transfer, side=_side(request))


@require_POST
def refuse(request, pk):
    reason = request.POST.get("reason", "")
    return _answer(request, pk, actions.refuse_transfer, side=_side(request), reason=reason)


@require_POST
def withdraw(request, pk):
    return _answer(request, pk, actions.withdraw_transfer, reason=request.POST.get("reason", ""))


def _answer(request, pk, action, **facts):
    """Do it and go back to the desk it was done at; a hub that is not this person's is not there."""
    code = request.POST.get("hub")
    desk = hub_desk(request.user, code) if code else Desk()
    transfer = get_object_or_404(SeatTransfer.objects.visible_to(request.user).select_related("event"), pk=pk)
    try:
        transfer = action(transfer=transfer, by=request.user, **facts)
    except actions.TransferEnded as error:
        messages.warning(request, " ".join(error.messages))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _what_came_of(transfer))
    return redirect(_page_of(desk, transfer.event))


def _side(request):
    return Side.GIVER if request.POST.get("side") == Side.GIVER else Side.TAKER


def _page_of(desk, event):
    return desk.url(event) if desk.hub else reverse("registrations:transfers", args=[event.slug])


def _what_came_of(transfer):
    """In words, for who has just proposed or answered."""
    facts = {"giver": transfer.giver.name, "taker": transfer.taker.name, "seats": transfer.seats}
    waiting = [getattr(transfer, side).name for side in Side if not transfer.has_confirmed(side)]
    if transfer.is_open and len(waiting) == 1:
        return _("Nothing has moved yet: %(country)s has to confirm, and has been told.") % {
            "country": waiting[0]
        }
    if transfer.is_open:
        return _("Nothing has moved yet: both hubs have to confirm, and have been told.")
    return {
        "done": ngettext(
            "Done: %(seats)s seat has moved from %(giver)s to %(taker)s. Whoever was next in line has been told.",
            "Done: %(seats)s seats have moved from %(giver)s to %(taker)s. Whoever was next in line has been told.",
            transfer.seats,
        ),
        "refused": _("Refused. The other side has been told, with your reason. Nothing has moved."),
        "withdrawn": _("Withdrawn. The other side has been told. Nothing has moved."),
    }[transfer.state] % facts
