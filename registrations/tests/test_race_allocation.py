"""The seats of a ranked event given by several at once, on real PostgreSQL, each in a thread with an own connection."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from hubs.tests.factories import HubFactory
from mailing.models import Message
from registrations import actions
from registrations.models import Allocation, AllocationState, Event, Filling, Registration, State
from registrations.tests.factories import EventFactory
from registrations.tests.test_race import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
SEATS = 4


@pytest.fixture
def proposal():
    """Six people for four seats, ranked and proposed."""
    HubFactory(country="PL")
    event = EventFactory(
        filling=Filling.RANKED,
        capacity=SEATS,
        quotas={"PL": SEATS},
        requests_until=timezone.now() + timedelta(days=1),
        starts_at=timezone.now() + timedelta(days=100),
        offer_hours=7 * 24,
    )
    staff = UserFactory(is_staff=True)
    for _number in range(6):
        registration = actions.register(event=event, user=UserFactory(country="PL"))[0]
        actions.approve(registration=registration, by=staff)
    Event.objects.update(requests_until=timezone.now() - timedelta(hours=1))
    return actions.propose_allocation(event=Event.objects.get(), by=staff)


def offers():
    return Message.objects.filter(kind="registrations/offered")


@pytest.mark.parametrize("contenders", [2, 10, 50])
def test_signed_off_by_many_the_offers_go_out_once(proposal, contenders):
    people = [UserFactory(is_staff=True) for _number in range(contenders)]
    sign = [lambda user=user: actions.sign_off(allocation=proposal, by=user) for user in people]

    answers = at_once(sign, threads=contenders)

    assert sum(isinstance(answer, Allocation) for answer in answers) == 1
    assert sum(isinstance(answer, actions.AllocationEnded) for answer in answers) == contenders - 1
    assert Registration.objects.offered().count() == offers().count() == SEATS
    assert Message.objects.filter(kind="registrations/not_seated").count() == 2


@pytest.mark.parametrize("contenders", [2, 10, 50])
def test_signed_off_while_somebody_cancels_every_seat_is_offered_once_or_none_is(proposal, contenders):
    """Either the cancellation comes first, then the proposal is out of date; or after, then the next moves up."""
    leaving = Registration.objects.get(pk=proposal.result["given"][0][0])
    staff = UserFactory(is_staff=True)
    sign = [lambda: actions.sign_off(allocation=proposal, by=staff)] * (contenders // 2)
    cancel = [lambda: actions.cancel(registration=leaving, by=leaving.user)] * (contenders // 2)

    answers = at_once([deed for pair in zip(sign, cancel, strict=True) for deed in pair], contenders)

    leaving.refresh_from_db()
    assert leaving.state == State.CANCELLED
    was_signed = Allocation.objects.get().state == AllocationState.SIGNED
    assert Registration.objects.offered().count() == (SEATS if was_signed else 0)
    assert offers().count() == (SEATS + 1 if was_signed else 0)
    if not was_signed:
        assert any(isinstance(answer, actions.FactsChanged) for answer in answers)


@pytest.mark.parametrize("contenders", [2, 10])
def test_signed_off_and_put_aside_at_once_only_one_of_them_counts(proposal, contenders):
    staff = UserFactory(is_staff=True)
    deeds = [
        lambda: actions.sign_off(allocation=proposal, by=staff),
        lambda: actions.discard(allocation=proposal, by=staff),
    ] * (contenders // 2)

    answers = at_once(deeds, threads=contenders)

    assert sum(isinstance(answer, Allocation) for answer in answers) == 1
    was_signed = Allocation.objects.get().state == AllocationState.SIGNED
    assert offers().count() == (SEATS if was_signed else 0)
