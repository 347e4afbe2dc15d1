"""Where the board sends offers and sees the answers: who may, what they see, what they are told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships import actions
from fellowships.models import (
    CallRole,
    Conflict,
    ConflictKind,
    ConflictSource,
    Offer,
    OfferState,
    Preference,
    Role,
    Run,
    Stage,
)
from fellowships.tests.deciding import approved
from fellowships.tests.factories import ApplicationFactory, OfferingFactory, at_stage, open_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return open_call(title="Fellowships of 2027")


@pytest.fixture
def people(call):
    """Four, who want the big centre and then the small one."""
    people = ApplicationFactory.create_batch(4, call=call)
    for application in people:
        for rank, offering in enumerate(call.offerings.order_by("-places"), start=1):
            Preference.objects.create(application=application, offering=offering, rank=rank)
    return people


@pytest.fixture
def signed(call, people):
    big, small = call.offerings.order_by("-places")
    placed = [(people[0], big), (people[1], big), (people[2], small)]
    return approved(call, placed=placed, reserve=people[3:])


@pytest.fixture
def offers(signed, staff):
    return actions.send_offers(call=signed, by=staff)


@pytest.fixture
def chair(call):
    return CallRole.objects.create(call=call, user=UserFactory(name="The chair"), role=Role.CHAIR).user


def address(call, name="offers", *args):
    return reverse(f"fellowships:{name}", args=[call.slug, *args])


def text_of(page):
    return " ".join(page.content.decode().split())


def test_before_the_sign_off_there_is_nothing_to_send(as_, call, staff):
    text = text_of(as_(staff).get(address(call)))

    assert "Nothing to send yet" in text
    assert "Nobody has been asked yet." in text


def test_staff_send_the_offers_and_see_who_was_asked(as_, call, signed, staff, people):
    assert "3 offers are ready" in text_of(as_(staff).get(address(call)))

    text = text_of(as_(staff).post(address(call, "send_offers"), follow=True))

    assert "3 offers are out." in text
    assert "3 answers are still out" in text
    assert "3 of 3 fellowships are held." in text
    for application in people:
        assert application.person.name in text


def test_a_chair_does_so_too(as_, call, signed, chair):
    as_(chair).post(address(call, "send_offers"))

    assert Offer.objects.count() == 3


def test_whoever_comes_second_is_told(as_, call, offers, staff):
    text = text_of(as_(staff).post(address(call, "send_offers"), follow=True))

    assert "are out already" in text
    assert Offer.objects.count() == 3


def test_what_came_back_is_proposed_to_the_next(as_, call, offers, people, staff):
    for offer in offers[:2]:
        actions.accept_offer(offer=offer, by=offer.application.person)
    actions.decline_offer(offer=offers[2], by=people[2].person, because="I am ill.")
    text = text_of(as_(staff).get(address(call)))
    assert "Fellowships came back" in text
    assert "I am ill." in text

    page = as_(staff).post(address(call, "fill_again"))

    assert page.url == address(call, "allocation")
    run = Run.objects.get(state="proposed")
    assert {turn.application: turn.outcome for turn in run.turns.all()} == {
        people[0]: "held",
        people[1]: "held",
        people[3]: "placed",
    }


def test_nothing_is_filled_while_all_is_held(as_, call, offers, staff):
    text = text_of(as_(staff).post(address(call, "fill_again"), follow=True))

    assert "All fellowships are held: there is nothing to fill." in text


def test_fellows_whose_centre_cancelled_choose_before_the_next(as_, call, offers, people, staff):
    OfferingFactory(call=call, places=1)
    actions.accept_offer(offer=offers[0], by=people[0].person)
    actions.keep_fellowship(offer=offers[1], by=staff, because="The ward is being rebuilt.")
    actions.decline_offer(offer=offers[2], by=people[2].person)
    assert "1 fellow chooses another centre" in text_of(as_(staff).get(address(call)))

    assert "They choose first" in text_of(as_(staff).post(address(call, "fill_again"), follow=True))

    Offer.objects.filter(pk=offers[1].pk).update(
        state=OfferState.ACCEPTED,
        ended_at=timezone.now(),
        sent_at=timezone.now() - timedelta(days=30),
        expires_at=timezone.now() - timedelta(days=1),
    )
    as_(staff).post(address(call, "fill_again"))
    held = Run.objects.get(state="proposed").turns.get(application=people[1])
    assert (held.outcome, held.offering) == ("held", None)


def test_the_list_is_closed_once_and_all_on_it_are_told(as_, call, offers, staff):
    for offer in offers:
        actions.accept_offer(offer=offer, by=offer.application.person)

    text = text_of(as_(staff).post(address(call, "close_reserve"), follow=True))
    assert "The reserve list is closed, and everybody on it is told." in text

    call.refresh_from_db()
    assert call.stage == Stage.RUNNING
    assert "at the stage" in text_of(as_(staff).post(address(call, "close_reserve"), follow=True))


def test_one_person_gets_more_time(as_, call, offers, people, chair):
    page = address(call, "one_offer", people[0].code)
    day = offers[0].expires_at.date() + timedelta(days=3)

    text = text_of(as_(chair).post(page, {"do": "extend", "day": day.isoformat()}, follow=True))
    assert "There is more time now" in text
    text = text_of(as_(chair).post(page, {"do": "extend", "day": day.isoformat()}, follow=True))
    assert "Choose a day after the present deadline." in text

    assert Offer.objects.get(pk=offers[0].pk).expires_at == offers[0].expires_at + timedelta(days=3)


def test_an_offer_is_taken_back_with_a_reason_only(as_, call, offers, people, staff):
    page = address(call, "one_offer", people[0].code)

    as_(staff).post(page, {"do": "take_back", "because": ""})
    assert Offer.objects.get(pk=offers[0].pk).state == OfferState.SENT

    as_(staff).post(page, {"do": "take_back", "because": "The papers were not in order."})
    assert Offer.objects.get(pk=offers[0].pk).state == OfferState.REVOKED


def test_what_a_chair_has_a_stake_in_is_in_no_list_and_no_number(as_, call, offers, people, chair):
    for application in (people[0], people[3]):
        Conflict.objects.create(
            application=application,
            person=chair,
            source=ConflictSource.REVIEWER,
            kind=ConflictKind.DECLARED,
        )

    text = text_of(as_(chair).get(address(call)))

    assert people[0].person.name not in text
    assert people[3].person.name not in text
    assert "2 answers are still out" in text
    assert "2 of 3 fellowships are held." in text
    assert as_(chair).get(address(call, "one_offer", people[0].code)).status_code == 404


def test_who_has_a_stake_sends_nothing(as_, call, signed, people, chair):
    Conflict.objects.create(
        application=people[0], person=chair, source=ConflictSource.REVIEWER, kind=ConflictKind.DECLARED
    )

    assert "You have a stake" in text_of(as_(chair).post(address(call, "send_offers"), follow=True))
    assert not Offer.objects.exists()


@pytest.mark.parametrize("name", ["offers", "one_offer", "send_offers", "fill_again", "close_reserve"])
def test_nobody_but_the_board_comes_in(as_, client, call, offers, people, stranger, coordinator, name):
    former = CallRole.objects.create(
        call=call,
        user=UserFactory(),
        role=Role.CHAIR,
        starts_on=timezone.localdate() - timedelta(days=9),
        ends_on=timezone.localdate() - timedelta(days=1),
    ).user
    reviewer = CallRole.objects.create(call=call, user=UserFactory(), role=Role.REVIEWER).user
    finance = CallRole.objects.create(call=call, user=UserFactory(), role=Role.FINANCE).user
    other_chair = CallRole.objects.create(call=open_call(), user=UserFactory(), role=Role.CHAIR).user
    place = address(call, name, *([people[0].code] if name == "one_offer" else []))

    for user in (stranger, coordinator, people[0].person, former, reviewer, finance, other_chair):
        assert as_(user).post(place).status_code in (404, 405)
        assert as_(user).get(place).status_code in (404, 405)
    client.logout()
    assert client.post(place).url.startswith(reverse("account_login"))
    call.refresh_from_db()
    assert call.stage == Stage.OFFERING


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_do_not_grow_with_people(as_, staff, number, django_assert_max_num_queries):
    call = open_call(places=(number,), fellowships=number)
    people = ApplicationFactory.create_batch(2 * number, call=call)
    placed = [(one, call.offerings.get()) for one in people[:number]]
    actions.send_offers(call=approved(call, placed=placed, reserve=people[number:]), by=staff)
    client = as_(staff)

    with django_assert_max_num_queries(15):
        assert client.get(address(call)).status_code == 200


def test_after_the_round_the_page_says_that_it_is_over(as_, call, offers, staff):
    at_stage(call, Stage.COMPLETED)

    assert "The offers of this round are over" in text_of(as_(staff).get(address(call)))
