"""A stay that does not come about: who cancels, and what becomes of fellowship and money."""

import pytest
from django.core.exceptions import ValidationError

from accounts.erasures import erase
from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import BursaryState, OfferState, Placement, PlacementState, Side
from fellowships.tests.factories import CentreMemberFactory, placement_of_expert, placement_of_fellow
from fellowships.tests.test_placements import arranged, confirmed, host_of, mails, over

pytestmark = pytest.mark.django_db


def cancelled(placement, side, by):
    return actions.cancel_placement(placement=placement, side=side, by=by, because=" The ward is closed. ")


def test_a_fellow_who_cannot_go_makes_room_for_the_next():
    placement = confirmed(placement_of_fellow())
    actions.plan_bursary(placement=placement, amount=1000)
    host = host_of(placement)

    placement = cancelled(placement, Side.FELLOW, placement.person)

    assert (placement.cancelled_by, placement.cancelled_because) == (Side.FELLOW, "The ward is closed.")
    placement.offer.refresh_from_db()
    assert placement.offer.state == OfferState.DECLINED
    placement.bursary.refresh_from_db()
    assert placement.bursary.state == BursaryState.CANCELLED
    assert host.email in mails("stay_cancelled")
    assert placement.person.email not in mails("stay_cancelled")


def test_a_fellow_whose_host_cannot_take_anybody_keeps_the_fellowship():
    placement = arranged(placement_of_fellow())

    placement = cancelled(placement, Side.HOST, host_of(placement))

    placement.offer.refresh_from_db()
    assert (placement.offer.state, placement.offer.offering) == (OfferState.ACCEPTED, None)
    other = placement.call.offerings.exclude(centre=placement.centre).get()
    again = actions.begin_placement(person=placement.person, offer=placement.offer, centre=other.centre)
    assert again.state == PlacementState.PROPOSED


def test_the_office_takes_a_fellowship_back():
    placement = placement_of_fellow()

    cancelled(placement, Side.OFFICE, UserFactory(is_staff=True))

    placement.offer.refresh_from_db()
    assert placement.offer.state == OfferState.REVOKED


@pytest.mark.parametrize(
    ("side", "state"), [(Side.FELLOW, OfferState.DECLINED), (Side.HOST, OfferState.ACCEPTED)]
)
def test_the_office_may_cancel_for_each_of_the_others(side, state):
    placement = placement_of_fellow()

    placement = cancelled(placement, side, UserFactory(is_staff=True))

    placement.offer.refresh_from_db()
    assert (placement.cancelled_by, placement.offer.state) == (side, state)


def test_an_expert_is_told_by_mail_when_the_host_cancels():
    placement = placement_of_expert()

    cancelled(placement, Side.HOST, host_of(placement))

    assert placement.person.email in mails("stay_cancelled")


@pytest.mark.parametrize("side", [Side.HOST, Side.OFFICE])
def test_a_visitor_cancels_for_nobody_else(side):
    placement = placement_of_fellow()

    with pytest.raises(ValidationError, match="Somebody else decides"):
        cancelled(placement, side, placement.person)


@pytest.mark.parametrize("side", Side.values)
def test_a_stranger_and_another_centre_cancel_nothing(side):
    placement = placement_of_fellow()

    for person in (UserFactory(), CentreMemberFactory().user):
        with pytest.raises(ValidationError, match="Somebody else decides"):
            cancelled(placement, side, person)


def test_a_reason_is_needed():
    placement = placement_of_fellow()

    with pytest.raises(ValidationError, match="Say why"):
        actions.cancel_placement(placement=placement, side=Side.FELLOW, by=placement.person, because=" ")


def test_what_is_over_or_cancelled_already_is_not_cancelled_any_more():
    done = actions.finish_placement(placement=over(placement_of_fellow()))
    off = cancelled(placement_of_fellow(), Side.OFFICE, UserFactory(is_staff=True))

    for placement in (done, off):
        with pytest.raises(ValidationError, match="cannot be cancelled any more"):
            cancelled(placement, Side.OFFICE, UserFactory(is_staff=True))


def test_who_is_erased_does_not_come_and_makes_room():
    placement = confirmed(placement_of_fellow())

    erase(placement.person)

    placement = Placement.objects.select_related("offer").get(pk=placement.pk)
    assert (placement.state, placement.offer.state) == (PlacementState.CANCELLED, OfferState.DECLINED)
