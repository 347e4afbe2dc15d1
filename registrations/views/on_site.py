"""At the event itself: the screen of the room, and the list to sign. For staff, and for coordinators at events of
their hub."""

from django.conf import settings
from django.contrib.postgres.lookups import Unaccent
from django.db.models.functions import Lower
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from registrations import codes
from registrations.models import Event, Session


def managed_session(user, slug, pk):
    events = Event.objects.manageable_by(user).filter(slug=slug)
    return get_object_or_404(Session.objects.select_related("event__hub"), pk=pk, event__in=events)


@require_safe
@never_cache
def room(request, slug, pk):
    session = managed_session(request.user, slug, pk)
    return render(request, "registrations/room.html", _screen(session, _direction(request)))


@require_safe
@never_cache
def room_code(request, slug, pk):
    """The part of the screen that changes."""
    session = managed_session(request.user, slug, pk)
    return render(request, "registrations/_room_code.html", _screen(session, _direction(request)))


@require_safe
@never_cache
def printed_list(request, slug, pk):
    session = managed_session(request.user, slug, pk)
    people = session.event.registrations.confirmed().select_related("user")
    people = people.order_by(Unaccent(Lower("user__name")), "pk")
    context = {"event": session.event, "session": session, "people": people}
    return render(request, "registrations/printed_list.html", context)


def _direction(request):
    return codes.GOING if request.GET.get("direction") == codes.GOING else codes.COMING


def _screen(session, direction):
    now = timezone.now()
    path = reverse("registrations:check_in_code", args=[codes.room_token(session, direction)])
    return {
        "event": session.event,
        "session": session,
        "direction": direction,
        "is_today": session.is_on_the_day(now),
        "now": now,
        "code": codes.drawn(settings.SITE_URL + path),
        "there": session.stays.filter(method="scan", left_at=None).values("registration").distinct().count(),
    }
