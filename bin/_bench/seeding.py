"""Steps of data.py for what needs thousands of registrations before anything can be measured."""

import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from accounts.models import User
from mailing import actions as outbox
from mailing import delivery
from mailing.models import Message, MessageState
from pathway.demo.people import PASSWORD, PILOT, make_crowd
from registrations import actions, allocation
from registrations.models import (
    Attendance,
    AttendanceReport,
    Event,
    EventKind,
    Filling,
    Registration,
    ReportState,
    Rule,
    Seat,
    State,
)
from registrations.tests.reports import samples

DOMAIN = "line.bench.invalid"


def _crowd(number):
    make_crowd(number, domain=DOMAIN)
    newest = User.objects.filter(email__endswith=f"@{DOMAIN}").select_related("profile").order_by("-pk")
    return list(newest[:number])[::-1]


def _register(event, users, **fields):
    """Registrations as they would stand in the database after so many had asked, a second apart."""
    first = timezone.now() - timedelta(days=30)
    rows = [
        Registration(
            event=event,
            user=user,
            home=user.profile.country,
            requested_at=first + timedelta(seconds=number),
            state_since=first + timedelta(seconds=number),
            **fields,
        )
        for number, user in enumerate(users)
    ]
    return Registration.objects.bulk_create(rows, batch_size=1000)


def line(slug, number):
    """All seats of an event taken, and `number` people in line for them."""
    event = Event.objects.get(slug=slug)
    users = _crowd(number + 40 * len(PILOT))
    by_home = {home: [user for user in users if user.profile.country == home] for home in PILOT}
    seated = []
    for seat in Seat.objects.filter(event=event, registration=None):
        seated.append(by_home[str(seat.home)].pop())
        _register(event, seated[-1:], state=State.CONFIRMED, rule=Rule.HOME_SEAT, seat=seat)
    waiting = [user for user in users if user not in set(seated)][:number]
    _register(event, waiting, state=State.WAITING, rule=Rule.HOME_FULL)
    # A line like this grows for weeks: the planner has seen it by then.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return len(waiting)


def give_back(slug, times):
    """Cancel one seat after the other; returns seconds of each, with the next in line having it, and who is right."""
    seconds, right = [], 0
    for _time in range(times):
        leaving = (
            Registration.objects.filter(event__slug=slug, state=State.CONFIRMED)
            .select_related("event", "user")
            .first()
        )
        due = (
            Registration.objects.filter(event__slug=slug, state=State.WAITING, home=leaving.seat.home)
            .in_line()
            .first()
        )
        began = time.perf_counter()
        actions.cancel(registration=leaving, by=leaving.user)
        seconds.append(time.perf_counter() - began)
        due.refresh_from_db()
        right += due.state == State.CONFIRMED
    return {"seconds": seconds, "right": right}


def allocate(slug, number):
    """A ranked event whose window has closed with `number` approved requests: run, run again, and what came out."""
    starts = timezone.now() + timedelta(days=60)
    event = Event.objects.create(
        slug=slug,
        title="A ranked masterclass",
        kind=EventKind.MASTERCLASS,
        filling=Filling.RANKED,
        requests_until=timezone.now() - timedelta(days=1),
        starts_at=starts,
        ends_at=starts + timedelta(hours=7),
        place="Online",
        is_published=True,
        offer_hours=72,
    )
    actions.lay_out_seats(event=event, capacity=25, quotas=dict.fromkeys(PILOT, 5))
    users = _crowd(number)
    rows = _register(event, users, state=State.WAITING, rule=Rule.RANKED)
    places = Counter()
    for row in rows:
        places[row.home] += 1
        row.desk_rank = places[row.home] if row.home in PILOT else None
    Registration.objects.bulk_update(rows, ["desk_rank"], batch_size=1000)
    staff = _staff()
    seconds, proposals = [], []
    for _time in range(3):
        began = time.perf_counter()
        proposals.append(actions.propose_allocation(event=event, by=staff))
        seconds.append(time.perf_counter() - began)
    proposal = proposals[-1]
    began = time.perf_counter()
    is_same, _result = allocation.replay(proposal)
    replayed = time.perf_counter() - began
    began = time.perf_counter()
    actions.sign_off(allocation=proposal, by=staff)
    return {
        "seconds": seconds,
        "replay": replayed,
        "sign_off": time.perf_counter() - began,
        "same": is_same and len({row.fingerprint for row in proposals}) == 1,
        "seats": Counter(
            str(home) for home in event.registrations.offered().values_list("seat__home", flat=True)
        ),
        "waiting": event.registrations.waiting().count(),
        "mails": Message.objects.filter(context__path=event.get_absolute_url()).count(),
    }


