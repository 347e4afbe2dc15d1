"""A participant's home: what to do now, how far I am, what I am registered for, what I have earned."""

from django.db.models import Exists, OuterRef, Sum
from django.shortcuts import render

from accounts.models import User
from cases import panel as cases_panel
from certificates import showing
from evaluations.models import Participation
from fellowships import panel
from hubs.models import Ambassador, Hub
from levels.models import Enrolment, Level
from pathway.next_step import next_step
from registrations import lines
from registrations.desks import with_open_requests
from registrations.evaluating import standing
from registrations.models import Event, Registration


def me(request):
    user = request.user
    ambassadorships = Ambassador.objects.live().filter(user=OuterRef("pk"))
    people = User.objects.select_related("profile", "calendar_feed")
    people = panel.with_panel(people.annotate(is_ambassador=Exists(ambassadorships)), user)
    people = cases_panel.with_panel(people, user)
    person = people.get(pk=user.pk)
    fellowships = panel.of(person)
    cases = cases_panel.of(person)
    profile = getattr(person, "profile", None)
    enrolment = Enrolment.objects.visible_to(user).filter(user=user).first()
    registrations = _registrations(user)
    hubs = list(with_open_requests(Hub.objects.run_by(user)))
    levels = _levels(enrolment, registrations) if enrolment else []
    asked = {row.event_id for row in registrations if row.is_live}
    open_events = [
        event
        for event in Event.objects.published().upcoming().for_list()
        if event.is_open() and event.pk not in asked
    ]
    certificates = showing.summary(user)
    context = {
        "profile": profile,
        "is_ambassador": person.is_ambassador,
        "enrolment": enrolment,
        "levels": levels,
        "hubs": hubs,
        "open_events": open_events,
        "current": [row for row in registrations if row.is_live],
        "closed": [row for row in registrations if not row.is_live],
        "feed": getattr(person, "calendar_feed", None),
        "certificates": certificates,
        "fellowships": fellowships,
        "cases": cases,
        "next": next_step(
            profile=profile,
            enrolment=enrolment,
            registrations=registrations,
            levels=levels,
            hubs=hubs,
            open_events=open_events,
            certificates=certificates,
            fellowships=fellowships,
            cases=cases,
        ),
    }
    return render(request, "pathway/me.html", context)


def _registrations(user):
    mine = Registration.objects.filter(user=user).with_answered().with_waiting()
    mine = mine.select_related("event__level", "event__hub", "event__evaluation")
    mine = lines.with_line(mine).annotate(minutes=Sum("attendances__minutes"))
    mine = mine.prefetch_related("event__sessions")
    found = list(mine.order_by("-event__starts_at", "-requested_at"))
    for row in found:
        row.has_attended = bool(row.minutes) and row.minutes >= row.event.minutes_needed
        row.evaluation = standing(row, waits=row.waits)
    return found


def _levels(enrolment, registrations):
    """All levels: what each asks and how far this person is, its live events, and those attended."""
    opened = {row.level_id: row for row in enrolment.levels.with_left_off()}
    attended = {row.event_id for row in registrations if row.has_attended}
    answered = Participation.objects.filter(survey=OuterRef("evaluation"), person=enrolment.user_id)
    levels = Level.objects.filter(pathway=enrolment.pathway_id).annotate(has_answered=Exists(answered))
    levels = list(levels.select_related("evaluation").prefetch_related("events"))
    for level in levels:
        level.mine = opened.get(level.pk)
        level.opened_at = level.mine and level.mine.opened_at
        if level.mine:
            level.mine.level = level
        survey = level.evaluation
        level.asks = bool(level.opened_at and survey and survey.is_open and not level.has_answered)
        events = [event for event in level.events.all() if event.is_published and not event.cancelled_at]
        level.beads = [(event, event.pk in attended) for event in events]
        level.attended = sum(done for _event, done in level.beads)
    return levels
