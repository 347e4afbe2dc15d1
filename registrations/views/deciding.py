"""The page on which requests are decided, for a hub and for the office, and the decisions."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hubs.paging import page_of
from registrations import actions
from registrations.desks import desk_of, hub_desk, hubs_asked, office_desk, with_background
from registrations.explanations import explain
from registrations.forms.deciding import DeclineForm, SelectionForm
from registrations.lines import with_line
from registrations.models import Event, Registration, Rule, State
from registrations.views import nominating, transfers
from registrations.views.ranking import Order

REQUESTS_PER_PAGE = 24
PEOPLE_PER_PAGE = 50
MOST_NAMED_SEATS = 20


def quota(request, code, slug=None):
    desk = hub_desk(request.user, code)
    events = list(desk.events_for(request.user))
    event = _chosen(events, slug)
    return desk_page(request, desk, event, events)


def _chosen(events, slug):
    """The event asked for; else the next one with open requests, else the next one, else the last."""
    if slug:
        event = next((event for event in events if event.slug == slug), None)
        if event is None:
            raise Http404
        return event
    ahead = [event for event in events if not _is_past(event)]
    with_requests = [event for event in ahead if event.open_requests]
    return next(iter(with_requests or ahead or reversed(events)), None)


def _is_past(event):
    return event.is_over() or event.cancelled_at is not None


def desk_page(request, desk, event, events=()):
    """The requests of one event that one desk decides, and everyone else from there."""
    context = {
        "desk": desk,
        "event": event,
        "ahead": [other for other in events if not _is_past(other)],
        "past": [other for other in events if _is_past(other)][::-1],
    }
    if event:
        context["runs_it"] = desk.runs(event)
        context["people"] = People(request, desk, event)
        context["seats"] = desk.board(event)
        context["most_named_seats"] = MOST_NAMED_SEATS
        context["hubs"] = [] if desk.hub else hubs_asked(event)
        context["nominations"] = nominating.section(desk, event)
        context["moves"] = transfers.section(request, desk, event, context["seats"])
        if event.is_ranked and event.is_limited:
            context["order"] = Order(request, desk, event, context["seats"])
    return render(request, "registrations/quota.html", context)


@dataclass(frozen=True)
class People:
    """Who asked for this event at this desk, by state. A page at a time, each list in one query."""

    request: object
    desk: object
    event: object

    @cached_property
    def all(self):
        return self.desk.visible_to(self.request.user).filter(event=self.event)

    @cached_property
    def counts(self):
        return dict(self.all.order_by().values_list("state").annotate(Count("pk")))

    @cached_property
    def asking(self):
        requests = with_background(self.all.requested()).in_line()
        return self._page("requests", requests, [State.REQUESTED], REQUESTS_PER_PAGE)

    @cached_property
    def waiting(self):
        """Those in line; who is ranked stands in the order of the desk until the seats are given."""
        line = with_line(self.all.waiting()).select_related("user", "decided_by").in_line()
        if self.event.awaits_allocation:
            return page_of(self.request, "line", line.exclude(rule=Rule.RANKED), PEOPLE_PER_PAGE)
        return self._page("line", line, [State.WAITING], PEOPLE_PER_PAGE)

    @cached_property
    def others(self):
        states = [State.CONFIRMED, State.OFFERED, State.DECLINED, State.EXPIRED, State.CANCELLED]
        others = self.all.filter(state__in=states).select_related("user", "decided_by")
        return self._page("others", others.order_by("-state_since", "-pk"), states, PEOPLE_PER_PAGE)

    def _page(self, name, rows, states, size):
        count = sum(self.counts.get(state, 0) for state in states)
        return page_of(self.request, name, rows, size, count)


@require_POST
def approve(request, pk):
    registration = _to_decide(request.user, pk)
    try:
        approved = actions.approve(registration=registration, by=request.user)
    except ValidationError as error:
        _warn(request, error)
    else:
        messages.success(request, _what_came_of(approved))
    return redirect(desk_of(registration).url(registration.event))


def decline(request, pk):
    registration = _to_decide(request.user, pk)
    desk = desk_of(registration)
    if request.method != "POST" and registration.state != State.REQUESTED:
        _warn(request, actions.AlreadyDecided(registration))
        return redirect(desk.url(registration.event))
    return _decline(request, desk, registration.event, [registration], DeclineForm(request.POST or None))


@require_POST
def decide_several(request, slug):
    """Approve or decline what was ticked. Declining asks for the reason on the way."""
    code = request.POST.get("hub")
    desk = hub_desk(request.user, code) if code else office_desk(request.user)
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=slug)
    decidable = (
        desk.decidable_by(request.user).filter(event=event).select_related("event", "user", "decided_by")
    )
    selection = SelectionForm(request.POST, registrations=decidable.in_line())
    if not selection.is_valid():
        messages.error(request, " ".join(text for texts in selection.errors.values() for text in texts))
        return redirect(desk.url(event))
    chosen = list(selection.cleaned_data["registration"])
    if selection.cleaned_data["do"] == SelectionForm.APPROVE:
        return _approve_all(request, desk, event, chosen)
    form = DeclineForm(request.POST if "reason" in request.POST else None)
    return _decline(request, desk, event, chosen, form, several=True)


def _to_decide(user, pk):
    """A registration whose desk is this person's, and that is not the person's own."""
    decidable = Registration.objects.decidable_by(user).exclude(user=user)
    return get_object_or_404(decidable.select_related("event", "user", "decided_by"), pk=pk)


def _approve_all(request, desk, event, chosen):
    approved = []
    for registration in chosen:
        try:
            approved.append(actions.approve(registration=registration, by=request.user))
        except ValidationError as error:
            _warn(request, error)
    if approved:
        messages.success(request, _what_came_of_all(approved))
    return redirect(desk.url(event))


def _decline(request, desk, event, chosen, form, *, several=False):
    if form.is_valid():
        declined = _decline_all(request, chosen, form.cleaned_data["reason"])
        if declined:
            messages.success(request, _told_of_refusal(declined))
        return redirect(desk.url(event))
    context = {
        "desk": desk,
        "event": event,
        "chosen": chosen,
        "several": several,
        "form": form,
        "back": desk.url(event),
        "preview": _preview(chosen[0], form["reason"].value()),
    }
    return render(request, "registrations/decline.html", context)


def _decline_all(request, chosen, reason):
    declined = []
    for registration in chosen:
        try:
            declined.append(actions.decline(registration=registration, by=request.user, reason=reason))
        except ValidationError as error:
            _warn(request, error)
    return declined


def _preview(registration, reason):
    """What the person would read: the very explanation, made of the registration as it would be."""
    shown = with_line(Registration.objects.select_related("event")).get(pk=registration.pk)
    shown.state, shown.state_since = State.DECLINED, timezone.now()
    shown.decline_reason = (reason or "").strip() or _("your words")
    return {"registration": shown, "words": explain(shown)}


def _warn(request, error):
    """Somebody else was faster, or the event is gone: say so. Nothing was changed."""
    if isinstance(error, actions.AlreadyDecided):
        text = format_html("<strong>{}</strong> {}", _("Already decided."), " ".join(error.messages))
        messages.warning(request, text)
    else:
        messages.error(request, " ".join(error.messages))


def _what_came_of(registration):
    facts = {"person": registration.user}
    if registration.state == State.CONFIRMED:
        text = _("%(person)s has a seat, and has been told.") % facts
    elif registration.state == State.OFFERED:
        text = _("%(person)s has been offered a seat, and is asked to answer.") % facts
    elif registration.rule == Rule.RANKED:
        text = _("%(person)s takes part in the ranking, and has been told.") % facts
    else:
        text = _("%(person)s waits in line for the next free seat, and has been told.") % facts
    return format_html("<strong>{}</strong> {}", _("Approved."), text)


def _what_came_of_all(approved):
    seated = sum(registration.state in State.HOLDING_A_SEAT for registration in approved)
    ranked = sum(registration.rule == Rule.RANKED for registration in approved)
    waiting = len(approved) - seated - ranked
    parts = [
        ngettext("%(count)s request approved.", "%(count)s requests approved.", len(approved))
        % {"count": len(approved)}
    ]
    if seated:
        parts.append(
            ngettext(
                "%(count)s person has a seat, or the offer of one.",
                "%(count)s people have a seat, or the offer of one.",
                seated,
            )
            % {"count": seated}
        )
    if ranked:
        parts.append(
            ngettext(
                "%(count)s person takes part in the ranking.",
                "%(count)s people take part in the ranking.",
                ranked,
            )
            % {"count": ranked}
        )
    if waiting:
        parts.append(
            ngettext("%(count)s person waits in line.", "%(count)s people wait in line.", waiting)
            % {"count": waiting}
        )
    parts.append(_("Each has been told."))
    return " ".join(parts)


def _told_of_refusal(declined):
    if len(declined) == 1:
        text = _("%(person)s has been told, with your reason.") % {"person": declined[0].user}
        return format_html("<strong>{}</strong> {}", _("Declined."), text)
    text = _("%(count)s requests declined. Each person has been told, with your reason.")
    return text % {"count": len(declined)}
