"""Two coordinators at once, on real PostgreSQL, each in a thread with an own connection."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.actions import give_consent
from accounts.models import ConsentKind
from accounts.tests.factories import UserFactory
from hubs import actions
from hubs.models import Ambassador, Appointment, Invitation, Membership, Role, Rung
from hubs.tests.factories import AmbassadorFactory, HubFactory, MembershipFactory
from mailing.models import Message

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
CONTENDERS = 8


def at_once(deed):
    """Run it many times together; returns what each returned or raised."""

    def run(number):
        try:
            return deed(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(CONTENDERS) as pool:
        return list(pool.map(run, range(CONTENDERS)))


@pytest.fixture
def coordinators(transactional_db):
    return UserFactory.create_batch(CONTENDERS)


def told(answers):
    return sum(isinstance(answer, actions.AlreadyChanged) for answer in answers)


def test_a_step_confirmed_by_many_at_once_is_taken_once(coordinators):
    ambassador = AmbassadorFactory()

    answers = at_once(
        lambda number: actions.take_step(
            ambassador=ambassador, rung=Rung.TRAINED, by=coordinators[number], evidence="FDD"
        )
    )

    assert told(answers) == CONTENDERS - 1
    assert ambassador.steps.count() == 2
    assert Message.objects.count() == 1


def test_a_term_renewed_by_many_at_once_grows_by_one_term(coordinators):
    soon = timezone.localdate() + timedelta(days=10)
    ambassador = AmbassadorFactory(starts_on=soon - timedelta(days=365), ends_on=soon)

    answers = at_once(
        lambda number: actions.renew(ambassador=ambassador, until=soon, by=coordinators[number])
    )

    assert told(answers) == CONTENDERS - 1
    ambassador.refresh_from_db()
    assert ambassador.ends_on < soon + timedelta(days=3 * 365)


def test_a_person_nominated_and_invited_by_many_at_once_comes_once(coordinators):
    hub = HubFactory()
    person = UserFactory(country="PL")
    give_consent(person, ConsentKind.HUB)

    def nominate(number):
        email = person.email if number % 2 else "new@example.com"
        return actions.nominate(hub=hub, email=email, by=coordinators[number])

    answers = at_once(nominate)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Ambassador.objects.count() == Invitation.objects.count() == 1
    assert Message.objects.count() == 2


def test_an_invitation_accepted_by_many_at_once_lets_one_in(coordinators):
    hub = HubFactory()
    invitation = actions.nominate(hub=hub, email="new@example.com", by=coordinators[0])

    at_once(lambda number: actions.accept(invitation=invitation, user=coordinators[number]))

    assert Ambassador.objects.count() == 1


def test_a_hub_handed_over_by_many_at_once_gets_one_successor(coordinators):
    term = MembershipFactory()
    office = UserFactory.create_batch(CONTENDERS, is_staff=True)

    answers = at_once(
        lambda number: actions.hand_over(
            membership=term,
            email=f"next{number}@example.com",
            starts_on=timezone.localdate() + timedelta(days=5),
            by=office[number],
        )
    )

    assert told(answers) == CONTENDERS - 1
    assert Appointment.objects.count() == Message.objects.count() == 1


def test_a_term_accepted_by_many_clicks_at_once_begins_once(coordinators):
    hub = MembershipFactory(user=coordinators[0]).hub
    deputy = UserFactory(email="deputy@example.com")
    asked = actions.appoint(hub=hub, email=deputy.email, starts_on=timezone.localdate(), by=coordinators[0])

    answers = at_once(lambda number: actions.accept_appointment(appointment=asked, user=deputy))

    assert sum(isinstance(answer, Membership) for answer in answers) == 1
    assert deputy.hub_memberships.get().role == Role.DEPUTY


def test_two_who_end_their_terms_at_once_do_not_leave_the_hub_alone(coordinators):
    hub = HubFactory()
    terms = [MembershipFactory(hub=hub, user=user, role=Role.DEPUTY) for user in coordinators]

    answers = at_once(
        lambda number: actions.end_term(
            membership=terms[number], last_day=timezone.localdate(), by=coordinators[number]
        )
    )

    assert sum(isinstance(answer, Exception) for answer in answers) == 1
    assert hub.memberships.filter(ends_on=None).count() == 1
