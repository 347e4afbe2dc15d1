"""Seats move to another country when both hubs agree, and never otherwise."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from hubs.models import Membership
from hubs.tests.factories import HubFactory, MembershipFactory
from levels.models import Pathway
from mailing import kinds
from mailing.models import Message
from mailing.rendering import render
from registrations import actions
from registrations.models import Event, Filling, Seat, SeatTransfer, Side, State, TransferState
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(coordinator, romanian_coordinator):
    return EventFactory(capacity=5, quotas={"PL": 2, "RO": 3}, filling=Filling.REVIEWED)


def propose(event, by, giver="RO", taker="PL", seats=1, **kwargs):
    return actions.propose_transfer(event=event, giver=giver, taker=taker, seats=seats, by=by, **kwargs)


def homes(event):
    return [str(home) for home in event.seats.order_by("number").values_list("home", flat=True)]


def mails(occasion):
    return set(
        Message.objects.filter(kind=f"registrations/transfer_{occasion}").values_list("user__name", flat=True)
    )


def is_dropped(message):
    return not kinds.get(message.kind).still_true(message)


def test_the_proposal_of_a_hub_counts_as_its_agreement_and_asks_the_other(
    event, coordinator, romanian_coordinator
):
    transfer = propose(event, romanian_coordinator, note="We cannot fill it.")

    assert transfer.is_open
    assert (transfer.giver_confirmed_by, transfer.taker_confirmed_by) == (romanian_coordinator, None)
    assert mails("proposed") == {coordinator.name}
    assert homes(event) == ["PL", "PL", "RO", "RO", "RO"]


def test_when_both_have_agreed_exactly_so_many_free_seats_move(event, coordinator, romanian_coordinator):
    RegistrationFactory(event=event, home="RO", seat=event.seats.get(number=5))
    transfer = propose(event, romanian_coordinator)

    done = actions.confirm_transfer(transfer=transfer, side=Side.TAKER, by=coordinator)

    assert done.state == TransferState.DONE
    assert homes(event) == ["PL", "PL", "RO", "PL", "RO"]
    assert mails("done") == {romanian_coordinator.name}
    entry = AuditEntry.objects.get(action="event.seats_transferred")
    assert (entry.actor_id, entry.facts["seats"]) == (coordinator.pk, [4])


def test_whoever_is_next_in_line_of_the_taker_has_the_seat_in_the_same_moment(
    event, coordinator, romanian_coordinator
):
    asked = [
        actions.register(event=event, user=UserFactory(name=f"Person {number}", country="PL"))[0]
        for number in range(4)
    ]
    for registration in asked:
        actions.approve(registration=registration, by=coordinator)
    transfer = propose(event, coordinator, seats=1)

    actions.confirm_transfer(transfer=transfer, side=Side.GIVER, by=romanian_coordinator)

    states = [row.state for row in event.registrations.in_line()]
    assert states == [State.CONFIRMED, State.CONFIRMED, State.CONFIRMED, State.WAITING]
    told = Message.objects.get(kind="registrations/seat_freed")
    assert told.user == asked[2].user


def test_staff_propose_for_both_hubs_and_neither_has_agreed(event, staff, coordinator, romanian_coordinator):
    transfer = propose(event, staff)

    assert (transfer.giver_confirmed_at, transfer.taker_confirmed_at) == (None, None)
    assert mails("proposed") == {coordinator.name, romanian_coordinator.name}
    actions.confirm_transfer(transfer=transfer, side=Side.TAKER, by=coordinator)
    assert homes(event).count("PL") == 2
    actions.confirm_transfer(transfer=transfer, side=Side.GIVER, by=romanian_coordinator)
    assert homes(event).count("PL") == 3


def test_staff_agree_in_the_place_of_a_hub_only_while_nobody_is_in_office_there(event, staff, coordinator):
    transfer = propose(event, coordinator)
    with pytest.raises(ValidationError) as refusal:
        actions.confirm_transfer(transfer=transfer, side=Side.GIVER, by=staff)
    assert refusal.value.code == "not_yours"

    Membership.objects.filter(hub__country="RO").update(
        ends_on=timezone.localdate() - datetime.timedelta(days=1)
    )
    done = actions.confirm_transfer(transfer=transfer, side=Side.GIVER, by=staff)

    assert done.state == TransferState.DONE


@pytest.mark.parametrize("who", ["participant", "stranger", "coordinator"])
def test_nobody_agrees_for_another_country(event, romanian_coordinator, who, request):
    person = request.getfixturevalue(who)
    transfer = propose(event, romanian_coordinator, taker="PL")
    SeatTransfer.objects.update(giver_confirmed_at=None, giver_confirmed_by=None)

    with pytest.raises(ValidationError) as refusal:
        actions.confirm_transfer(transfer=transfer, side=Side.GIVER, by=person)

    assert refusal.value.code == "not_yours"


def test_a_coordinator_whose_term_has_ended_neither_proposes_nor_agrees(
    event, coordinator, romanian_coordinator
):
    transfer = propose(event, romanian_coordinator)
    Membership.objects.filter(user=coordinator).update(
        ends_on=timezone.localdate() - datetime.timedelta(days=1)
    )

    for deed in (
        lambda: propose(event, coordinator, giver="PL", taker="RO"),
        lambda: actions.confirm_transfer(transfer=transfer, side=Side.TAKER, by=coordinator),
    ):
        with pytest.raises(ValidationError) as refusal:
            deed()
        assert refusal.value.code == "not_yours"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"giver": "PL"}, "same"),
        ({"giver": "IN"}, "no_hub"),
        ({"taker": "IN"}, "no_hub"),
        ({"giver": "SE"}, "too_few"),
        ({"seats": 4}, "too_few"),
        ({"seats": 0}, None),
    ],
)
def test_what_cannot_be_meant_is_refused(event, coordinator, staff, change, code):
    HubFactory(country="SE", name="Hub Sweden")

    with pytest.raises(ValidationError) as refusal:
        propose(event, staff, **change)

    assert getattr(refusal.value, "code", None) == code or "taker" in refusal.value.message_dict
    assert not SeatTransfer.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"released_at": timezone.now()},
        {"cancelled_at": timezone.now(), "cancellation_reason": "Strike"},
        {
            "starts_at": timezone.now() - datetime.timedelta(days=2),
            "ends_at": timezone.now() - datetime.timedelta(days=1),
        },
    ],
)
def test_once_released_cancelled_or_over_no_seat_moves(event, coordinator, romanian_coordinator, change):
    transfer = propose(event, romanian_coordinator)
    Event.objects.filter(pk=event.pk).update(**change)

    for deed in (
        lambda: propose(event, coordinator, giver="PL", taker="RO"),
        lambda: actions.confirm_transfer(transfer=transfer, side=Side.TAKER, by=coordinator),
    ):
        with pytest.raises(ValidationError) as refusal:
            deed()
        assert refusal.value.code == "impossible"
    assert homes(event) == ["PL", "PL", "RO", "RO", "RO"]
    assert is_dropped(Message.objects.get(kind="registrations/transfer_proposed"))


def test_when_the_giver_has_too_few_free_seats_by_now_nothing_changes(
    event, coordinator, romanian_coordinator
):
    transfer = propose(event, coordinator, seats=2)
    for seat in event.seats.filter(home="RO")[:2]:
        RegistrationFactory(event=event, home="RO", seat=seat)

    with pytest.raises(ValidationError) as refusal:
        actions.confirm_transfer(transfer=transfer, side=Side.GIVER, by=romanian_coordinator)

    assert refusal.value.messages == ["Romania has 1 free seat now, so 2 cannot move. Nothing was changed."]
    transfer.refresh_from_db()
    assert (transfer.state, transfer.giver_confirmed_at) == (TransferState.OPEN, None)
    assert homes(event).count("RO") == 3


def test_one_proposal_between_two_countries_is_open_at_a_time(event, coordinator, romanian_coordinator):
    propose(event, coordinator)

    with pytest.raises(ValidationError) as refusal:
        propose(event, romanian_coordinator)

    assert refusal.value.code == "open_already"


def test_a_refusal_carries_its_reason_to_the_other_side(event, coordinator, romanian_coordinator):
    transfer = propose(event, romanian_coordinator)

    with pytest.raises(ValidationError):
        actions.refuse_transfer(transfer=transfer, side=Side.TAKER, by=coordinator, reason="No.")
    refused = actions.refuse_transfer(
        transfer=transfer, side=Side.TAKER, by=coordinator, reason="Nobody of ours waits."
    )

    assert refused.state == TransferState.REFUSED
    assert mails("refused") == {romanian_coordinator.name}
    assert (
        Message.objects.get(kind="registrations/transfer_refused").context["reason"]
        == "Nobody of ours waits."
    )


def test_who_has_agreed_withdraws_and_cannot_refuse(event, coordinator, romanian_coordinator):
    transfer = propose(event, romanian_coordinator)
    with pytest.raises(ValidationError) as refusal:
        actions.withdraw_transfer(transfer=transfer, by=coordinator)
    assert refusal.value.code == "not_yours"

    withdrawn = actions.withdraw_transfer(transfer=transfer, by=romanian_coordinator)

    assert withdrawn.state == TransferState.WITHDRAWN
    assert mails("withdrawn") == {coordinator.name}
    assert is_dropped(Message.objects.get(kind="registrations/transfer_proposed"))


def test_the_second_is_told_what_became_of_it(event, coordinator, romanian_coordinator):
    transfer = propose(event, romanian_coordinator)
    actions.withdraw_transfer(transfer=transfer, by=romanian_coordinator)

    with pytest.raises(actions.TransferEnded, match="withdrawn since") as refusal:
        actions.confirm_transfer(transfer=transfer, side=Side.TAKER, by=coordinator)

    assert romanian_coordinator.name in refusal.value.messages[0]


def test_agreeing_twice_is_harmless(event, staff, coordinator):
    transfer = propose(event, staff)

    for _twice in range(2):
        actions.confirm_transfer(transfer=transfer, side=Side.TAKER, by=coordinator)

    assert AuditEntry.objects.filter(action="transfer.confirmed").count() == 1


def test_no_mail_reaches_a_coordinator_whose_term_has_ended(event, coordinator, romanian_coordinator):
    propose(event, romanian_coordinator)
    Membership.objects.filter(user=coordinator).update(
        ends_on=timezone.localdate() - datetime.timedelta(days=1)
    )

    assert is_dropped(Message.objects.get(kind="registrations/transfer_proposed"))


def test_where_nobody_is_in_office_the_office_is_asked(event, romanian_coordinator):
    Membership.objects.filter(hub__country="PL").delete()
    today = timezone.localdate()
    Pathway.objects.create(
        slug="sepsis",
        title="Sepsis",
        starts_on=today,
        ends_on=today + datetime.timedelta(days=300),
        contact_email="contact@example.org",
        office_email="office@example.org",
        content_updated_on=today,
    )

    propose(event, romanian_coordinator)

    mail = Message.objects.get(kind="registrations/transfer_proposed")
    assert (mail.to, mail.user) == ("office@example.org", None)
    assert not is_dropped(mail)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_each_mail_can_be_read(event, coordinator, romanian_coordinator, language):
    MembershipFactory(hub__country="SE", hub__name="Hub Sweden")
    first = propose(event, romanian_coordinator, note="We cannot fill it.")
    actions.confirm_transfer(transfer=first, side=Side.TAKER, by=coordinator)
    second = propose(event, romanian_coordinator, seats=2)
    actions.refuse_transfer(transfer=second, side=Side.TAKER, by=coordinator, reason="Nobody waits.")
    third = propose(event, romanian_coordinator)
    actions.withdraw_transfer(transfer=third, by=romanian_coordinator, reason="A mistake.")
    Message.objects.update(language=language)

    said = {}
    for message in Message.objects.filter(kind__startswith="registrations/transfer_").order_by("-pk"):
        render(message)
        said[message.kind.rpartition("_")[2]] = message.subject + message.text + message.html
    assert set(said) == {"proposed", "done", "refused", "withdrawn"}
    for text in said.values():
        assert event.title in text
        assert "/manage/" in text
    if language == "en":
        assert "1 seat from Romania to Poland: do you agree?" in said["proposed"]
        assert "> We cannot fill it." in said["done"]
        assert "Nobody waits." in said["refused"]
        assert "A mistake." in said["withdrawn"]


def test_the_database_keeps_the_number_of_seats(event, coordinator, romanian_coordinator):
    transfer = propose(event, romanian_coordinator, seats=3)
    actions.confirm_transfer(transfer=transfer, side=Side.TAKER, by=coordinator)

    assert Seat.objects.filter(event=event).count() == event.capacity
