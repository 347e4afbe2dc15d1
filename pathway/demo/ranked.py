"""Three ranked events: one that people may still ask for, one whose seats can be given now, one whose offers are out."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from hubs.models import Hub
from registrations import actions
from registrations.models import Criterion, Event, EventKind, Filling, Registration

ZONE = ZoneInfo("Europe/Brussels")
QUOTAS = {"PL": 5, "PT": 5, "RO": 5, "SE": 5, "GB": 5}
FEW = {"PL": 4, "PT": 2, "RO": 2, "SE": 1, "GB": 1}
REASONS = [
    "We lose time between the scan and the surgeon. I would bring back a clear path for both teams.",
    "I teach the residents of two hospitals and would repeat the cases with them.",
    "Our audit showed late drainage in a third of the patients; I want to change that.",
    "I write the regional guideline on source control and need the discussion with surgeons.",
]
POLAND = [
    "anna.w",
    "pawel.k",
    "zofia.j",
    "marek.l",
    "ewa.s",
    "karolina.d",
    "tomasz.b",
    "participant.pl",
    "coordinator.pl",
]
# As the coordinator of Poland put them: not as they asked.
ORDER_OF_POLAND = ["ewa.s", "karolina.d", "anna.w", "participant.pl", "marek.l", "zofia.j", "tomasz.b"]
PORTUGAL = ["joao.a", "beatriz.g", "participant.pt"]
OTHERS = ["ioana.r", "mihai.g", "participant.ro", "bjorn.s", "imogen.h", "thiago.m", "participant.in"]
UNDECIDED = ["mihai.g"]


def ranked_events(people):
    """The hubs of the demo decide; without hubs there is nobody to rank anybody."""
    if Hub.objects.filter(country__in=QUOTAS).count() < len(QUOTAS):
        return
    _source_control(people)
    _antibiotic_rounds(people)
    _sepsis_leadership(people)


def _source_control(people):
    """Requests have closed: staff can run the allocation."""
    event = _event(people, "source-control-demo", "Masterclass on source control (demo)", FEW, in_days=80)
    asked = _ask(event, people, POLAND + PORTUGAL + OTHERS)
    for address, registration in asked.items():
        if address not in UNDECIDED:
            _approve(registration, people, by_staff=address == "coordinator.pl")
    _put_in_order(event, people, asked, ORDER_OF_POLAND)
    _close(event)


def _antibiotic_rounds(people):
    """Requests are open: some approved, some still to decide."""
    event = _event(people, "antibiotic-rounds-demo", "Masterclass on antibiotic rounds (demo)", QUOTAS, 110)
    asked = _ask(event, people, [*POLAND[:6], "coordinator.pl", *PORTUGAL[:2], "ioana.r", "thiago.m"])
    for address in ["anna.w", "pawel.k", "zofia.j", "joao.a", "coordinator.pl"]:
        _approve(asked[address], people, by_staff=address == "coordinator.pl")
    _put_in_order(event, people, asked, ["zofia.j", "anna.w"])


def _sepsis_leadership(people):
    """The seats are given: participant.ro has an offer to answer, others wait in line."""
    quotas = {"PL": 2, "PT": 1, "RO": 2, "SE": 1, "GB": 1}
    event = _event(
        people, "sepsis-leadership-demo", "Masterclass on leading a sepsis team (demo)", quotas, 60
    )
    asked = _ask(event, people, [*POLAND[:7], *PORTUGAL, "participant.ro", "ioana.r", "mihai.g", "thiago.m"])
    for registration in asked.values():
        _approve(registration, people)
    _put_in_order(event, people, asked, ["marek.l", "anna.w", "ewa.s"])
    _close(event)
    proposal = actions.propose_allocation(event=event, by=people["staff"])
    actions.sign_off(allocation=proposal, by=people["staff"])
    accepting = asked["marek.l"]
    accepting.refresh_from_db()
    actions.accept(registration=accepting, by=accepting.user)


def _event(people, slug, title, quotas, in_days):
    day = timezone.localdate(timezone=ZONE) + timedelta(days=in_days)
    until = timezone.localdate(timezone=ZONE) + timedelta(days=20)
    event = Event.objects.create(
        slug=slug,
        title=title,
        kind=EventKind.MASTERCLASS,
        summary="Seats are given all at once, by the order of the hubs. An example event of the demo.",
        starts_at=datetime.combine(day, time(9), ZONE),
        ends_at=datetime.combine(day, time(16), ZONE),
        time_zone=str(ZONE),
        place="Brussels, ESICM office (demo)",
        filling=Filling.RANKED,
        criterion=Criterion.ATTENDANCE,
        requests_until=datetime.combine(until, time(23, 59), ZONE),
        offer_hours=7 * 24,
        asks_for_motivation=True,
        is_published=True,
        signatory_name="Director, demo",
    )
    event.sessions.create(title="Masterclass", starts_at=event.starts_at, ends_at=event.ends_at)
    actions.lay_out_seats(event=event, capacity=sum(quotas.values()), quotas=quotas, by=people["staff"])
    return Event.objects.get(pk=event.pk)


def _ask(event, people, addresses):
    return {
        address: actions.register(
            event=event, user=people[address], motivation=REASONS[number % len(REASONS)]
        )[0]
        for number, address in enumerate(addresses)
    }


def _approve(registration, people, *, by_staff=False):
    """By the coordinator of the country; the office decides for the others, and for a coordinator's own."""
    coordinator = people.get(f"coordinator.{registration.home.code.lower()}")
    by = people["staff"] if by_staff or coordinator is None else coordinator
    actions.approve(registration=registration, by=by)


def _put_in_order(event, people, asked, addresses):
    actions.put_in_order(
        event=event,
        people=Registration.objects.filter(event=event, home="PL"),
        order=[asked[address].pk for address in addresses],
        shown=[],
        by=people["coordinator.pl"],
        desk="pl",
    )


def _close(event):
    Event.objects.filter(pk=event.pk).update(requests_until=timezone.now() - timedelta(days=1))
    event.refresh_from_db()