def _staff():
    staff, _made = User.objects.get_or_create(
        email=f"staff@{DOMAIN}",
        defaults={"name": "Staff", "is_staff": True, "is_superuser": True, "password": PASSWORD},
    )
    return staff


def upload(slug, number):
    """A past event with `number` confirmed people, and the report of its meeting: every third came back after a break."""
    event = Event.objects.create(
        slug=slug,
        title="Level 1 live",
        kind=EventKind.LIVE,
        starts_at=samples.START,
        ends_at=samples.END,
        place="Online",
        is_online=True,
        is_published=True,
    )
    session = event.sessions.create(title="Live", starts_at=samples.START, ends_at=samples.END)
    users = _crowd(number)
    _register(event, users, state=State.CONFIRMED, rule=Rule.UNLIMITED)
    guests = samples.people(number)
    for guest, user in zip(guests, users, strict=True):
        guest.name, guest.email = user.name, user.email
    data = samples.zoom_joins(guests)
    report, _new = actions.upload_report(
        session=session, file_name="report.csv", data=data, zone="Europe/Brussels", by=_staff()
    )
    return {"report": report.pk, "bytes": len(data), "rows": sum(len(guest.stays) for guest in guests)}


def read(report):
    """How far the worker is with a report."""
    row = AttendanceReport.objects.get(pk=report)
    return {"done": row.state != ReportState.READING, "state": row.state}


def count(report):
    """Count what was read, and count it again: nothing may change."""
    row = AttendanceReport.objects.select_related("session").get(pk=report)
    began = time.perf_counter()
    people = actions.count_report(report=row, by=_staff(), full_if_unknown=True)
    seconds = time.perf_counter() - began
    minutes = Attendance.objects.filter(session=row.session)
    return {"seconds": seconds, "people": people, "attendances": minutes.count()}


def reminded(slug, number):
    """An event of tomorrow with `number` confirmed people who are due a reminder now."""
    starts = timezone.now() + timedelta(hours=23)
    event = Event.objects.create(
        slug=slug,
        title="Level 2 live",
        kind=EventKind.LIVE,
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        place="Online",
        is_online=True,
        is_published=True,
        reminder_minutes=[24 * 60],
    )
    _register(event, _crowd(number), state=State.CONFIRMED, rule=Rule.UNLIMITED)
    return event.get_absolute_url()


def fate(path):
    """What the outbox says of the mails about an event."""
    mails = Message.objects.filter(context__path=path)
    return Counter(mails.values_list("state", flat=True))


def look_into(path, log):
    """What staff do about mails of unknown fate, a quarter of an hour after the last worker was killed.

    They look into the log of the mail server: what arrived is marked as sent, the rest is sent again.
    """
    arrived = {line.split(" ", 1)[1] for line in Path(log).read_text().splitlines()}
    staff = _staff()
    mails = Message.objects.filter(context__path=path)
    mails.filter(state=MessageState.SENDING).update(claimed_at=timezone.now() - timedelta(minutes=16))
    delivery.notice_lost()
    found = {"unknown": 0, "had_arrived": 0}
    for message in mails.filter(state=MessageState.UNKNOWN):
        found["unknown"] += 1
        if message.to in arrived:
            found["had_arrived"] += 1
            outbox.mark_as_sent(message=message, by=staff)
        else:
            outbox.send_again(message=message, by=staff)
    return found


STEPS = (line, give_back, allocate, upload, read, count, reminded, fate, look_into)
