"""An event that gets a date, another date or another place: who counts on it is told."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from registrations import emails, offers
from registrations.models import Rule, State
from registrations.seating import lock
from registrations.states import change_state

MOVED_BY = ("starts_at", "ends_at", "place")


@transaction.atomic
def save_event(*, event, fields, by):
    """Save what staff edited of an event. Returns the event as it was before, if that has moved it, else None.

    Everybody with a live registration is told once of each move, unless the event is not shown, called off or over.
    Where seats are limited and the day has changed, each holder keeps the seat and is asked again; another hour of
    the same day is only told.
    """
    before = lock(event)
    event.save(update_fields=fields)
    event.refresh_from_db()
    if all(getattr(event, name) == getattr(before, name) for name in MOVED_BY):
        return None
    audit.record(
        "event.moved",
        event,
        by=by,
        before=_when(before),
        after=_when(event),
        place=event.place != before.place,
    )
    if event.is_published and event.cancelled_at is None and not event.is_over():
        if before.starts_at and event.starts_at:
            if event.starts_at < before.starts_at:
                _shorten_offers(event)
            if _days(event) != _days(before):
                _ask_again(event, by)
        emails.queue_event_moved(event.registrations.live().select_related("user"), event, before)
    return before


def _days(event):
    """First and last day where the event takes place."""
    return _clock(event.starts_at, event).date(), _clock(event.ends_at, event).date()


def _shorten_offers(event):
    """No offer stands longer than one that is made now: an event that came nearer would begin before the answer."""
    latest = offers.answer_until(event, usual_hours=offers.ASKED_AGAIN_HOURS)
    latest = latest or min(timezone.now() + offers.SHORTEST, event.starts_at)
    event.registrations.offered().filter(offer_ends_at__gt=latest).update(offer_ends_at=latest)


def _ask_again(event, by):
    """Who holds a seat said yes to another day."""
    ends_at = offers.answer_until(event, usual_hours=offers.ASKED_AGAIN_HOURS)
    if ends_at is None:
        return
    for holder in event.registrations.confirmed().select_related("user"):
        change_state(
            holder, State.OFFERED, rule=Rule.MOVED, by=by, seat_id=holder.seat_id, offer_ends_at=ends_at
        )


@transaction.atomic
def carry_sessions(*, event, before):
    """Move the sessions as the event was moved, on the clock of its zone: nine o'clock stays nine o'clock.

    Only where the event is as long as it was; else it takes a person to say which day became shorter.
    """
    if before.starts_at is None or event.starts_at is None:
        return
    by = _clock(event.starts_at, event) - _clock(before.starts_at, event)
    if not by or by != _clock(event.ends_at, event) - _clock(before.ends_at, event):
        return
    # The last one first where they go later, so that none lands on the place of the next.
    for session in sorted(event.sessions.all(), key=lambda session: session.starts_at, reverse=by.days >= 0):
        for name in ("starts_at", "ends_at"):
            moved = _clock(getattr(session, name), event) + by
            setattr(session, name, moved.replace(tzinfo=event.zone))
        session.save(update_fields=["starts_at", "ends_at"])


def _when(event):
    return event.starts_at and event.starts_at.isoformat()


def _clock(moment, event):
    """What the clock on the wall says at a moment where the event takes place."""
    return moment.astimezone(event.zone).replace(tzinfo=None)
