"""Warnings before a country's unused seats are released. Due by now, never "due today", as reminders are."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mailing import actions as outbox
from mailing.kinds import Kind, register
from mailing.models import Message
from registrations import boards
from registrations.desks import Desk
from registrations.emails.answers import event_facts
from registrations.emails.recipients import coordinators, is_coordinator, office_address
from registrations.models import Event, State

MOST_NAMED = 30


def queue_due(now=None):
    """Warn, once for each of the days that staff have set. Of several that are due only the latest is sent.

    The release date is in the keys, so an event whose date was moved warns anew; whoever comes into office in
    between is told too.
    """
    now = now or timezone.now()
    for event in Event.objects.with_release_ahead(now).exclude(release_warning_days=[]):
        due = [days for days in event.release_warning_days if event.release_at - timedelta(days=days) <= now]
        if due:
            _queue(event, min(due))


def _queue(event, days):
    unused = _unused(event)
    if not unused:
        return
    occasion = f"{event.pk}:{event.release_at:%Y%m%dT%H%M}:{days}"
    people = list(
        event.registrations.filter(state__in=[State.REQUESTED, State.WAITING])
        .select_related("user")
        .in_line()
    )
    rows = [_row(event, occasion, term, unused, people) for term in coordinators(unused)]
    outbox.queue_many("registrations/release_warning", rows)
    if office_address():
        outbox.queue(
            "registrations/release_warning_office",
            key=f"release-warning:{occasion}:office",
            to=office_address(),
            context=_facts(event, Desk()) | {"unused_by_country": unused, "unused": sum(unused.values())},
        )


def _unused(event):
    """Free seats by country; countries without any are left out."""
    return {code: count for code, count in boards.free_by_home(event).items() if count}


def _row(event, occasion, term, unused, people):
    country = str(term.hub.country)
    own = [row for row in people if _is_decided_at(term.hub, row, event)]
    undecided = [row.user.name for row in own if row.state == State.REQUESTED][:MOST_NAMED]
    in_line = [row.user.name for row in own if row.state == State.WAITING][:MOST_NAMED]
    facts = {
        "name": term.user.name,
        "country": country,
        "unused": unused[country],
        "undecided": undecided,
        "in_line": in_line,
        "people": len(own),
        "more": len(own) - len(undecided) - len(in_line),
        "registrations": [row.pk for row in own],
    }
    return {
        "key": f"release-warning:{occasion}:{country}:{term.user_id}",
        "user": term.user,
        "to": term.user.email,
        "language": term.user.language,
        "context": _facts(event, Desk(term.hub)) | facts,
    }


def _is_decided_at(hub, registration, event):
    """Is this one of the people whom the coordinators of that hub see?"""
    return event.hub_id == hub.pk if event.hub_id else registration.home == hub.country


def _facts(event, desk):
    return event_facts(event) | {"event_id": event.pk, "desk_path": desk.url(event)}


def _still_unused(message):
    """The very release that the mail speaks of is ahead, and there is something to release."""
    facts = message.context
    event = Event.objects.with_release_ahead().filter(pk=facts["event_id"]).first()
    if event is None or event.release_at.isoformat() != facts["release_at"]:
        return False
    unused = _unused(event)
    if message.user_id is None:
        return bool(unused)
    return facts["country"] in unused and is_coordinator(message.user_id, facts["country"])


def forget_mails_about(user):
    """Warnings that name somebody who is erased."""
    mails = Message.objects.filter(kind="registrations/release_warning")
    for registration in user.registrations.values_list("pk", flat=True):
        outbox.forget(mails.filter(context__registrations__contains=registration))


def register_kinds():
    register(
        Kind("registrations/release_warning", _("Unused seats, to a hub"), still_true=_still_unused),
    )
    register(
        Kind(
            "registrations/release_warning_office",
            _("Unused seats, to the office"),
            still_true=_still_unused,
        )
    )
