"""Scanning people's codes at the door, with a phone: also where there is no network for a while."""

import time
import uuid

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_permissions_policy.decorators import permissions_policy_override

from registrations import actions, codes
from registrations.forms.scanning import CodeForm, Scan, read_batch
from registrations.models import Registration
from registrations.views.on_site import managed_session

UNKNOWN = "unknown"


@permissions_policy_override(settings.PERMISSIONS_POLICY | {"camera": ["self"]})
@never_cache
def scan(request, slug, pk):
    session = managed_session(request.user, slug, pk)
    initial = {"direction": request.GET.get("direction", codes.COMING)}
    form = CodeForm(request.POST or None, initial=initial)
    if form.is_valid():
        typed = Scan(
            str(uuid.uuid4()), form.cleaned_data["code"], form.cleaned_data["direction"], timezone.now()
        )
        _say(request, _take(session, [typed], request.user)[0])
        return redirect(f"{request.path}?direction={typed.direction}")
    context = {
        "event": session.event,
        "session": session,
        "form": form,
        "is_today": session.is_on_the_day(timezone.now()),
        "people": _names_by_fingerprint(session.event),
        "now": int(time.time() * 1000),
        "words": _words(),
    }
    return render(request, "registrations/scan.html", context)


@require_POST
def sync(request, slug, pk):
    """Take in what a phone has kept. Each scan is answered by itself; the same batch again changes nothing."""
    session = managed_session(request.user, slug, pk)
    try:
        scans = read_batch(request.body)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    return JsonResponse({"now": int(time.time() * 1000), "results": _take(session, scans, request.user)})


def _names_by_fingerprint(event):
    """What a phone needs to greet people by their name without a network; their codes are not among it."""
    people = event.registrations.confirmed().values_list("pk", "user__name")
    return {codes.fingerprint(codes.personal_code(pk)): name for pk, name in people}


def _take(session, scans, by):
    known = codes.registrations_by_code(session.event)
    people = Registration.objects.select_related("user").in_bulk([known.get(scan.code) for scan in scans])
    return [_one(session, people.get(known.get(scan.code)), scan, by) for scan in scans]


def _one(session, registration, scan, by):
    """The answer for one scan: what came of it, or the code of what was refused."""
    if registration is None:
        return {"id": scan.name, "outcome": UNKNOWN, "name": ""}
    try:
        if scan.direction == codes.GOING:
            passage = actions.check_out(session=session, registration=registration, by=by, at=scan.at)
        else:
            source = f"scan:{scan.name}"
            passage = actions.check_in(
                session=session, registration=registration, by=by, at=scan.at, source=source
            )
        outcome, since = passage.outcome, passage.since
    except ValidationError as error:
        outcome, since = error.code, None
    clock = f"{since.astimezone(session.event.zone):%H:%M}" if since else ""
    return {"id": scan.name, "outcome": outcome, "name": registration.user.name, "since": clock}


def _words():
    """What came of a scan, in words: for the script, and for the page without it."""
    refused = {
        UNKNOWN: _("Nobody at this event has this code"),
        "not_confirmed": _("Holds no place at this event"),
        "not_today": _("This session is not today"),
        "over": _("This session is over"),
        "reused": _("Could not be saved"),
        "again": _("Was scanned a moment ago"),
        "waits": _("Waits to be sent"),
    }
    return refused | {outcome.value: str(outcome.label) for outcome in actions.Outcome}


def _say(request, answer):
    text = " ".join(filter(None, [answer["name"], answer.get("since")]))
    text = f"{text}: {_words()[answer['outcome']]}" if text else _words()[answer["outcome"]]
    is_done = answer["outcome"] in (actions.Outcome.CAME, actions.Outcome.LEFT)
    (messages.success if is_done else messages.warning)(request, text)
