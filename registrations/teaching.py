"""Who taught at an event, as their certificates will say it."""

from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.models import Certificate, Kind
from hubs.models import Ambassador

LONGEST_ROLE = Certificate._meta.get_field("role").max_length


@dataclass(frozen=True)
class Teacher:
    """One person of the faculty who has an account; `role` is in the language of the moment."""

    user: User
    role: str
    minutes: int
    kind: str


def source(event_id, user_id):
    """Rows of the faculty are deleted and made anew by each edit: what stays is the event and the person."""
    return f"faculty:{event_id}:{user_id}"


def rows_of(event):
    """All lines of the faculty, in their order, with the accounts."""
    return list(event.faculty.select_related("user"))


def of(event, rows=None):
    """The faculty with an account, once each though they teach twice. At most three queries."""
    people = {}
    for row in rows_of(event) if rows is None else rows:
        if has_account(row):
            people.setdefault(row.user, []).append(row)
    ambassadors = _ambassadors(event, people)
    return [
        Teacher(
            user=user,
            role=_role(own),
            minutes=_minutes(event, own),
            kind=Kind.AMBASSADOR if user.pk in ambassadors else Kind.FACULTY,
        )
        for user, own in people.items()
    ]


def has_account(row):
    return row.user is not None and row.user.is_active


def _ambassadors(event, people):
    """Of these people those who were ambassadors of a hub on the day of the event."""
    if not people or event.starts_at is None:
        return set()
    day = event.starts_at.astimezone(event.zone).date()
    return set(Ambassador.objects.teaching_on(day).filter(user__in=people).values_list("user", flat=True))


def _minutes(event, rows):
    """0 where none are given. Nobody has taught for longer than the event was."""
    return min(sum(row.minutes or 0 for row in rows), event.session_minutes)


def _role(rows):
    """`Speaker: Source control; Instructor`, cut where a certificate has no room for more."""
    parts = dict.fromkeys(_part(row) for row in rows)
    return Truncator("; ".join(parts)).chars(LONGEST_ROLE)


def _part(row):
    role = row.get_role_display()
    return _("%(role)s: %(topic)s") % {"role": role, "topic": row.topic} if row.topic else role
