"""One event, run by a hub or by the office: its steps, its facts, and the deeds that lead from one to the next."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from registrations import actions, clashes, warnings
from registrations.forms.proposals import EventFactsForm, team_form
from registrations.models import Event, State
from registrations.stages import steps_of
from registrations.views.terms import ended_term, show_what_was_typed

RELATED = ("hub", "level", "proposal__decided_by", "closing__closed_by", "closing__approved_by")


def manage(request, slug):
    event = managed(request.user, slug)
    steps = steps_of(event)
    context = {
        "event": event,
        "steps": steps,
        "now": next((step for step in steps if step.is_now), None),
        "people": _people(event),
        "no_shows": event.registrations.no_shows().count(),
        "clashes": clashes.of(event, request.user) if event.hub and not event.is_over() else [],
        "odd": warnings.of_event(event),
    }
    return render(request, "registrations/manage_event.html", context)


def edit(request, slug):
    event = get_object_or_404(Event.objects.select_related("hub"), slug=slug, hub__isnull=False)
    data = request.POST if request.method == "POST" else None
    form = EventFactsForm(data, instance=event, hub=event.hub, zone=event.zone)
    more = data is not None and data.get("do") == "more"
    team = team_form(data, hub=event.hub, of=event, more=more)
    if not Event.objects.manageable_by(request.user).filter(slug=slug).exists():
        term = ended_term(request.user, event.hub)
        if data is None or term is None:
            raise Http404
        return show_what_was_typed(request, term, form, team)
    if data is not None and not more and form.is_valid() and team.is_valid() and _save(request, form, team):
        return redirect("registrations:manage_event", slug)
    counting = Event.objects.get(pk=event.pk).registrations.live().count() if event.is_published else 0
    context = {"event": event, "form": form, "team": team, "counting": counting}
    return render(request, "registrations/edit_event.html", context)


def _save(request, form, team):
    try:
        moved = actions.edit_event(
            event=form.instance, fields=form.changed_data, faculty=team.rows(), by=request.user
        )
    except ValidationError as error:
        form.refuse(error)
        return False
    if moved and form.instance.is_published:
        messages.success(request, _("Saved. Everyone who is registered is told of the new date or place."))
    else:
        messages.success(request, _("Saved."))
    return True


@require_POST
def publish(request, slug):
    return _do(request, slug, actions.publish_event, lambda event: _("Published. Everybody can see it now."))


@require_POST
def close(request, slug):
    return _do(request, slug, actions.close_event, _who_was_absent)


@require_POST
def approve_certificates(request, slug):
    if not request.user.is_staff:
        raise Http404
    return _do(
        request,
        slug,
        actions.approve_certificates,
        lambda closing: _("Approved. The hub can release the certificates now."),
    )


def _do(request, slug, deed, told):
    """One step of an event, said in a message; back to its page."""
    event = managed(request.user, slug)
    try:
        outcome = deed(event=event, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, told(outcome))
    return redirect("registrations:manage_event", event.slug)


def _who_was_absent(count):
    if not count:
        return _("Closed. The office looks at the attendance next and approves the certificates.")
    return ngettext(
        "Closed. %(count)s person who held a place counts as not having come. The office approves the certificates next.",
        "Closed. %(count)s people who held a place count as not having come. The office approves the certificates next.",
        count,
    ) % {"count": count}


def managed(user, slug):
    """An event that this person runs today, with all that its steps say."""
    return get_object_or_404(Event.objects.manageable_by(user).select_related(*RELATED), slug=slug)


def _people(event):
    """How many ask, wait, hold a place, and are on record as having been there."""
    return event.registrations.aggregate(
        requested=Count("pk", filter=Q(state=State.REQUESTED)),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        offered=Count("pk", filter=Q(state=State.OFFERED)),
        confirmed=Count("pk", filter=Q(state=State.CONFIRMED)),
    ) | {"attended": event.registrations.attended().count()}
