"""A centre cancels, or a person: what becomes of the fellowship."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.personal_data import holdings
from fellowships import actions, reserves
from fellowships.actions import giving_back
from fellowships.models import Call, Offer, Offering, OfferState, Placement, Side, Stage
from fellowships.tests.deciding import approved
from fellowships.tests.factories import ApplicationFactory, open_call
from mailing.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    """Three fellowships; centres with two, one and one places."""
    return open_call(places=(2, 1, 1))


@pytest.fixture
def centres(call):
    return list(call.offerings.order_by("-places", "pk"))


@pytest.fixture
def offers(call, centres, staff):
    """Two at the first centre: one has accepted, one has not answered; one at the second. One is in reserve."""
    people = ApplicationFactory.create_batch(4, call=call)
    placed = list(zip(people, [centres[0], centres[0], centres[1]], strict=False))
    offers = actions.send_offers(call=approved(call, placed=placed, reserve=people[3:]), by=staff)
    actions.accept_offer(offer=offers[0], by=people[0].person)
    return offers


def cancel(offering, by, because="Our unit is being rebuilt."):
    """The centre leaves the call: its stays are cancelled, and whoever holds a place keeps the fellowship."""
    Offering.objects.filter(pk=offering.pk).update(withdrawn_at=timezone.now(), withdrawn_because=because)
    for offer in Offer.objects.holding().filter(offering=offering).order_by("pk"):
        for stay in Placement.objects.live().filter(offer=offer):
            actions.cancel_placement(placement=stay, side=Side.HOST, by=by, because=because)
        giving_back.keep_fellowship(offer=offer, by=by, because=because)


def fresh(offer):
    return Offer.objects.get(pk=offer.pk)


def mails(kind):
    return Message.objects.filter(kind=f"fellowships/{kind}").count()


def test_when_a_centre_cancels_all_its_fellows_keep_the_fellowship(call, offers, centres, staff):
    before = offers[1].expires_at

    cancel(centres[0], staff)

    assert [(fresh(offer).state, fresh(offer).offering) for offer in offers[:2]] == [
        (OfferState.ACCEPTED, None),
        (OfferState.SENT, None),
    ]
    assert fresh(offers[1]).expires_at >= before
    assert not Placement.objects.live().filter(offer=offers[0]).exists()
    assert reserves.free_fellowships(call) == 0
    centres[0].refresh_from_db()
    assert centres[0].withdrawn_because == "Our unit is being rebuilt."
    assert mails("offer_choose") == 2


def test_they_choose_among_the_free_places(call, offers, centres, staff):
    cancel(centres[0], staff)
    assert [(one.pk, one.free) for one in reserves.free_places(call)] == [(centres[2].pk, 1)]

    actions.choose_centre(offer=offers[0], offering=centres[2], by=offers[0].application.person)

    assert fresh(offers[0]).offering == centres[2]
    [stay] = Placement.objects.live().filter(offer=offers[0])
    assert stay.centre == centres[2].centre
    assert not reserves.free_places(call).exists()


def test_an_open_offer_is_accepted_by_the_choice(offers, centres, staff):
    cancel(centres[0], staff)

    offer = actions.choose_centre(offer=offers[1], offering=centres[2], by=offers[1].application.person)

    assert (offer.state, offer.offering) == (OfferState.ACCEPTED, centres[2])


def test_nothing_is_accepted_while_there_is_no_centre(offers, centres, staff):
    cancel(centres[0], staff)

    with pytest.raises(ValidationError, match="Choose a centre first"):
        actions.accept_offer(offer=offers[1], by=offers[1].application.person)


def test_a_place_that_is_taken_is_not_chosen(offers, centres, staff):
    cancel(centres[0], staff)

    with pytest.raises(ValidationError, match="has just been taken"):
        actions.choose_centre(offer=offers[0], offering=centres[1], by=offers[0].application.person)


def test_who_has_a_centre_does_not_change_it(offers, centres):
    with pytest.raises(ValidationError, match="already"):
        actions.choose_centre(offer=offers[0], offering=centres[2], by=offers[0].application.person)


def test_a_host_that_cannot_take_one_person_has_one_place_less(call, offers, centres, staff):
    actions.keep_fellowship(offer=offers[0], by=staff, because="The tutor is on leave.")

    centres[0].refresh_from_db()
    assert (centres[0].places, centres[0].withdrawn_at) == (1, None)
    assert fresh(offers[1]).offering == centres[0]
    assert centres[0] not in reserves.free_places(call)


def test_a_host_that_cannot_take_its_only_fellow_has_left_the_call(offers, centres, staff):
    actions.keep_fellowship(offer=offers[2], by=staff, because="The tutor is on leave.")

    centres[1].refresh_from_db()
    assert centres[1].withdrawn_because == "The tutor is on leave."


def test_a_fellow_who_gives_back_frees_place_and_fellowship(call, offers):
    person = offers[0].application.person

    for _time in range(2):
        giving_back.give_back(offer=offers[0], by=person, because="I am ill.")

    assert fresh(offers[0]).state == OfferState.DECLINED
    assert reserves.free_fellowships(call) == 1
    assert mails("offer_declined") == 1


def test_the_office_takes_a_fellowship_back_with_a_reason(offers, staff):
    with pytest.raises(ValidationError, match="Say why"):
        giving_back.take_back(offer=offers[0], by=staff, because=" ")

    giving_back.take_back(offer=offers[0], by=staff, because="The papers were not in order.")

    assert fresh(offers[0]).state == OfferState.REVOKED
    assert mails("offer_revoked") == 1


def test_nobody_takes_back_the_own_fellowship(offers):
    with pytest.raises(ValidationError, match="Somebody else"):
        giving_back.take_back(offer=offers[0], by=offers[0].application.person, because="Why not?")


def test_the_office_ends_a_fellowship_with_its_stay(call, offers, staff):
    for offer in offers:
        actions.end_fellowship(offer=offer, by=staff, because="The papers were not in order.")

    assert {fresh(offer).state for offer in offers} == {OfferState.REVOKED}
    assert not Placement.objects.live().exists()


def test_who_leaves_gives_back_fellowship_and_stay(call, offers):
    for offer in offers:
        actions.leave_round(offer=offer, by=offer.application.person, because="I am ill.")

    assert {fresh(offer).state for offer in offers} == {OfferState.DECLINED}
    assert not Placement.objects.live().exists()
    assert reserves.free_fellowships(call) == 3


def test_after_erasure_the_fellowship_is_free_and_the_reason_gone(call, offers):
    [holding] = [one for one in holdings() if one.model == "fellowships.Offer"]
    person = offers[2].application.person
    assert [line["state"] for line in holding.export(person)] == ["sent"]
    actions.decline_offer(offer=offers[2], by=person, because="A family matter.")

    holding.erase(person)
    holding.erase(offers[0].application.person)

    assert fresh(offers[2]).because == ""
    assert not Offer.history.filter(because="A family matter.").exists()
    assert fresh(offers[0]).state == OfferState.DECLINED


def test_the_list_closes_when_its_day_has_come(call, offers, staff):
    for offer in offers[1:]:
        actions.accept_offer(offer=offer, by=offer.application.person)
    assert actions.close_due_reserve_lists() == 0

    ends_on = timezone.localdate() + timedelta(days=40)
    Call.objects.filter(pk=call.pk).update(reserve_ends_on=ends_on)
    assert actions.close_due_reserve_lists() == 0
    assert actions.close_due_reserve_lists(now=timezone.now() + timedelta(days=41)) == 1
    assert actions.close_due_reserve_lists(now=timezone.now() + timedelta(days=41)) == 0

    call.refresh_from_db()
    assert call.stage == Stage.RUNNING
    assert mails("reserve_ends") == 1


def test_the_list_is_not_closed_while_answers_are_out(call, offers, staff):
    with pytest.raises(ValidationError, match="not answered yet"):
        actions.close_reserve_list(call=call, by=staff)

    assert mails("reserve_ends") == 0
