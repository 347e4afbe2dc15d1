"""A workshop in a room: over yesterday, going on now, going on tomorrow. For check-in, and for what follows it."""

from datetime import timedelta

from django.utils import timezone

from hubs.models import Hub
from registrations import actions
from registrations.models import Event, EventKind, Filling, Registration, Rule, State

ATTENDING = ["participant.pl", "anna.w", "pawel.k", "zofia.j", "marek.l", "ewa.s", "participant.ro", "joao.a"]


def workshop_today(people):
    """Half of the people are there now; one says that yesterday is not recorded as it was."""
    hub = Hub.objects.filter(country="PL").first()
    if hub is None:
        return
    event = _event(hub)
    rows = [_place(event, people[address]) for address in ATTENDING]
    yesterday = event.sessions.first()
    minutes = {row.pk: yesterday.minutes - 20 * number for number, row in enumerate(rows)}
    actions.record_attendance(session=yesterday, minutes=minutes, by=people["coordinator.pl"])
    today = event.sessions.all()[1]
    for number, row in enumerate(rows[1:6]):
        at = today.starts_at + timedelta(minutes=4 * number)
        actions.check_in(
            session=today, registration=row, by=people["coordinator.pl"], at=at, source=f"scan:demo-{row.pk}"
        )
    actions.dispute_attendance(
        registration=rows[3],
        session=yesterday,
        claimed_minutes=yesterday.minutes,
        statement="I stayed until the end: I helped to carry the simulators back to the store.",
    )


def _event(hub):
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    begins = now - timedelta(hours=1)
    event = Event.objects.create(
        slug="workshop-warsaw-demo",
        title="Workshop: source control, case by case",
        kind=EventKind.WORKSHOP,
        hub=hub,
        summary="Three days in one room. An example event of the demo.",
        starts_at=begins - timedelta(days=1),
        ends_at=begins + timedelta(days=1, hours=6),
        time_zone="Europe/Warsaw",
        place="Warszawa, conference centre (demo)",
        filling=Filling.FIRST_COME,
        minimum_attendance=80,
        is_published=True,
        signatory_name="Koordynatorka, Polska",
    )
    for number in range(3):
        start = begins + timedelta(days=number - 1)
        event.sessions.create(title=f"Day {number + 1}", starts_at=start, ends_at=start + timedelta(hours=6))
    return event


def _place(event, user):
    asked = event.starts_at - timedelta(days=20)
    return Registration.objects.create(
        event=event,
        user=user,
        state=State.CONFIRMED,
        rule=Rule.UNLIMITED,
        home=user.profile.country,
        requested_at=asked,
        state_since=asked,
    )
