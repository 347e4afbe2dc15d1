"""A skills day of the Polish hub that is over: names are looked at, some lack something, and its faculty is certified."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from hubs.models import Ambassador, Hub
from registrations import actions, certification
from registrations.models import (
    Closing,
    Event,
    EventKind,
    EventLanguage,
    Faculty,
    FacultyRole,
    Filling,
    Registration,
    Rule,
    State,
)

# Who was there for how many minutes of six hours; two thirds are asked for.
MINUTES = {
    "participant.pl": 360,
    "anna.w": 360,
    "pawel.k": 345,
    "zofia.j": 300,
    "participant.se": 280,
    "marek.l": 120,
    "staff": 360,
    "coordinator.pl": 360,
    "ewa.s": None,
}


def skills_days(people):
    """One whose certificates wait for the look at the names, and one that is not released yet."""
    hub = Hub.objects.filter(country="PL").first()
    if hub is None:
        return
    waiting = _held(hub, people, days=3, slug="sepsis-skills-demo", title="Sepsis skills day (demo)")
    actions.release_certificates(event=waiting, by=people["coordinator.pl"], wait_days=5)
    certification.award_for(Event.objects.select_related("level__pathway").get(pk=waiting.pk))
    _held(hub, people, days=2, slug="stewardship-day-demo", title="Stewardship skills day (demo)")


def _held(hub, people, *, days, slug, title):
    """Closed by the hub and approved by the office."""
    zone = ZoneInfo(hub.time_zone)
    day = timezone.localdate(timezone=zone) - timedelta(days=days)
    event = Event.objects.create(
        slug=slug,
        title=title,
        kind=EventKind.WORKSHOP,
        hub=hub,
        summary="Four stations in small groups. An example event of the demo.",
        starts_at=datetime.combine(day, time(9), zone),
        ends_at=datetime.combine(day, time(15), zone),
        time_zone=str(zone),
        place="Warszawa, sala ćwiczeń (demo)",
        language=EventLanguage.POLISH,
        filling=Filling.FIRST_COME,
        minimum_attendance=66,
        is_published=True,
        signatory_name="Koordynatorka, Polska",
        signatory_post="Hub coordinator",
    )
    session = event.sessions.create(title="Skills day", starts_at=event.starts_at, ends_at=event.ends_at)
    _teach(event, people)
    rows = {address: _place(event, people[address]) for address in MINUTES}
    minutes = {rows[address].pk: there for address, there in MINUTES.items() if there}
    actions.record_attendance(session=session, minutes=minutes, by=people["coordinator.pl"])
    _approve(event, people)
    return event


def _teach(event, people):
    """The coordinator leads, an ambassador of the hub speaks, and somebody without an account helps."""
    ambassador = Ambassador.objects.shown_in_public().filter(hub=event.hub).select_related("user").first()
    lines = [(people["coordinator.pl"], FacultyRole.LEAD, "", 90)]
    if ambassador:
        lines.append((ambassador.user, FacultyRole.SPEAKER, "Source control in the first hours", 60))
    for order, (user, role, topic, minutes) in enumerate(lines):
        Faculty.objects.create(
            event=event, order=order, name=user.name, role=role, topic=topic, minutes=minutes, user=user
        )
    Faculty.objects.create(event=event, order=9, name="Guest instructor, demo", role=FacultyRole.INSTRUCTOR)


def _place(event, user):
    asked = event.starts_at - timedelta(days=9)
    return Registration.objects.create(
        event=event,
        user=user,
        state=State.CONFIRMED,
        rule=Rule.UNLIMITED,
        home=user.profile.country,
        requested_at=asked,
        state_since=asked,
    )


def _approve(event, people):
    closed = event.ends_at + timedelta(hours=5)
    Closing.objects.create(
        event=event,
        closed_by=people["coordinator.pl"],
        closed_at=closed,
        approved_by=people["staff"],
        approved_at=closed + timedelta(hours=12),
    )
