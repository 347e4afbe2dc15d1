"""Steps of data.py about certificates: an event that earns them, their release, and what became of it."""

import time
from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from _bench.seeding import _crowd, _register, _staff
from certificates.models import Accreditation, Accreditor, Certificate, Credit, Rendition
from mailing.models import Message, MessageState
from registrations import actions
from registrations.models import Attendance, Event, EventKind, Method, Rule, State

MAIL = "certificates/ready"


def attended(slug, number):
    """An accredited day that is over, with `number` people who were there for between half and all of it."""
    starts = timezone.now() - timedelta(days=2)
    day = starts.date()
    event = Event.objects.create(
        slug=slug,
        title="Level 1 live event: Foundations in Sepsis and Severe Infections",
        kind=EventKind.LIVE,
        starts_at=starts,
        ends_at=starts + timedelta(hours=6),
        place="Online",
        is_online=True,
        is_published=True,
        signatory_name="Prof. Gennaro De Pascale",
        signatory_post="Level 1 director, Rome",
    )
    accreditor = Accreditor.objects.create(
        name="A Council of the Bench",
        short_name="BENCH",
        unit="ECMEC®",
        wording_applied="An application has been made to the {accreditor}.",
        wording_granted="Granted {credits} {unit} by the {accreditor}, number {number}.",
    )
    event.accreditations.add(
        Accreditation.objects.create(
            accreditor=accreditor,
            title=event.title,
            state="granted",
            number="LEE-2026-1",
            decided_on=day,
            valid_from=day - timedelta(days=30),
            valid_until=day + timedelta(days=300),
        )
    )
    session = event.sessions.create(title="Live", starts_at=event.starts_at, ends_at=event.ends_at)
    rows = _register(event, _crowd(number), state=State.CONFIRMED, rule=Rule.UNLIMITED)
    Attendance.objects.bulk_create(
        Attendance(session=session, registration=row, minutes=180 + place % 181, method=Method.REPORT)
        for place, row in enumerate(rows)
    )
    return len(rows)


def release(slug, number, patience):
    """Release them, and look on until every mail has left. Seconds from the release to the last of each step."""
    event = Event.objects.get(slug=slug)
    actions.release_certificates(event=event, by=_staff())
    released = Event.objects.get(slug=slug).certificates_released_at
    deadline = time.monotonic() + patience
    mails = Message.objects.filter(kind=MAIL)
    while mails.filter(state=MessageState.SENT).count() < number and time.monotonic() < deadline:
        time.sleep(0.5)
    last = {
        "issued": Certificate.objects.aggregate(last=Max("issued_at"))["last"],
        "rendered": Rendition.objects.aggregate(last=Max("made_at"))["last"],
        "mailed": mails.aggregate(last=Max("sent_at"))["last"],
    }
    return {step: (moment - released).total_seconds() if moment else None for step, moment in last.items()}


def certified():
    """What the database and the storage hold: the only witnesses that count."""
    files = [path.name for path in (settings.VAR_DIR / "files/certificates").glob("*.pdf")]
    return {
        "certificates": Certificate.objects.count(),
        "awards": Certificate.objects.values("award").distinct().count(),
        "credited": Credit.objects.values("certificate").distinct().count(),
        "signed": Rendition.objects.exclude(key=None).count(),
        "files": len(files),
        "mails": Counter(Message.objects.filter(kind=MAIL).values_list("state", flat=True)),
        "numbers": list(Certificate.objects.order_by("?").values_list("number", flat=True)[:100]),
    }


STEPS = (attended, release, certified)
