"""An online evening with two attendance reports: one is counted, one waits for somebody to say who is who."""

import csv
import io
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from hubs.models import Hub
from registrations import actions, importing
from registrations.models import Event, EventKind, Registration, Rule, State

GUESTS = ["marek.l", "beatriz.g", "ioana.r", "bjorn.s", "imogen.h", "thiago.m"]
# The second part, after the meeting had to be started anew: (name, address of the demo or None, minutes).
SECOND_PART = [
    ("Marek Łęcki", "marek.l", (48, 90)),
    ("Beatriz Gonçalves (External)", "beatriz.g", (47, 62)),
    ("Beatriz Gonçalves (External)", "beatriz.g", (65, 90)),
    ("Ratoi, Ioana", None, (50, 90)),
    ("Bjorn Sjostrom (Unverified)", None, (47, 88)),
    ("ICU meeting room", None, (45, 90)),
    ("Host, demo", "staff", (40, 92)),
]


def online_evening(people):
    """Nothing where Poland has no hub."""
    hub = Hub.objects.filter(country="PL").first()
    if hub is None:
        return
    session = _evening(hub, people)
    first = _read(session, people, "participants_912345678.csv", _zoom(session, people))
    actions.count_report(report=first, by=people["coordinator.pl"])
    _read(session, people, "Case evening - Attendance report.csv", _teams(session, people))


def _evening(hub, people):
    zone = ZoneInfo("Europe/Warsaw")
    day = timezone.localdate(timezone=zone) - timedelta(days=6)
    event = Event.objects.create(
        slug="case-evening-demo",
        title="Online case evening: source control at three in the morning",
        kind=EventKind.NATIONAL,
        hub=hub,
        summary="Two cases, discussed online. An example event of the demo.",
        starts_at=datetime.combine(day, time(18), zone),
        ends_at=datetime.combine(day, time(19, 30), zone),
        time_zone=str(zone),
        place="Online",
        is_online=True,
        is_published=True,
        signatory_name="Koordynatorka, Polska",
    )
    asked = event.starts_at - timedelta(days=9)
    for address in GUESTS:
        Registration.objects.create(
            event=event,
            user=people[address],
            state=State.CONFIRMED,
            rule=Rule.UNLIMITED,
            home=people[address].profile.country,
            requested_at=asked,
            state_since=asked,
        )
    return event.sessions.create(title="Case evening", starts_at=event.starts_at, ends_at=event.ends_at)


def _read(session, people, file_name, data):
    report, _is_new = actions.upload_report(
        session=session,
        file_name=file_name,
        data=data,
        zone=session.event.time_zone,
        by=people["coordinator.pl"],
    )
    importing.read_report(report.pk)
    return report


def _zoom(session, people):
    """The first part: everybody with an address, in Zoom's own form."""
    rows = [["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest"]]
    for number, address in enumerate(GUESTS):
        user = people[address]
        rows.append([user.name, user.email, *_moments(session, number, 44), 44 - number, "Yes"])
    return _table(rows, ",").encode()


def _teams(session, people):
    """The second part, with names that tell little."""
    rows = [["1. Summary"], ["Meeting title", "Case evening"], ["Attended participants", 6], []]
    rows += [["3. In-Meeting activities"], ["Name", "Join time", "Leave time", "Duration", "Email", "Role"]]
    for name, address, (came, left) in SECOND_PART:
        email = people[address].email if address else ""
        rows.append([name, *_moments(session, came, left), f"{left - came}m 0s", email, "Attendee"])
    return b"\xff\xfe" + _table(rows, "\t").encode("utf-16-le")


def _moments(session, came, left):
    start = session.starts_at.astimezone(session.event.zone)
    return [f"{start + timedelta(minutes=minute):%m/%d/%Y %I:%M:%S %p}" for minute in (came, left)]


def _table(rows, delimiter):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()
