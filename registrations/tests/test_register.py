"""Asking for a place: what a person gets at once, and why."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from mailing.models import Message
from registrations import actions
from registrations.models import Filling, Registration, Rule, State
from registrations.tests.factories import EventFactory

pytestmark = pytest.mark.django_db
FIVE_EACH = {"PL": 5, "PT": 5, "RO": 5, "SE": 5, "GB": 5}


def register(event, user=None, *, country="PL", **kwargs):
    return actions.register(event=event, user=user or UserFactory(country=country), **kwargs)[0]


def mails():
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def test_an_unlimited_event_confirms_at_once(participant):
    registration = register(EventFactory(), participant)

    assert (registration.state, registration.rule) == (State.CONFIRMED, Rule.UNLIMITED)
    assert mails() == ["registrations/confirmed"]


def test_first_come_takes_a_seat_of_the_own_country(participant):
    event = EventFactory(capacity=25, quotas=FIVE_EACH)

    registration = register(event, participant)

    assert (registration.state, registration.rule) == (State.CONFIRMED, Rule.HOME_SEAT)
    assert registration.seat.home == "PL"


def test_who_comes_after_the_quota_is_full_waits_in_the_line_of_the_own_country():
    event = EventFactory(capacity=2, quotas={"PL": 1, "RO": 1})
    register(event)

    second = register(event)
    third = register(event)

    assert (second.state, second.rule) == (State.WAITING, Rule.HOME_FULL)
    assert third.state == State.WAITING
    last = Message.objects.order_by("pk").last()
    assert (last.kind, last.context["position"], last.context["of"]) == ("registrations/waiting", 2, 2)


def test_people_from_elsewhere_may_ask_and_wait_behind_the_pilot_countries(stranger):
    event = EventFactory(
        capacity=25, quotas=FIVE_EACH, release_at=timezone.now() + datetime.timedelta(days=10)
    )

    registration = register(event, stranger)

    assert (registration.state, registration.rule) == (State.WAITING, Rule.BEHIND_PILOT)


def test_a_reviewed_event_takes_the_request_and_gives_no_seat(participant):
    event = EventFactory(capacity=25, quotas=FIVE_EACH, filling=Filling.REVIEWED)

    registration = register(event, participant, motivation=" I would teach it. ")

    assert (registration.state, registration.rule) == (State.REQUESTED, Rule.RECEIVED)
    assert registration.motivation == "I would teach it."
    assert mails() == ["registrations/received"]


def test_asking_twice_gives_the_one_registration(participant):
    event = EventFactory()

    first, first_created = actions.register(event=event, user=participant)
    second, second_created = actions.register(event=event, user=participant)

    assert (first, first_created, second_created) == (second, True, False)
    assert mails() == ["registrations/confirmed"]


def test_after_cancelling_one_may_ask_again(participant):
    event = EventFactory()
    actions.cancel(registration=register(event, participant), by=participant)

    again = register(event, participant)

    assert again.state == State.CONFIRMED
    assert Registration.objects.filter(user=participant).count() == 2


def test_the_country_at_registration_stays_when_the_person_moves(participant):
    registration = register(EventFactory(), participant)
    participant.profile.country = "SE"
    participant.profile.save()

    registration.refresh_from_db()
    assert registration.home == "PL"


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"registration_opens_at": timezone.now() + datetime.timedelta(days=1)}, "not_open_yet"),
        ({"registration_closes_at": timezone.now() - datetime.timedelta(days=1)}, "closed"),
        ({"starts_at": timezone.now() - datetime.timedelta(hours=1)}, "closed"),
        ({"is_published": False}, "closed"),
        ({"cancelled_at": timezone.now(), "cancellation_reason": "Strike"}, "cancelled"),
    ],
)
def test_registration_is_refused_outside_its_window(participant, event, code):
    with pytest.raises(ValidationError) as refusal:
        register(EventFactory(**event), participant)

    assert refusal.value.code == code
    assert not Registration.objects.exists()


def test_an_unverified_address_cannot_hold_a_seat():
    with pytest.raises(ValidationError) as refusal:
        register(EventFactory(), UserFactory(country="PL", verified=False))

    assert refusal.value.code == "unverified"


def test_without_a_profile_there_is_no_country_whose_seat_it_could_be():
    with pytest.raises(ValidationError) as refusal:
        register(EventFactory(), UserFactory())

    assert refusal.value.code == "profile"


def test_each_registration_is_on_record(participant):
    registration = register(EventFactory(), participant)

    trail = AuditEntry.objects.about(registration).order_by("id")
    assert [(row.action, row.actor_id) for row in trail] == [
        ("registration.waiting", participant.pk),
        ("registration.confirmed", None),
    ]


def test_a_registration_costs_few_queries(participant, django_assert_num_queries):
    event = EventFactory(capacity=25, quotas=FIVE_EACH)

    # savepoint, country and address, lock, live, homes, insert, trail, seats, line, update, trail,
    # mail, release of the savepoint
    with django_assert_num_queries(13):
        register(event, participant)
