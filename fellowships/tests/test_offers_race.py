"""Two people, or two tabs, at the same moment. On real PostgreSQL, each in a thread with an own connection."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import Bursary, Offer, OfferState, Placement
from fellowships.tests.deciding import approved, merit_list, signed_run
from fellowships.tests.factories import ApplicationFactory, OfferingFactory, open_call
from mailing.models import Message

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*deeds):
    """Run the deeds together; returns what each returned or raised."""

    def run(deed):
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.fixture
def call():
    """Two fellowships, a centre with two places, another with a single place."""
    return open_call(fellowships=2)


@pytest.fixture
def offers(call):
    big = call.offerings.get(places=2)
    people = ApplicationFactory.create_batch(3, call=call)
    placed = [(one, big) for one in people[:2]]
    return actions.send_offers(
        call=approved(call, placed=placed, reserve=people[2:]), by=UserFactory(is_staff=True)
    )


def accept(offer):
    return lambda: actions.accept_offer(offer=offer, by=offer.application.person)


def decline(offer):
    return lambda: actions.decline_offer(offer=offer, by=offer.application.person)


def mails(kind):
    return Message.objects.filter(kind=f"fellowships/{kind}").count()


def test_two_of_the_board_send_the_offers_once(call):
    big = call.offerings.get(places=2)
    approved(call, placed=[(ApplicationFactory(call=call), big)])
    board = UserFactory.create_batch(6, is_staff=True)

    answers = at_once(*(lambda by=by: actions.send_offers(call=call, by=by) for by in board))

    assert sum(isinstance(answer, list) for answer in answers) == 1
    assert Offer.objects.count() == 1
    assert mails("offered") == 1


def test_an_offer_accepted_in_ten_tabs_begins_one_stay(offers):
    answers = at_once(*[accept(offers[0])] * 10)

    assert {answer.state for answer in answers} == {OfferState.ACCEPTED}
    assert (Placement.objects.count(), Bursary.objects.count(), mails("offer_accepted")) == (1, 1, 1)


def test_an_offer_accepted_in_one_tab_and_declined_in_another_is_one_of_both(offers):
    answers = at_once(*[accept(offers[0]), decline(offers[0])] * 5)

    told = [answer for answer in answers if isinstance(answer, actions.OfferOver)]
    assert len(told) == 5
    offer = Offer.objects.get(pk=offers[0].pk)
    assert (offer.state, Placement.objects.count(), mails("offer_accepted"), mails("offer_declined")) in [
        (OfferState.ACCEPTED, 1, 1, 0),
        (OfferState.DECLINED, 0, 0, 1),
    ]


def test_an_answer_in_the_last_moment_and_the_end_never_both_count(offers):
    after = offers[0].expires_at + timedelta(seconds=1)

    at_once(*[accept(offers[0]), lambda: actions.expire_offers(now=after)] * 4)

    offer = Offer.objects.get(pk=offers[0].pk)
    assert (offer.state, Placement.objects.filter(offer=offer).count()) in [
        (OfferState.ACCEPTED, 1),
        (OfferState.EXPIRED, 0),
    ]
    assert mails("offer_expired") == Offer.objects.filter(state=OfferState.EXPIRED).count()


def test_without_the_lock_the_database_still_refuses_one_fellowship_too_many(call):
    """The proof that the round holds even when all our care is left out."""
    people = ApplicationFactory.create_batch(8, call=call)
    run = signed_run(call, snapshot=merit_list(call, people))
    wide = OfferingFactory(call=call, places=8)

    def seize(application):
        with transaction.atomic():
            return give(application, run, wide)

    answers = at_once(*(lambda one=one: seize(one) for one in people))

    assert sum(isinstance(answer, IntegrityError) for answer in answers) == 6
    assert Offer.objects.holding().count() == 2


def give(application, run, offering):
    return Offer.objects.create(
        application=application,
        run=run,
        offering=offering,
        expires_at=timezone.now() + timedelta(days=5),
    )
