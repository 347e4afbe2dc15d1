"""Who runs a hub: for those who do, and for staff; and the page on which somebody accepts to."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hubs import actions, team_emails
from hubs import team as teams
from hubs.actions.appointing import is_backed, is_for
from hubs.forms import AppointForm, EndTermForm, HandOverForm
from hubs.models import Hub, Membership, Role


@never_cache
def team(request, code):
    hub = _managed(request.user, code)
    form = AppointForm(request.POST or None, by=request.user)
    if form.is_valid() and _do(form, actions.appoint, hub=hub, by=request.user, **form.cleaned_data):
        messages.success(
            request, _("Asked. The term begins when the person has accepted, by a link in a mail.")
        )
        return redirect("hubs:team", hub.code)
    return _page(request, hub, form=form)


def _page(request, hub, form=None, of=None, bound=None):
    """`bound` is a form about the term `of` that was sent and could not be taken."""
    today, user = timezone.localdate(), request.user
    leads = teams.leads(user, hub)
    terms = list(teams.terms_of(hub))
    for term in terms:
        is_own = term.user_id == user.pk
        may_end = is_own or user.is_staff or (leads and term.role == Role.DEPUTY)
        term.end_form = _form(EndTermForm, term, of, bound) if may_end else None
        may_hand_over = (is_own or user.is_staff) and term.starts_on <= today
        term.hand_over_form = _form(HandOverForm, term, of, bound) if may_hand_over else None
        term.is_own = is_own
    context = {
        "hub": hub,
        "leads": leads,
        "form": form or AppointForm(by=user),
        "today": [term for term in terms if term.is_in_force],
        "to_come": [term for term in terms if term.starts_on > today][::-1],
        "former": [term for term in terms if term.ends_on and term.ends_on < today],
        "invited": list(hub.appointments.open().select_related("invited_by", "predecessor__user")),
        "alone_from": teams.first_day_alone(hub),
        "societies": list(hub.societies.all()),
    }
    return render(request, "hubs/team.html", context)


def _form(kind, term, of, bound):
    """Fields of the same name stand on the page once for each term."""
    if of == term.pk and isinstance(bound, kind):
        return bound
    return kind(auto_id=f"id_%s_{kind.__name__.lower()}_{term.pk}")


@require_POST
def hand_over(request, code, pk):
    deed, told = actions.hand_over, _("Asked. Your term goes on until the successor has accepted.")
    return _about(request, code, pk, HandOverForm, deed, told)


@require_POST
def end_term(request, code, pk):
    return _about(request, code, pk, EndTermForm, actions.end_term, _("The term ends on that day."))


def _about(request, code, pk, kind, deed, told):
    """One deed about one term, with its small form."""
    hub = _managed(request.user, code)
    membership = get_object_or_404(Membership.objects.select_related("hub"), hub=hub, pk=pk)
    form = kind(request.POST, auto_id=f"id_%s_{kind.__name__.lower()}_{pk}")
    try:
        is_done = form.is_valid() and _do(
            form, deed, membership=membership, by=request.user, **form.cleaned_data
        )
    except actions.AlreadyChanged as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("hubs:team", hub.code)
    if not is_done:
        return _page(request, hub, of=pk, bound=form)
    messages.success(request, told)
    # Whoever has ended the own term at once sees this page no more.
    stays = Hub.objects.manageable_by(request.user).filter(pk=hub.pk).exists()
    return redirect("hubs:team", hub.code) if stays else redirect("me")


def _do(form, deed, **what):
    try:
        deed(**what)
    except actions.AlreadyChanged:
        raise
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@require_POST
def withdraw(request, code, pk):
    hub = _managed(request.user, code)
    appointment = hub.appointments.filter(pk=pk).first()
    try:
        is_done = appointment and actions.withdraw_appointment(appointment=appointment, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("hubs:team", hub.code)
    if is_done:
        messages.success(request, _("The invitation is taken back: its link no longer works."))
    else:
        messages.warning(request, _("That invitation was accepted or taken back already."))
    return redirect("hubs:team", hub.code)


@never_cache
def accept(request, token):
    """The link opens a page; only the button accepts, as mail scanners open links too."""
    appointment = team_emails.appointment_of(token)
    if appointment and not is_backed(appointment):
        appointment = None
    if appointment and request.method == "POST":
        try:
            membership = actions.accept_appointment(appointment=appointment, user=request.user)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
            return redirect("hubs:own_terms")
        messages.success(request, _("Thank you. Your term stands here; the others have been told."))
        return (
            redirect("hubs:team", membership.hub.code)
            if membership.is_in_force
            else redirect("hubs:own_terms")
        )
    context = {"appointment": appointment, "is_for_reader": appointment and is_for(appointment, request.user)}
    return render(request, "hubs/appointment.html", context, status=200 if appointment else 410)


def _managed(user, code):
    return get_object_or_404(Hub.objects.manageable_by(user), country=code.upper())
