"""What must not be, broken by one row each."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from fellowships.models import Offer, Offering, OfferState, RunState
from fellowships.tests.deciding import merit_list, signed_run
from fellowships.tests.factories import ApplicationFactory, OfferingFactory, open_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return open_call(fellowships=2, places=(3, 1))


@pytest.fixture
def people(call):
    return ApplicationFactory.create_batch(4, call=call)


@pytest.fixture
def run(call, people):
    return signed_run(call, snapshot=merit_list(call, people))


@pytest.fixture
def big(call):
    return call.offerings.get(places=3)


@pytest.fixture
def small(call):
    return call.offerings.get(places=1)


def give(application, run, offering, **fields):
    usual = {"expires_at": timezone.now() + timedelta(days=5)}
    return Offer.objects.create(application=application, run=run, offering=offering, **usual | fields)


def test_a_fellowship_beyond_the_number_of_the_call(people, run, big):
    give(people[0], run, big)
    give(people[1], run, big)

    with pytest.raises(IntegrityError, match="all fellowships of the call are held"):
        give(people[2], run, big)


def test_what_has_ended_makes_room(people, run, big):
    give(people[0], run, big, state=OfferState.DECLINED, ended_at=timezone.now())
    give(people[1], run, big)
    give(people[2], run, big)

    assert Offer.objects.holding().count() == 2


def test_one_that_ended_does_not_come_back_where_there_is_no_room(people, run, big):
    ended = give(people[0], run, big, state=OfferState.EXPIRED, ended_at=timezone.now())
    give(people[1], run, big)
    give(people[2], run, big)

    with pytest.raises(IntegrityError, match="all fellowships of the call are held"):
        Offer.objects.filter(pk=ended.pk).update(state=OfferState.SENT, ended_at=None)


def test_a_place_beyond_those_of_the_centre(people, run, small):
    give(people[0], run, small)

    with pytest.raises(IntegrityError, match="no free place"):
        give(people[1], run, small)


def test_a_move_to_a_centre_that_is_full(people, run, small, big):
    give(people[0], run, small)
    other = give(people[1], run, big)

    with pytest.raises(IntegrityError, match="no free place"):
        Offer.objects.filter(pk=other.pk).update(offering=small)


def test_a_centre_that_has_left_the_call(people, run, small):
    Offering.objects.filter(pk=small.pk).update(
        withdrawn_at=timezone.now(), withdrawn_because="No tutor this year."
    )

    with pytest.raises(IntegrityError, match="no free place"):
        give(people[0], run, small)


def test_a_centre_of_another_call(people, run):
    with pytest.raises(IntegrityError, match="no free place"):
        give(people[0], run, OfferingFactory())


def test_a_run_that_nobody_has_signed(call, people, big):
    unsigned = call.runs.create(
        snapshot=merit_list(call, people), number=7, facts={}, fingerprint="", code_version="1"
    )
    assert unsigned.state == RunState.PROPOSED

    with pytest.raises(IntegrityError, match="that two have signed"):
        give(people[0], unsigned, big)


def test_a_run_of_another_call(people, big):
    other = ApplicationFactory(call=open_call())
    run = signed_run(other.call, snapshot=merit_list(other.call, [other]))

    with pytest.raises(IntegrityError, match="that two have signed"):
        give(people[0], run, big)


def test_fewer_places_than_people_hold(people, run, big):
    give(people[0], run, big)
    give(people[1], run, big)

    with pytest.raises(IntegrityError, match="more people hold a place"):
        Offering.objects.filter(pk=big.pk).update(places=1)


def test_a_second_offer_that_holds(people, run, big):
    give(people[0], run, big)

    with pytest.raises(IntegrityError, match="fellowships_offer_one_holds"):
        give(people[0], run, big)


def test_an_offer_that_ends_before_it_begins(people, run, big):
    with pytest.raises(IntegrityError, match="fellowships_offer_leaves_time"):
        give(people[0], run, big, expires_at=timezone.now() - timedelta(days=1))
