"""What the office does with an event: requests from countries without a hub, seats, cancelling. Staff; seats and
cancelling also by a hub, at the events that it runs."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registrations import actions, boards
from registrations.desks import office_desk
from registrations.forms.office import CancelEventForm, SeatsForm
from registrations.models import Event
from registrations.views.deciding import desk_page


def for_the_office(view):
    """Hand the event to staff; for everybody else there is no such page."""

    @wraps(view)
    def with_event(request, slug):
        if not request.user.is_staff:
            raise Http404
        return view(request, get_object_or_404(Event, slug=slug))

    return with_event


@for_the_office
def requests(request, event):
    desk = office_desk(request.user)
    return desk_page(request, desk, event, list(desk.events_for(request.user)))


def for_who_runs_it(view):
    """Hand the event to staff and to the hub that runs it; for everybody else there is no such page."""

    @wraps(view)
    def with_event(request, slug):
        events = Event.objects.manageable_by(request.user).select_related("hub")
        return view(request, get_object_or_404(events, slug=slug))

    return with_event


@for_who_runs_it
def seats(request, event):
    board = boards.board(event)
    form = SeatsForm(
        request.POST or None,
        homes=board,
        is_for_anyone=event.hub_id is not None and not event.homes,
        initial={"capacity": event.capacity},
    )
    if form.is_valid():
        try:
            actions.lay_out_seats(
                event=event, capacity=form.cleaned_data["capacity"], quotas=form.quotas, by=request.user
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The seats are laid out. Whoever was due a new one has been told."))
            return redirect("registrations:seats", event.slug)
    people = event.registrations.live()
    context = {"event": event, "form": form, "board": board, "waiting": people.waiting().count()}
    return render(request, "registrations/seats.html", context)


@for_who_runs_it
def cancel_event(request, event):
    form = CancelEventForm(request.POST or None)
    if form.is_valid():
        try:
            told = actions.cancel_event(event=event, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(request, _who_was_told(told))
            return redirect(event)
    context = {"event": event, "form": form, "people": event.registrations.live().count()}
    return render(request, "registrations/cancel_event.html", context)


def _who_was_told(count):
    if not count:
        return _("The event is cancelled. Nobody was registered.")
    return ngettext(
        "The event is cancelled, and %(count)s person is being told.",
        "The event is cancelled, and %(count)s people are being told.",
        count,
    ) % {"count": count}
