"""The office and a hub at once, on real PostgreSQL."""

import datetime

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from mailing.models import Message
from registrations import actions
from registrations.models import Closing, Event
from registrations.tests.factories import (
    EventFactory,
    ProposalFactory,
    RegistrationFactory,
    SessionFactory,
)
from registrations.tests.test_race import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("contenders", [2, 10])
def test_approve_and_send_back_at_once_one_holds_and_the_others_are_told(poland, coordinator, contenders):
    proposal = actions.propose_event(proposal=ProposalFactory(hub=poland), faculty=[], by=coordinator)
    office = [UserFactory(is_staff=True) for _number in range(contenders)]

    def decide(number):
        if number % 2:
            return actions.approve_proposal(proposal=proposal, by=office[number])
        return actions.send_back_proposal(
            proposal=proposal, by=office[number], comment="Please say more about it."
        )

    answers = at_once([lambda number=number: decide(number) for number in range(contenders)], contenders)

    assert sum(isinstance(answer, actions.ProposalMoved) for answer in answers) == contenders - 1
    proposal.refresh_from_db()
    assert Event.objects.count() == (1 if proposal.state == "approved" else 0)
    assert list(Message.objects.values_list("kind", flat=True)) == [
        f"registrations/proposal_{proposal.state}"
    ]


@pytest.mark.parametrize("contenders", [2, 10])
def test_an_event_is_closed_and_approved_once(poland, contenders):
    ended = timezone.now() - datetime.timedelta(hours=1)
    event = EventFactory(hub=poland, starts_at=ended - datetime.timedelta(hours=3), ends_at=ended)
    present = RegistrationFactory(event=event)
    SessionFactory(event=event).attendances.create(registration=present, minutes=60)
    RegistrationFactory(event=event)
    people = [UserFactory(is_staff=True) for _number in range(contenders)]

    closed = at_once([lambda by=by: actions.close_event(event=event, by=by) for by in people], contenders)
    office = [UserFactory(is_staff=True) for _number in range(contenders)]
    approved = at_once(
        [lambda by=by: actions.approve_certificates(event=event, by=by) for by in office], contenders
    )

    for answers in (closed, approved):
        assert sum(isinstance(answer, actions.AlreadyClosed) for answer in answers) == contenders - 1
    assert [answer for answer in closed if isinstance(answer, int)] == [1]
    assert Closing.objects.get().approved_by in office
