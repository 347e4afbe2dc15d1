"""Public pages of events."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from certificates.credit import saying
from registrations import boards, calendars, certification, crediting, evaluating, lines, outcomes
from registrations.forms.asking import RegistrationForm
from registrations.listings import Listing
from registrations.models import Event, Faculty, FacultyRole, Registration

PAST_SHOWN = 30
MOST_IN_FILE = 200
_TEAM = ArraySubquery(
    Faculty.objects.filter(event=OuterRef("pk"))
    .order_by("order", "pk")
    .values(of=JSONObject(name="name", role="role", topic="topic"))
)


@login_not_required
def event_list(request):
    listing = Listing(Event.objects.visible_to(request.user), request.GET)
    return render(
        request, "registrations/event_list.html", {"listing": listing, "past": listing.past(PAST_SHOWN)}
    )


@login_not_required
def list_calendar(request):
    """What the list shows, as one calendar file."""
    listing = Listing(Event.objects.visible_to(request.user), request.GET)
    response = HttpResponse(
        calendars.events_file(listing.dated(MOST_IN_FILE)), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="sepsis-pathway-events.ics"'
    return response


@login_not_required
def event(request, slug):
    event = event_for_page(request.user, slug)
    response = render(request, "registrations/event.html", event_context(request.user, event))
    response.good_until = event.next_change_after(timezone.now())
    return response


@login_not_required
def calendar(request, slug):
    event = get_object_or_404(Event.objects.visible_to(request.user).exclude(starts_at=None), slug=slug)
    response = HttpResponse(calendars.event_file(event), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{event.slug}.ics"'
    return response


def find_event(user, slug, events=Event.objects):
    """A published one is there for everybody: most often nothing more has to be asked."""
    events = events.filter(slug=slug)
    return events.published().first() or get_object_or_404(events.visible_to(user))


def event_for_page(user, slug):
    """The event with all that its page says of it."""
    events = Event.objects.select_related("level__pathway", "hub", "lot")
    events = events.annotate(team=_TEAM, accredited=saying.fetched("events"))
    return find_event(user, slug, events)


def event_context(user, event, form=None):
    """What the page of an event shows to this person."""
    own = _own(user, event) if user.is_authenticated else None
    board = boards.drawn(event) if event.is_limited else None
    sessions = event.sessions.all()
    return {
        "event": event,
        "board": board,
        "team": [(line["name"], FacultyRole(line["role"]).label, line["topic"]) for line in event.team],
        "sessions": sessions,
        "accredited": crediting.said_of(event, sessions),
        "own": own,
        "outcome": outcomes.of(event),
        "evaluation": evaluating.own_standing(own),
        "own_awards": _own_awards(user, event, own),
        "form": form or RegistrationForm(event=event),
        "may_ask": event.is_open() and not (own and own.is_live),
    }


def _own_awards(user, event, own):
    if not user.is_authenticated or event.certificates_released_at is None:
        return []
    return certification.own_awards(user, [event], [own] if own else []).get(event.pk, [])


def _own(user, event):
    """The person's latest registration for this event. Most have none: that is asked first, as it is cheap."""
    mine = Registration.objects.filter(user=user, event=event).order_by("-requested_at")
    pk = mine.values_list("pk", flat=True).first()
    if pk is None:
        return None
    own = lines.one_with_line(pk)
    own.event = event
    return own
