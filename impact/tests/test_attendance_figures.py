"""Figures of attendance, counted anew person by person in the simplest way there is."""

import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Profession
from accounts.tests.factories import UserFactory
from hubs.tests.factories import HubFactory
from impact import counting, gathering, reading
from impact.actions import snapshots
from impact.figures import FIGURES, Source
from impact.models.snapshots import SMALLEST, Split
from registrations.models import Attendance, Filling, Registration, Rule, Seat, State
from registrations.tests.factories import (
    ClosingFactory,
    EventFactory,
    RegistrationFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db

PROFESSIONS = [Profession.DOCTOR, Profession.NURSE]


@pytest.fixture
def cohort():
    """Sixty people at three events: one closed, one that is over and open, one to come."""
    chance = random.Random(7)
    people = [
        UserFactory(country=chance.choice(["PL", "PL", "RO", "IN"]), country__profession=profession)
        for profession in PROFESSIONS * 30
    ]
    events = [EventFactory(slug=f"day-{days}", starts_at=_at(days)) for days in (-60, -20, 30)]
    for event in events:
        session = SessionFactory(event=event)
        for person in chance.sample(people, 40):
            state = chance.choice([State.CONFIRMED, State.CONFIRMED, State.CANCELLED])
            registration = RegistrationFactory(
                event=event,
                user=person,
                state=state,
                home=person.profile.country,
                requested_at=event.starts_at - timedelta(days=50),
                state_since=event.starts_at - timedelta(days=40),
            )
            if state == State.CONFIRMED and event.starts_at < timezone.now() and chance.random() < 0.6:
                Attendance.objects.create(session=session, registration=registration, minutes=100)
    ClosingFactory(event=events[0])
    return people


def _at(days):
    return timezone.now() + timedelta(days=days)


def naively(step):
    """The registrations that the figure is about."""
    rows = list(Registration.objects.select_related("user__profile", "event"))
    minutes = Counter()
    for row in Attendance.objects.all():
        minutes[row.registration_id] += row.minutes
    confirmed = [row for row in rows if row.state == State.CONFIRMED]
    return {
        "asked": rows,
        "seated": confirmed,
        "attended": [row for row in confirmed if minutes[row.pk]],
        "missed": [row for row in confirmed if not minutes[row.pk] and hasattr(row.event, "closing")],
    }[step]


def moment_of(step, row):
    return {"asked": row.requested_at, "seated": row.state_since}.get(step, row.event.ends_at)


GROUP_OF = {
    Split.TOTAL: lambda step, row: "",
    Split.PROFESSION: lambda step, row: str(row.user.profile.profession),
    Split.EVENT: lambda step, row: row.event.slug,
    Split.MONTH: lambda step, row: f"{moment_of(step, row).astimezone(UTC):%Y-%m}",
}


@pytest.mark.parametrize("step", ["asked", "seated", "attended", "missed"])
@pytest.mark.parametrize("split", list(GROUP_OF))
def test_a_naive_recount_finds_the_same(cohort, step, split):
    who, places = defaultdict(set), Counter()
    for row in naively(step):
        key = 0, str(row.home), GROUP_OF[split](step, row)
        who[key].add(row.user_id)
        places[key] += 1

    with gathering.milestones() as milestones:
        found = FIGURES[step].count(Source(milestones, timezone.now()), split)

    assert found
    assert {key: tally.people for key, tally in found.items()} == {key: len(ids) for key, ids in who.items()}
    assert {key: tally.value() for key, tally in found.items()} == {
        key: {"places": number} for key, number in places.items()
    }


def test_the_snapshot_has_everybody_once_however_many_events(cohort):
    snapshots.take()

    shown = reading.latest().get("asked")

    assert shown.people == Registration.objects.values("user").distinct().count()
    assert shown["places"] == Registration.objects.count()


def test_an_event_with_few_participants_is_put_together_with_others():
    big, small = EventFactory(slug="big"), EventFactory(slug="small")
    RegistrationFactory.create_batch(9, event=big)
    RegistrationFactory.create_batch(3, event=small)

    snapshots.take()

    assert [group for group, _shown in reading.latest().groups("seated", Split.EVENT)] == ["other"]


def test_the_same_few_people_at_several_small_events_are_still_few():
    """Two events of three people each are six places; but it is the same three people."""
    RegistrationFactory.create_batch(9, event=EventFactory(slug="big"))
    people = [UserFactory(country="PL") for _ in range(3)]
    for slug in ("small", "smaller"):
        for person in people:
            RegistrationFactory(event=EventFactory(slug=f"{slug}-{person.pk}"), user=person)
    few = [UserFactory(country="PL") for _ in range(3)]
    one, two = EventFactory(slug="one"), EventFactory(slug="two")
    for person in few:
        RegistrationFactory(event=one, user=person)
        RegistrationFactory(event=two, user=person)
    Registration.objects.filter(user__in=people).delete()

    snapshots.take()
    other = dict(reading.latest().groups("seated", Split.EVENT))["other"]

    assert other.is_hidden
    assert other.people is None
    assert not other.value


def test_no_cell_of_a_hub_tells_of_fewer_than_five(cohort):
    for country in ("PL", "RO"):
        HubFactory(country=country)

    with gathering.milestones() as milestones:
        cells = list(counting.cells(Source(milestones, timezone.now()), ["asked", "attended", "missed"]))

    assert any(cell.country == "PL" and cell.split == Split.EVENT for cell in cells)
    assert all(cell.is_hidden or cell.people == 0 or cell.people >= SMALLEST for cell in cells)


def test_somebody_who_moved_counts_once_with_the_country_of_the_first_time():
    HubFactory(country="PL")
    for _ in range(5):
        person = UserFactory(country="PL")
        RegistrationFactory(user=person, home="PL", state_since=_at(-9))
        RegistrationFactory(user=person, home="SE", state_since=_at(-2))

    snapshots.take()
    numbers = reading.latest()

    assert [(group, shown.people) for group, shown in numbers.groups("seated", Split.COUNTRY)] == [("PL", 5)]
    assert numbers.get("seated")["places"] == 10


def test_who_works_for_the_portal_is_not_in_line():
    event = EventFactory(filling=Filling.REVIEWED)
    for is_staff in [False] * 5 + [True]:
        user = UserFactory(is_staff=is_staff, country="PL")
        RegistrationFactory(event=event, user=user, state=State.WAITING, rule=Rule.HOME_FULL)

    snapshots.take()

    assert reading.latest().get("waiting").people == 5


def test_seats_are_counted_where_they_are_at_home():
    event = EventFactory(capacity=6, quotas={"PL": 2, "RO": 2})
    EventFactory(capacity=4, quotas={"PL": 4}, is_published=False)
    first = Seat.objects.filter(event=event, home="PL").first()
    RegistrationFactory(event=event, seat=first, home="SE", rule=Rule.RELEASED_TO_ANYONE)

    snapshots.take()
    numbers = reading.latest(figures=["seats"])

    assert numbers.get("seats").value == {"at_home": 6, "given": 1, "free": 5, "released": 0}
    assert {group: shown.value for group, shown in numbers.groups("seats", Split.COUNTRY)} == {
        "-": {"at_home": 2, "given": 0, "free": 2, "released": 0},
        "PL": {"at_home": 2, "given": 1, "free": 1, "released": 0},
        "RO": {"at_home": 2, "given": 0, "free": 2, "released": 0},
    }
    assert [group for group, _shown in numbers.groups("seats", Split.EVENT)] == [event.slug]


def test_a_free_seat_is_released_once_the_date_has_come():
    EventFactory(capacity=3, quotas={"PL": 2}, released_at=_at(-1))

    snapshots.take()

    assert reading.latest().get("seats").value == {"at_home": 3, "given": 0, "free": 1, "released": 2}


def test_seats_of_a_period_are_those_of_its_events():
    EventFactory(capacity=2, quotas={"PL": 2}, starts_at=datetime(2027, 2, 1, 9, tzinfo=UTC))
    EventFactory(capacity=3, quotas={"PL": 3}, starts_at=datetime(2027, 3, 1, 9, tzinfo=UTC))
    since, until = datetime(2027, 2, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)

    with gathering.milestones() as milestones:
        found = FIGURES["seats"].count(Source(milestones, until, since), Split.TOTAL)

    assert [tally.value()["at_home"] for tally in found.values()] == [2]


@pytest.mark.parametrize("events", [1, 3])
def test_counting_asks_as_often_for_many_events_as_for_one(events, django_assert_num_queries):
    for _ in range(events):
        RegistrationFactory.create_batch(2, event=EventFactory())
    with gathering.milestones() as milestones, django_assert_num_queries(2):
        FIGURES["seated"].count(Source(milestones, timezone.now()), Split.EVENT)
