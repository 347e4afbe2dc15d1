"""Asking for a place and giving it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.decorators import ask_for_profile
from registrations import actions
from registrations.forms.asking import RegistrationForm
from registrations.models import Registration, State
from registrations.views.events import event_context, event_for_page, find_event


@require_POST
def register(request, slug):
    event = find_event(request.user, slug)
    form = RegistrationForm(request.POST, event=event)
    if form.is_valid():
        try:
            registration, created = actions.register(event=event, user=request.user, **form.cleaned_data)
        except ValidationError as error:
            # The deed has asked for the profile anyway: a decorator would ask a second time.
            if error.code == "profile":
                return ask_for_profile(request)
            form.add_error(None, error)
        else:
            messages.success(request, _answer(registration, created))
            return redirect(event)
    page = event_for_page(request.user, slug)
    return render(request, "registrations/event.html", event_context(request.user, page, form))


def _answer(registration, created):
    if not created:
        return _("You had asked already: nothing has changed, and nothing was lost.")
    return {
        State.REQUESTED: _(
            "We have your request. It is not a seat yet: you will get a mail when it is decided."
        ),
        State.WAITING: _("You are in line. You will get a mail as soon as a seat comes free for you."),
        State.CONFIRMED: _("Your place is yours. We have sent you the details."),
    }[registration.state]


@require_POST
def cancel(request, pk):
    registration = get_object_or_404(
        Registration.objects.filter(user=request.user).select_related("event"), pk=pk
    )
    try:
        cancelled = actions.cancel(registration=registration, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        was_over = _("That registration was over already: nothing has changed.")
        messages.success(request, _("Cancelled. Thank you for telling us.") if cancelled else was_over)
    return redirect(registration.event)
