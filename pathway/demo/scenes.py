"""What the demo people have done so far, so that each has something to do on the first page after log-in."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from hubs.models import Hub
from pathway.demo import (
    accreditations,
    agreements,
    assessments,
    bank,
    cases,
    discussions,
    evaluations,
    follow_ups,
    hub_events,
    impact_reports,
    learning,
    local_material,
    machines,
    on_site,
    reports,
    teams,
)
from pathway.demo import people as demo_people
from pathway.demo.ambassadors import ambassadors_of_poland
from pathway.demo.announcements import announcements
from pathway.demo.certificates import in_each_state
from pathway.demo.fellowships import rounds
from pathway.demo.own_certificates import own_certificates
from pathway.demo.ranked import ranked_events
from pathway.demo.skills_days import skills_days
from pathway.demo.templates import next_version
from registrations import actions
from registrations.models import Event, EventKind, EventLanguage, Filling, Registration, Rule, State

MOTIVATIONS = [
    "I lead the sepsis teaching on our unit and want to teach source control decisions better.",
    "We are starting stewardship rounds. I would bring the cases back to our weekly meeting.",
    "I want to practise decisions under uncertainty with colleagues from other countries.",
    "Our unit opens a second ICU next year; I am writing its antibiotic guideline.",
    "I have just become responsible for the microbiology ward round of three hospitals.",
    "I would repeat the masterclass for our trainees, case by case, within a month.",
]


@transaction.atomic
def play():
    """Make people and scenes, once. Returns False when they are there already."""
    demo_people.refuse_outside_the_demo()
    if User.objects.filter(email=f"staff@{demo_people.DOMAIN}").exists():
        return False
    people = demo_people.make_everyone()
    _masterclass_with_requests(people)
    accreditations.play(people)
    _past_events(people)
    _simulation_with_a_line(people)
    hub_events.play(people)
    agreements.play(people)
    ambassadors_of_poland(people)
    teams.play(people)
    local_material.play(people)
    announcements(people)
    on_site.workshop_today(people)
    evaluations.ask(people)
    reports.online_evening(people)
    ranked_events(people)
    learning.play(people)
    assessments.play(people)
    discussions.play(people)
    bank.play(people)
    in_each_state(people)
    skills_days(people)
    next_version(people)
    own_certificates(people)
    rounds.play(people)
    cases.play(people)
    follow_ups.play(people)
    impact_reports.play(people)
    machines.play(people)
    return True


def _masterclass_with_requests(people):
    """Requests wait in Poland, Portugal and the rest of the world; two Poles have a seat already."""
    event = Event.objects.filter(slug="masterclass-lives-2027").first()
    if event is None:
        return
    release = timezone.localdate(timezone=event.zone) + timedelta(days=13)
    Event.objects.filter(pk=event.pk).update(release_at=datetime.combine(release, time(0), event.zone))
    asking = ["anna.w", "pawel.k", "zofia.j", "marek.l", "ewa.s", "joao.a", "ioana.r", "bjorn.s", "thiago.m"]
    asked = {
        address: actions.register(
            event=event, user=people[address], motivation=MOTIVATIONS[number % len(MOTIVATIONS)]
        )[0]
        for number, address in enumerate(asking)
    }
    for address in ("anna.w", "pawel.k"):
        actions.approve(registration=asked[address], by=people["coordinator.pl"])
    actions.approve(registration=asked["ioana.r"], by=people["coordinator.ro"])


def _past_events(people):
    """Kick-off webinar and the live events that are over: who was there, and certificates for it."""
    attending = [*list(demo_people.PARTICIPANTS)[:5], "anna.w", "pawel.k", "zofia.j", "ewa.s", "joao.a"]
    for event in Event.objects.past().filter(slug__in=["kick-off-webinar", "level-1-live"]):
        rows = {}
        for number, address in enumerate(attending):
            user = people[address]
            rows[address] = Registration.objects.create(
                event=event,
                user=user,
                state=State.CONFIRMED,
                rule=Rule.UNLIMITED,
                home=user.profile.country,
                requested_at=event.starts_at - timedelta(days=20 - number),
                state_since=event.starts_at - timedelta(days=20 - number),
            )
        for session in event.sessions.all():
            minutes = {row.pk: session.minutes - 5 * number for number, row in enumerate(rows.values())}
            actions.record_attendance(session=session, minutes=minutes, by=people["staff"])
        if event.slug == "level-1-live":
            actions.release_certificates(event=event, by=people["staff"])


def _simulation_with_a_line(people):
    """Three places in Poland and a line that moves when somebody cancels: participant.pl holds one of them."""
    hub = Hub.objects.filter(country="PL").first()
    if hub is None:
        return
    zone = ZoneInfo("Europe/Warsaw")
    day = timezone.localdate(timezone=zone) + timedelta(days=45)
    event = Event.objects.create(
        slug="simulation-krakow-demo",
        title="Hands-on simulation: the first hour of septic shock",
        kind=EventKind.SIMULATION,
        hub=hub,
        summary="Small groups at the simulator, in Polish. An example event of the demo.",
        starts_at=datetime.combine(day, time(9), zone),
        ends_at=datetime.combine(day, time(15), zone),
        time_zone=str(zone),
        place="Kraków, simulation centre (demo)",
        language=EventLanguage.POLISH,
        filling=Filling.FIRST_COME,
        is_published=True,
        signatory_name="Koordynatorka, Polska",
    )
    event.sessions.create(title="Simulation day", starts_at=event.starts_at, ends_at=event.ends_at)
    actions.lay_out_seats(event=event, capacity=3, quotas={}, by=people["staff"])
    for address in ["participant.pl", "marek.l", "ewa.s", "zofia.j", "anna.w", "participant.se"]:
        actions.register(event=event, user=people[address])
