"""Check-in by the person: what the phone opens that reads the code of a room, and the code of the own."""

import time
import uuid

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.limits import asks_too_often
from registrations import actions, codes
from registrations.actions import Outcome
from registrations.dates import moment
from registrations.models import Method, Registration, Session, Stay

# Long enough to log in; of no use to anybody else, as it stays in the session of this browser.
PASS, PASS_SECONDS = "check_in", 120
# A full room behind one address of the network may come within a minute.
MOST_PER_MINUTE, MOST_OF_ONE = 600, 20


@login_not_required
@require_safe
@never_cache
def scanned(request, token):
    """Exchange a code of 30 seconds for a pass that only this browser has, so that logging in may take its time."""
    if _is_too_fast(request):
        return render(request, "429.html", status=429)
    read = codes.read_room_token(token)
    if read is None:
        return _stale(request)
    request.session[PASS] = [*read, int(time.time())]
    return redirect("registrations:check_in")


@never_cache
def check_in(request):
    session, direction = _pass_of(request)
    if session is None:
        return _stale(request)
    registration = _own(request.user, session.event)
    stay = _latest_stay(registration, session)
    if request.method == "POST" and registration:
        return _record(request, session, registration, direction)
    context = {
        "session": session,
        "event": session.event,
        "registration": registration,
        "is_going": direction == codes.GOING,
        "is_today": session.is_on_the_day(timezone.now()),
        "is_over": session.ends_at <= timezone.now(),
        "stay": stay,
        "is_there": stay is not None and stay.left_at is None,
    }
    return render(request, "registrations/check_in.html", context)


@require_safe
@never_cache
def own_code(request, slug):
    """Large, for whoever stands at the door."""
    mine = Registration.objects.confirmed().filter(user=request.user)
    registration = get_object_or_404(mine.select_related("event"), event__slug=slug)
    stays = Stay.objects.filter(registration=registration, method=Method.SCAN).select_related("session")
    code = codes.personal_code(registration.pk)
    context = {
        "event": registration.event,
        "code": code,
        "drawing": codes.drawn(code),
        "stays": [stay for stay in stays if stay.session.is_on_the_day(timezone.now())],
    }
    return render(request, "registrations/own_code.html", context)


def _stale(request):
    return render(request, "registrations/stale_code.html", status=410)


def _is_too_fast(request):
    if request.user.is_authenticated:
        return asks_too_often(f"check-in:{request.user.pk}", most=MOST_OF_ONE, seconds=60)
    address = get_adapter().get_client_ip(request)
    return asks_too_often(f"check-in:{address}", most=MOST_PER_MINUTE, seconds=60)


def _pass_of(request):
    """The session that this browser has just read the code of, and whether the person comes or goes."""
    pk, direction, at = request.session.get(PASS) or (None, None, 0)
    if time.time() - at > PASS_SECONDS:
        return None, None
    return Session.objects.select_related("event").filter(pk=pk).first(), direction


def _own(user, event):
    return Registration.objects.confirmed().filter(user=user, event=event).select_related("user").first()


def _latest_stay(registration, session):
    return Stay.objects.filter(registration=registration, session=session, method=Method.SCAN).last()


def _record(request, session, registration, direction):
    try:
        if direction == codes.GOING:
            passage = actions.check_out(session=session, registration=registration, by=request.user)
        else:
            passage = actions.check_in(
                session=session,
                registration=registration,
                by=request.user,
                source=f"room:{uuid.uuid4()}",
            )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("registrations:check_in")
    del request.session[PASS]
    _say(request, session, passage)
    return redirect("registrations:own_code", session.event.slug)


def _say(request, session, passage):
    facts = {
        "session": session,
        "when": passage.since and moment(passage.since, session.event.zone),
    }
    texts = {
        Outcome.CAME: _("You are checked in: %(session)s. Welcome!"),
        Outcome.THERE: _("You are checked in already, since %(when)s."),
        Outcome.LEFT: _("You are checked out: %(session)s. Goodbye!"),
        Outcome.GONE: _("You are checked out already, since %(when)s."),
        Outcome.NOT_THERE: _("You were not checked in, so there is nothing to check out from."),
    }
    is_done = passage.outcome in (Outcome.CAME, Outcome.LEFT)
    (messages.success if is_done else messages.warning)(request, texts[passage.outcome] % facts)
