"""What the database itself refuses, by raw SQL: no forgotten lock and no shell session can pass it."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.tests.factories import UserFactory
from registrations.models import CalendarFeed, Event, Seat, State
from registrations.tests.factories import (
    EventFactory,
    NominationFactory,
    RegistrationFactory,
    SeatTransferFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db


def refused(sql, *params, rule):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    assert refusal.value.__cause__.diag.constraint_name == rule


@pytest.fixture
def event():
    return EventFactory(capacity=25, quotas={"PL": 5, "PT": 5, "RO": 5, "SE": 5, "GB": 5})


def test_a_26th_seat(event):
    refused(
        "INSERT INTO registrations_seat (event_id, number, home) VALUES (%s, 26, 'PL')",
        event.pk,
        rule="registrations_seat_within_capacity",
    )


def test_a_26th_seat_under_a_number_that_is_taken(event):
    refused(
        "INSERT INTO registrations_seat (event_id, number, home) VALUES (%s, 25, 'PL')",
        event.pk,
        rule="registrations_seat_number_once",
    )


def test_a_26th_confirmed_person(event):
    for seat in event.seats.all():
        RegistrationFactory(event=event, seat=seat)
    last = RegistrationFactory(event=event, state=State.WAITING)

    refused(
        "UPDATE registrations_registration SET state = 'confirmed' WHERE id = %s",
        last.pk,
        rule="registrations_confirmed_holds_seat",
    )


def test_a_second_holder_of_a_seat(event):
    seat = event.seats.first()
    RegistrationFactory(event=event, seat=seat)
    other = RegistrationFactory(event=event, state=State.WAITING)

    refused(
        "UPDATE registrations_registration SET state = 'confirmed', seat_id = %s WHERE id = %s",
        seat.pk,
        other.pk,
        rule="registrations_registration_seat_id_key",
    )


def test_a_seat_of_another_event(event):
    other = RegistrationFactory(event=EventFactory(capacity=1, quotas={}), state=State.WAITING)

    refused(
        "UPDATE registrations_registration SET state = 'confirmed', seat_id = %s WHERE id = %s",
        event.seats.first().pk,
        other.pk,
        rule="registrations_seat_of_same_event",
    )


def test_a_seat_for_somebody_who_waits(event):
    waiting = RegistrationFactory(event=event, state=State.WAITING)

    refused(
        "UPDATE registrations_registration SET seat_id = %s WHERE id = %s",
        event.seats.first().pk,
        waiting.pk,
        rule="registrations_registration_seat_only_held",
    )


def test_an_offer_without_a_seat(event):
    waiting = RegistrationFactory(event=event, state=State.WAITING)

    refused(
        "UPDATE registrations_registration SET state = 'offered', offer_ends_at = now() WHERE id = %s",
        waiting.pk,
        rule="registrations_registration_offer_has_seat_and_end",
    )


def test_an_offer_without_an_end(event):
    waiting = RegistrationFactory(event=event, state=State.WAITING)

    refused(
        "UPDATE registrations_registration SET state = 'offered', seat_id = %s WHERE id = %s",
        event.seats.first().pk,
        waiting.pk,
        rule="registrations_registration_offer_has_seat_and_end",
    )


def test_a_deadline_for_somebody_who_is_offered_nothing(event):
    waiting = RegistrationFactory(event=event, state=State.WAITING)

    refused(
        "UPDATE registrations_registration SET offer_ends_at = now() WHERE id = %s",
        waiting.pk,
        rule="registrations_registration_offer_has_seat_and_end",
    )


def test_fewer_places_than_there_are_seats(event):
    refused(
        "UPDATE registrations_event SET capacity = 24 WHERE id = %s",
        event.pk,
        rule="registrations_capacity_covers_seats",
    )


def test_a_limit_over_the_heads_of_people_who_are_confirmed():
    unlimited = RegistrationFactory().event

    refused(
        "UPDATE registrations_event SET capacity = 1 WHERE id = %s",
        unlimited.pk,
        rule="registrations_capacity_covers_confirmed",
    )


def test_two_live_registrations_of_one_person(event):
    user = UserFactory()
    RegistrationFactory(event=event, user=user, state=State.WAITING)
    RegistrationFactory(event=event, user=user, state=State.CANCELLED, rule="gave_back")

    refused(
        "UPDATE registrations_registration SET state = 'requested' WHERE state = 'cancelled' AND user_id = %s",
        user.pk,
        rule="registrations_registration_one_live",
    )


def test_a_refusal_without_a_reason(event):
    asked = RegistrationFactory(event=event, state=State.REQUESTED)

    refused(
        "UPDATE registrations_registration SET state = 'declined', decided_at = now() WHERE id = %s",
        asked.pk,
        rule="registrations_registration_declined_with_reason",
    )


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("ends_at = starts_at", "registrations_event_ends_after_start"),
        ("starts_at = NULL, ends_at = NULL", "registrations_event_has_date_or_note"),
        ("release_at = starts_at", "registrations_event_released_before_start"),
        (
            "registration_opens_at = starts_at, registration_closes_at = starts_at",
            "registrations_event_closes_after_opening",
        ),
        ("cancelled_at = now()", "registrations_event_cancelled_with_reason"),
        ("kind = 'party'", "registrations_event_choices_known"),
    ],
)
def test_an_impossible_event(event, change, rule):
    refused(f"UPDATE registrations_event SET {change} WHERE id = %s", event.pk, rule=rule)


def test_an_unknown_state(event):
    row = RegistrationFactory(event=event, state=State.WAITING)
    refused(
        "UPDATE registrations_registration SET state = 'attended' WHERE id = %s",
        row.pk,
        rule="registrations_registration_choices_known",
    )


def test_a_session_that_ends_before_it_starts():
    session = SessionFactory()
    refused(
        "UPDATE registrations_session SET ends_at = starts_at WHERE id = %s",
        session.pk,
        rule="registrations_session_ends_after_start",
    )


def test_the_version_moves_when_a_visitor_would_see_something_else_and_only_then(event):
    def version():
        return Event.objects.values_list("version", flat=True).get(pk=event.pk)

    before = version()
    registration = RegistrationFactory(event=event, state=State.WAITING)
    assert version() == before

    registration.state, registration.seat = State.CONFIRMED, event.seats.first()
    registration.save()
    assert version() == before + 1

    Seat.objects.filter(pk=event.seats.last().pk).update(home="PL")
    assert version() == before + 2

    Event.objects.filter(pk=event.pk).update(title="Another title")
    assert version() == before + 3


def test_a_link_to_join_that_is_not_https():
    event = EventFactory()
    with pytest.raises(IntegrityError, match="registrations_session_joined_by_https"):
        event.sessions.create(
            title="Day 1",
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            join_url="http://meet.example.org",
        )


def test_a_calendar_address_that_could_be_guessed():
    with pytest.raises(IntegrityError, match="registrations_feed_token_long_enough"):
        CalendarFeed.objects.create(user=UserFactory(), token="short")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("seats = 0", "registrations_transfer_of_some_seats"),
        ("taker = giver", "registrations_transfer_to_another"),
        ("state = 'lost', ended_at = now()", "registrations_transfer_state_known"),
        ("giver_confirmed_at = now()", "registrations_transfer_giver_confirmed_by"),
        ("taker_confirmed_at = now()", "registrations_transfer_taker_confirmed_by"),
        ("state = 'withdrawn'", "registrations_transfer_ended_unless_open"),
        ("state = 'refused', ended_at = now()", "registrations_transfer_refused_with_reason"),
        (
            "state = 'done', ended_at = now(), giver_confirmed_at = now(), giver_confirmed_by_id = proposed_by_id",
            "registrations_transfer_done_when_both_agree",
        ),
    ],
)
def test_an_impossible_transfer_of_seats(change, rule):
    transfer = SeatTransferFactory()
    refused(f"UPDATE registrations_seattransfer SET {change} WHERE id = %s", transfer.pk, rule=rule)


def test_two_open_transfers_between_the_same_countries():
    first = SeatTransferFactory()
    SeatTransferFactory(event=first.event, giver="PL", taker="RO")
    with pytest.raises(IntegrityError, match="registrations_transfer_one_open"):
        SeatTransferFactory(event=first.event)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("email = 'Somebody@example.org'", "registrations_nomination_email_in_small_letters"),
        ("name = ''", "registrations_nomination_known_or_forgotten"),
        ("email = ''", "registrations_nomination_known_or_forgotten"),
    ],
)
def test_an_impossible_nomination(change, rule):
    nomination = NominationFactory()
    refused(f"UPDATE registrations_nomination SET {change} WHERE id = %s", nomination.pk, rule=rule)


def test_one_address_nominated_twice_for_an_event_unless_it_is_forgotten():
    first = NominationFactory()
    for _twice in range(2):
        NominationFactory(event=first.event, name="", email="")
    with pytest.raises(IntegrityError, match="registrations_nomination_once"):
        NominationFactory(event=first.event, email=first.email)
