"""Giving a place back: the seat moves on in the same transaction."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.tests.factories import UserFactory
from mailing.models import Message
from registrations import actions
from registrations.models import Event, Rule, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def ask(event, country):
    return actions.register(event=event, user=UserFactory(country=country))[0]


def test_the_freed_seat_goes_to_the_first_in_line_of_the_same_country():
    event = EventFactory(capacity=2, quotas={"PL": 1, "RO": 1})
    holder, romanian, first, second = ask(event, "PL"), ask(event, "RO"), ask(event, "PL"), ask(event, "PL")

    assert actions.cancel(registration=holder, by=holder.user)

    for registration in (holder, romanian, first, second):
        registration.refresh_from_db()
    assert [row.state for row in (holder, romanian, first, second)] == [
        State.CANCELLED,
        State.CONFIRMED,
        State.CONFIRMED,
        State.WAITING,
    ]
    assert first.seat.home == "PL"
    assert first.rule == Rule.HOME_SEAT
    kinds = Message.objects.filter(user=first.user).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["registrations/waiting", "registrations/seat_freed"]


def test_a_seat_freed_after_the_release_goes_home_first_then_to_pilot_countries_then_anywhere():
    event = EventFactory(
        capacity=2, quotas={"PL": 1, "RO": 1}, release_at=timezone.now() + datetime.timedelta(days=1)
    )
    holder, _romanian = ask(event, "PL"), ask(event, "RO")
    anyone, second_romanian, polish = ask(event, "IN"), ask(event, "RO"), ask(event, "PL")
    Event.objects.filter(pk=event.pk).update(released_at=timezone.now())

    order = []
    for _round in range(3):
        actions.cancel(registration=holder, by=holder.user)
        holder = event.registrations.confirmed().exclude(pk=_romanian.pk).get()
        order.append((holder, holder.rule))

    assert order == [
        (polish, Rule.HOME_SEAT),
        (second_romanian, Rule.RELEASED_TO_PILOT),
        (anyone, Rule.RELEASED_TO_ANYONE),
    ]


def test_twice_is_harmless_and_tells_once(participant):
    registration = RegistrationFactory(user=participant)

    assert actions.cancel(registration=registration, by=participant)
    assert not actions.cancel(registration=registration, by=participant)
    assert Message.objects.filter(kind="registrations/cancelled").count() == 1


def test_the_office_may_cancel_for_somebody(participant, staff):
    registration = RegistrationFactory(user=participant)

    actions.cancel(registration=registration, by=staff)

    registration.refresh_from_db()
    assert registration.rule == Rule.BY_STAFF


def test_what_is_over_cannot_be_cancelled(participant):
    event = EventFactory(starts_at=timezone.now() - datetime.timedelta(days=2))
    registration = RegistrationFactory(user=participant, event=event)

    with pytest.raises(ValidationError):
        actions.cancel(registration=registration, by=participant)
