"""Events that hubs propose and run: a draft, one with the office, one sent back, one published, one over."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from hubs.models import Hub
from registrations import actions
from registrations.models import EventKind, EventLanguage, Faculty, FacultyRole, Filling, Proposal


def play(people):
    """Each scene where its hub is there."""
    hubs = {str(hub.country): hub for hub in Hub.objects.all()}
    for country, scene in (
        ("PL", _half_known),
        ("PT", _waits),
        ("SE", _sent_back),
        ("RO", _published),
        ("GB", _closed),
    ):
        if country in hubs:
            scene(hubs[country], people)


def _half_known(hub, people):
    draft = Proposal(hub=hub, title="Warsztaty przy łóżku chorego (demo)", date_note="Wiosna 2027")
    actions.keep_proposal(proposal=draft, faculty=[], by=people["coordinator.pl"])


def _waits(hub, people):
    proposal = _draft(
        hub,
        people["coordinator.pt"],
        days=80,
        kind=EventKind.NATIONAL,
        title="Dia nacional da sépsis (demo)",
        summary="Um dia de casos clínicos dos nossos serviços, com especialistas dos dois lados da mesa.",
        description="Para médicos e enfermeiros que tratam sépsis. Tragam um caso.",
        place="Coimbra, auditório (demo)",
        language=EventLanguage.PORTUGUESE,
        host_conference="Congresso português de medicina intensiva (demo)",
        capacity=60,
        filling=Filling.FIRST_COME,
    )
    _propose(proposal, people["coordinator.pt"], "We have the hall from eight o’clock.")


def _sent_back(hub, people):
    proposal = _draft(
        hub,
        people["coordinator.se"],
        days=95,
        kind=EventKind.FACULTY,
        title="Handledardag (demo)",
        summary="En dag för dem som ska undervisa om sepsis på hemmaplan.",
        place="Uppsala (demo)",
        language=EventLanguage.SWEDISH,
        capacity=12,
        filling=Filling.REVIEWED,
    )
    proposal = _propose(proposal, people["coordinator.se"])
    actions.send_back_proposal(
        proposal=proposal,
        by=people["staff"],
        comment="A good plan. Please add a second instructor, and say whom you expect to come.",
    )


def _published(hub, people):
    event = approved(
        hub,
        people,
        "coordinator.ro",
        days=55,
        kind=EventKind.WORKSHOP,
        title="Atelier: antibiotice în prima oră (demo)",
        summary="Cazuri în grupuri mici, în limba română. Un eveniment de exemplu.",
        place="Cluj-Napoca (demo)",
        language=EventLanguage.ROMANIAN,
        host_conference="Congresul național ATI (demo)",
        capacity=4,
        filling=Filling.REVIEWED,
    )
    words = "I would repeat the workshop for our trainees within a month."
    for address in ("ioana.r", "mihai.g", "participant.pl", "participant.in"):
        actions.register(event=event, user=people[address], motivation=words)
    first = event.registrations.requested().in_line().first()
    actions.approve(registration=first, by=people["coordinator.ro"])


def _closed(hub, people):
    """Held two weeks ago: one of three did not come, and the office has still to approve the certificates."""
    event = approved(
        hub,
        people,
        "coordinator.gb",
        days=30,
        kind=EventKind.BEDSIDE,
        title="Bedside teaching: source control (demo)",
        summary="Half a day on the unit, in a small group. An example event.",
        place="Leeds (demo)",
        language=EventLanguage.ENGLISH,
        capacity=6,
        filling=Filling.FIRST_COME,
    )
    came = [
        actions.register(event=event, user=people[address])[0]
        for address in ("participant.gb", "imogen.h", "bjorn.s")
    ][:2]
    by = timedelta(days=44)
    for row in (event, *event.sessions.all()):
        past = {"starts_at": row.starts_at - by, "ends_at": row.ends_at - by}
        type(row).objects.filter(pk=row.pk).update(**past)
    session = event.sessions.get()
    minutes = {registration.pk: session.minutes for registration in came}
    actions.record_attendance(session=session, minutes=minutes, by=people["coordinator.gb"])
    actions.close_event(event=event, by=people["coordinator.gb"])


def _draft(hub, coordinator, *, days, **facts):
    zone = ZoneInfo(hub.time_zone)
    day = timezone.localdate(timezone=zone) + timedelta(days=days)
    return Proposal(
        hub=hub,
        written_by=coordinator,
        starts_at=datetime.combine(day, time(9), zone),
        ends_at=datetime.combine(day, time(16), zone),
        signatory_name=coordinator.name,
        signatory_post=hub.name,
        **facts,
    )


def _propose(proposal, coordinator, comment=""):
    team = [
        Faculty(name=coordinator.name, role=FacultyRole.LEAD, user=coordinator),
        Faculty(name="Guest instructor, demo", role=FacultyRole.INSTRUCTOR),
    ]
    return actions.propose_event(proposal=proposal, faculty=team, by=coordinator, comment=comment)


def approved(hub, people, coordinator, **facts):
    """An event of the hub, approved by the office and published by its coordinator."""
    by = people[coordinator]
    proposal = actions.approve_proposal(proposal=_propose(_draft(hub, by, **facts), by), by=people["staff"])
    return actions.publish_event(event=proposal.event, by=by)
