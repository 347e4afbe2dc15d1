"""Links to join an event online: whose they are, and from when to when they are shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from registrations.models import Session, State


@dataclass(frozen=True)
class Join:
    """The way into one session. `url` is empty until it opens, so that no page can show it too early."""

    session: Session
    opens_at: datetime
    url: str = ""


def joins(registration, sessions, now=None):
    """What the holder of a registration is shown: the sessions that can be joined now, and the next one to come.

    Only who is confirmed is shown any. A session that is over is not joined any more.
    """
    if registration is None or registration.state != State.CONFIRMED or registration.event.cancelled_at:
        return []
    now = now or timezone.now()
    before = timedelta(minutes=registration.event.join_opens_minutes)
    coming = sorted(
        (session for session in sessions if session.join_url and session.ends_at > now),
        key=lambda session: session.starts_at,
    )
    opened = [
        Join(session, session.starts_at - before, session.join_url)
        for session in coming
        if session.starts_at - before <= now
    ]
    later = [Join(session, session.starts_at - before) for session in coming[len(opened) :]]
    return opened + later[:1]
