"""From stays to minutes. Pure but for `count`, which writes the figure down and tells it to the levels."""

from collections import defaultdict

from registrations import attending
from registrations.models import Attendance, Method, Stay


def minutes_within(stays, starts_at, ends_at):
    """Whole minutes covered by `stays`, pairs of moments (came, left), between two moments.

    The union, not the sum: two devices at once, or a report that names a person twice, count once. A stay
    without an end lasts until the session ends. Rounded to the nearest minute, so that a second lost at each
    of ten rejoins costs nobody a minute.
    """
    spans = spans_within(stays, starts_at, ends_at)
    return round(sum((left - came).total_seconds() for came, left in spans) / 60)


def spans_within(stays, starts_at, ends_at):
    """What `stays` cover between two moments, as stretches that lie apart, in order."""
    covered_to = starts_at
    for came, left in sorted((max(came, starts_at), min(left or ends_at, ends_at)) for came, left in stays):
        came = max(came, covered_to)
        if left > came:
            yield came, left
            covered_to = left


def worked_out(session, registrations):
    """`(minutes, method)` by id, for those of these registrations that have stays at the session."""
    stays = defaultdict(list)
    rows = Stay.objects.filter(session=session, registration__in=registrations)
    for registration, came, left, method in rows.values_list("registration", "came_at", "left_at", "method"):
        stays[registration].append((came, left, method))
    return {
        registration: (
            minutes_within([stay[:2] for stay in own], session.starts_at, session.ends_at),
            own[-1][2],
        )
        for registration, own in stays.items()
    }


def count(session, registrations):
    """Work out the minutes of these registrations (ids) at a session anew from their stays.

    The caller holds the lock of the session. What was set by hand stands: a person decided that. Returns the
    ids of those whose figure changed. As many queries for thousands of people as for one.
    """
    evidence = worked_out(session, registrations)
    now = {row.registration_id: row for row in session.attendances.filter(registration__in=registrations)}
    by_hand = {pk for pk, row in now.items() if row.method == Method.HAND}
    gone = [pk for pk in now if pk not in evidence and pk not in by_hand]
    changed = [
        Attendance(session=session, registration_id=pk, minutes=minutes, method=method)
        for pk, (minutes, method) in evidence.items()
        if pk not in by_hand and minutes != getattr(now.get(pk), "minutes", None)
    ]
    session.attendances.filter(registration__in=gone).delete()
    Attendance.objects.bulk_create(
        changed,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["session", "registration"],
        update_fields=["minutes", "method"],
    )
    news = [*gone, *(row.registration_id for row in changed)]
    attending.tell(session.event, news)
    return news
