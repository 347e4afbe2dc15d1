"""Many people at once, on real PostgreSQL, each in a thread with an own connection."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.tests.factories import UserFactory
from hubs.tests.factories import HubFactory, MembershipFactory
from mailing.models import Message
from registrations import actions
from registrations.models import Filling, Registration, Rule, SeatTransfer, Side, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
COUNTRIES = ["PL", "PT", "RO", "SE", "GB", "IN", "BR", "US"]


def at_once(deeds, threads):
    """Run the deeds together; returns what each returned or raised."""

    def run(deed):
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, deeds))


def register(event, user):
    return lambda: actions.register(event=event, user=user)[0]


def test_200_people_for_25_seats():
    event = EventFactory(capacity=25, quotas={"PL": 5, "PT": 5, "RO": 5, "SE": 5, "GB": 5})
    people = [UserFactory(country=COUNTRIES[number % 8]) for number in range(200)]

    answers = at_once([register(event, user) for user in people], threads=200)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    confirmed = Registration.objects.confirmed()
    assert Counter(str(home) for home in confirmed.values_list("seat__home", flat=True)) == {
        "PL": 5,
        "PT": 5,
        "RO": 5,
        "SE": 5,
        "GB": 5,
    }
    assert all(row.home == row.seat.home for row in confirmed.select_related("seat"))
    assert Registration.objects.waiting().count() == 175
    assert Message.objects.count() == 200


def test_200_threads_of_one_impatient_person():
    event, user = EventFactory(capacity=25, quotas={"PL": 25}), UserFactory(country="PL")

    answers = at_once([register(event, user)] * 40, threads=40)

    assert len({answer.pk for answer in answers}) == 1
    assert Message.objects.count() == 1


def test_as_many_leave_as_wait_and_no_seat_is_idle():
    event = EventFactory(capacity=10, quotas={"PL": 10})
    people = [UserFactory(country="PL") for _number in range(20)]
    registrations = [actions.register(event=event, user=user)[0] for user in people]
    leaving = [lambda row=row: actions.cancel(registration=row, by=row.user) for row in registrations[:5] * 2]
    arriving = [register(event, UserFactory(country="PL")) for _number in range(5)]

    at_once(leaving + arriving, threads=20)

    confirmed = set(Registration.objects.confirmed().values_list("pk", flat=True))
    assert confirmed == {row.pk for row in registrations[5:15]}


@pytest.mark.parametrize("contenders", [2, 10, 50])
def test_coordinators_deciding_at_once_never_contradict_each_other(contenders):
    event = EventFactory(capacity=1, quotas={"PL": 1}, filling=Filling.REVIEWED)
    registration = actions.register(event=event, user=UserFactory(country="PL"))[0]
    coordinators = [UserFactory() for _number in range(contenders)]

    def decide(number):
        if number % 2:
            return actions.approve(registration=registration, by=coordinators[number])
        return actions.decline(
            registration=registration, by=coordinators[number], reason="Not this time, sorry."
        )

    answers = at_once([lambda number=number: decide(number) for number in range(contenders)], contenders)

    told = [answer for answer in answers if isinstance(answer, actions.AlreadyDecided)]
    assert len(told) == contenders - 1
    registration.refresh_from_db()
    assert registration.state in {State.CONFIRMED, State.DECLINED}
    kinds = Message.objects.exclude(kind="registrations/received").values_list("kind", flat=True)
    assert list(kinds) == [f"registrations/{registration.state}"]


def test_without_the_lock_the_database_still_refuses_the_second_holder():
    """The proof that the seats hold even when all our care is left out."""
    event = EventFactory(capacity=1, quotas={"PL": 1})
    seat = event.seats.get()
    people = [UserFactory() for _number in range(10)]

    def seize(user):
        with transaction.atomic():
            return Registration.objects.create(
                event=event, user=user, state=State.CONFIRMED, rule="home_seat", home="PL", seat=seat
            )

    at_once([lambda user=user: seize(user) for user in people], threads=10)

    assert Registration.objects.confirmed().count() == 1


def offer(number_of_seats=1, waiting=1):
    """An event whose seats are all offered, and people who wait behind them."""
    event = EventFactory(
        capacity=number_of_seats, quotas={"PL": number_of_seats}, filling=Filling.REVIEWED, offer_hours=24
    )
    until = timezone.now() + timedelta(hours=3)
    offered = [
        RegistrationFactory(
            event=event, state=State.OFFERED, rule=Rule.HOME_SEAT, seat=seat, offer_ends_at=until
        )
        for seat in event.seats.all()
    ]
    line = [
        RegistrationFactory(event=event, state=State.WAITING, rule=Rule.HOME_FULL)
        for _number in range(waiting)
    ]
    return event, offered, line


@pytest.mark.parametrize("contenders", [2, 10, 50])
def test_an_offer_is_accepted_or_ends_and_never_both(contenders):
    event, (offered,), line = offer(waiting=contenders)
    accepts = [lambda: actions.accept(registration=offered, by=offered.user)] * (contenders // 2)
    later = timezone.now() + timedelta(hours=4)
    ends = [lambda: actions.expire(registration=offered, now=later)] * (contenders - contenders // 2)

    at_once([deed for pair in zip(accepts, ends, strict=True) for deed in pair], threads=contenders)

    offered.refresh_from_db()
    told = Message.objects.filter(context__registration=offered.pk).values_list("kind", flat=True)
    moved_up = Registration.objects.filter(pk__in=[row.pk for row in line], state=State.OFFERED).count()
    assert (offered.state, list(told), moved_up) in [
        (State.CONFIRMED, ["registrations/confirmed"], 0),
        (State.EXPIRED, ["registrations/expired"], 1),
    ]
    assert Registration.objects.filter(event=event, seat__isnull=False).count() == 1


@pytest.mark.parametrize("contenders", [2, 10, 50])
def test_cancelling_and_moving_up_at_once_leaves_no_seat_idle_and_none_twice(contenders):
    event, offered, line = offer(number_of_seats=contenders, waiting=contenders)
    Registration.objects.filter(state=State.OFFERED).update(state=State.CONFIRMED, offer_ends_at=None)
    leave = [lambda row=row: actions.cancel(registration=row, by=row.user) for row in offered]
    withdraw = [lambda row=row: actions.cancel(registration=row, by=row.user) for row in line[::2]]

    answers = at_once([*leave, *withdraw], threads=contenders)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    staying = [row.pk for row in line[1::2]]
    assert Registration.objects.filter(pk__in=staying, state=State.OFFERED).count() == len(staying)
    assert Registration.objects.filter(event=event, state=State.OFFERED).count() == len(staying)


def two_hubs(free):
    """Romania has so many free seats; a coordinator of each side, and one of Sweden."""
    event = EventFactory(capacity=free + 1, quotas={"PL": 1, "RO": free}, filling=Filling.REVIEWED)
    people = {
        code: MembershipFactory(hub=HubFactory(country=code, name=f"Hub {code}")).user
        for code in ("PL", "RO", "SE")
    }
    return event, people


def agree(transfer, by, side=Side.TAKER):
    return lambda: actions.confirm_transfer(transfer=transfer, side=side, by=by)


@pytest.mark.parametrize("contenders", [2, 10, 50])
def test_a_transfer_is_agreed_to_or_withdrawn_and_never_both(contenders):
    event, people = two_hubs(free=1)
    transfer = actions.propose_transfer(event=event, giver="RO", taker="PL", seats=1, by=people["RO"])

    def withdraw():
        return actions.withdraw_transfer(transfer=transfer, by=people["RO"])

    answers = at_once([agree(transfer, people["PL"]), withdraw] * (contenders // 2), threads=contenders)

    told = [answer for answer in answers if isinstance(answer, actions.TransferEnded)]
    assert len(told) == contenders - 1
    transfer.refresh_from_db()
    kinds = set(Message.objects.values_list("kind", flat=True)) - {"registrations/transfer_proposed"}
    assert (transfer.state, event.seats.filter(home="PL").count(), kinds) in [
        ("done", 2, {"registrations/transfer_done"}),
        ("withdrawn", 1, {"registrations/transfer_withdrawn"}),
    ]


@pytest.mark.parametrize("contenders", [2, 10, 50])
def test_two_transfers_for_the_last_free_seat_move_it_once(contenders):
    event, people = two_hubs(free=1)
    rivals = [
        (
            actions.propose_transfer(event=event, giver="RO", taker=code, seats=1, by=people["RO"]),
            people[code],
        )
        for code in ("PL", "SE")
    ]

    at_once([agree(*rival) for rival in rivals] * (contenders // 2), threads=contenders)

    assert sorted(SeatTransfer.objects.values_list("state", flat=True)) == ["done", "open"]
    assert Counter(str(seat.home) for seat in event.seats.all()) in (
        {"PL": 2},
        {"PL": 1, "SE": 1},
    )


@pytest.mark.parametrize("contenders", [2, 10, 50])
def test_a_seat_that_is_taken_in_that_moment_does_not_move(contenders):
    """Half of them approve requests for the giver's only seat, half agree that it moves."""
    event, people = two_hubs(free=1)
    transfer = actions.propose_transfer(event=event, giver="RO", taker="PL", seats=1, by=people["RO"])
    asked = actions.register(event=event, user=UserFactory(country="RO"))[0]

    def approve():
        return actions.approve(registration=asked, by=people["RO"])

    at_once([agree(transfer, people["PL"]), approve] * (contenders // 2), threads=contenders)

    asked.refresh_from_db()
    transfer.refresh_from_db()
    assert (asked.state, transfer.state) in [(State.CONFIRMED, "open"), (State.WAITING, "done")]
