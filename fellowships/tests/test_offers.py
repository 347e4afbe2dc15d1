"""A signed run is offered to people, who say yes, no, or nothing."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from fellowships import actions, reserves, tasks
from fellowships.actions import giving_back
from fellowships.models import (
    ApplicationState,
    Bursary,
    CallRole,
    Offer,
    OfferState,
    Placement,
    Role,
    Stage,
)
from fellowships.tests.deciding import approved, signed_run
from fellowships.tests.factories import ApplicationFactory, open_call
from mailing.models import Message
from mailing.rendering import render

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def call():
    """Three fellowships; a centre with two places and one with a single place."""
    return open_call(time_zone="Europe/Lisbon", title="Fellowships of 2027")


@pytest.fixture
def people(call):
    """Five applicants, the best first."""
    return ApplicationFactory.create_batch(5, call=call)


@pytest.fixture
def centres(call):
    return list(call.offerings.order_by("-places"))


@pytest.fixture
def signed(call, people, centres):
    """Two signed: the first three have a place, two are in reserve."""
    big, small = centres
    placed = [(people[0], big), (people[1], big), (people[2], small)]
    return approved(call, placed=placed, reserve=people[3:])


@pytest.fixture
def offers(signed, staff):
    return actions.send_offers(call=signed, by=staff)


def kinds():
    return [
        kind.removeprefix("fellowships/")
        for kind in Message.objects.order_by("pk").values_list("kind", flat=True)
    ]


def fresh(offer):
    return Offer.objects.get(pk=offer.pk)


def test_everybody_placed_gets_an_offer_and_everybody_else_a_position(call, offers, people, centres):
    call.refresh_from_db()
    assert call.stage == Stage.OFFERING
    assert [(offer.application, offer.offering, offer.state, offer.round) for offer in offers] == [
        (people[0], centres[0], OfferState.SENT, 1),
        (people[1], centres[0], OfferState.SENT, 1),
        (people[2], centres[1], OfferState.SENT, 1),
    ]
    assert kinds() == ["offered"] * 3 + ["reserve_begins"] * 2
    positions = Message.objects.filter(kind="fellowships/reserve_begins").order_by("pk")
    assert [(mail.user, mail.context["position"], mail.context["of"]) for mail in positions] == [
        (people[3].person, 1, 2),
        (people[4].person, 2, 2),
    ]


def test_all_answer_by_the_same_minute_on_the_clock_of_the_call(call, signed, staff):
    sent_at = timezone.now().replace(hour=23, minute=30)  # in Lisbon another hour than in Brussels

    offers = actions.send_offers(call=call, by=staff, now=sent_at)

    [until] = {offer.expires_at for offer in offers}
    local = until.astimezone(ZoneInfo("Europe/Lisbon"))
    assert (local.hour, local.minute) == (23, 59)
    assert local.date() == sent_at.astimezone(ZoneInfo("Europe/Lisbon")).date() + call.offer_days * DAY


def test_offers_are_sent_once(call, offers, staff):
    with pytest.raises(ValidationError, match="out already"):
        actions.send_offers(call=call, by=staff)

    assert Offer.objects.count() == 3


def test_nothing_is_sent_before_two_have_signed(call, staff):
    with pytest.raises(ValidationError, match="at the stage"):
        actions.send_offers(call=call, by=staff)


def test_who_applied_does_not_send(call, signed, people):
    with pytest.raises(ValidationError, match="You have a stake"):
        actions.send_offers(call=call, by=people[4].person)


def test_who_has_withdrawn_since_the_sign_off_gets_no_offer(call, signed, people, staff):
    people[1].state, people[1].withdrawn_at = ApplicationState.WITHDRAWN, timezone.now()
    people[1].save()

    offers = actions.send_offers(call=call, by=staff)

    assert [offer.application for offer in offers] == [people[0], people[2]]


def test_who_accepts_has_a_stay_and_a_bursary_to_come(call, offers):
    offer = actions.accept_offer(offer=offers[0], by=offers[0].application.person)

    assert offer.state == OfferState.ACCEPTED
    placement = Placement.objects.get(offer=offer)
    assert (placement.person, placement.call, placement.centre) == (
        offer.application.person,
        call,
        offer.offering.centre,
    )
    assert Bursary.objects.get(placement=placement).amount == call.bursary
    assert kinds()[-1] == "offer_accepted"
    [entry] = AuditEntry.objects.about(offer).filter(action="offer.accepted")
    assert (entry.actor_id, entry.person_id) == (placement.person_id, placement.person_id)


def test_an_offer_accepted_in_two_tabs_is_accepted_once(offers):
    for _tab in range(2):
        actions.accept_offer(offer=offers[0], by=offers[0].application.person)

    assert Placement.objects.count() == 1
    assert kinds().count("offer_accepted") == 1


def test_who_declines_gives_the_reason_and_leaves_place_and_fellowship(call, offers):
    person = offers[0].application.person

    actions.decline_offer(offer=offers[0], by=person, because=" I expect a child in May. ")
    offer = actions.decline_offer(offer=offers[0], by=person)

    assert (offer.state, offer.because) == (OfferState.DECLINED, "I expect a child in May.")
    assert reserves.free_fellowships(call) == 1
    assert kinds().count("offer_declined") == 1


@pytest.mark.parametrize("answer", [actions.accept_offer, actions.decline_offer])
def test_after_the_deadline_nobody_can_answer_any_more(offers, answer):
    Offer.objects.update(sent_at=timezone.now() - 2 * DAY, expires_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(actions.OfferOver, match="The offer ended on"):
        answer(offer=offers[0], by=offers[0].application.person)

    assert fresh(offers[0]).state == OfferState.SENT


def test_who_has_declined_cannot_accept(offers):
    person = offers[0].application.person
    actions.decline_offer(offer=offers[0], by=person)

    with pytest.raises(actions.OfferOver, match="This offer is closed: it is “Declined”"):
        actions.accept_offer(offer=offers[0], by=person)


def test_an_accepted_one_is_not_declined_but_cancelled_as_a_stay(offers):
    person = offers[0].application.person
    actions.accept_offer(offer=offers[0], by=person)

    with pytest.raises(actions.OfferOver, match="“Accepted”"):
        actions.decline_offer(offer=offers[0], by=person)


def test_what_nobody_answers_expires_once(offers):
    later = offers[0].expires_at + timedelta(seconds=1)

    assert actions.expire_offers(now=offers[0].expires_at - timedelta(seconds=1)) == 0
    assert actions.expire_offers(now=later) == 3
    assert actions.expire_offers(now=later) == 0

    assert {fresh(offer).state for offer in offers} == {OfferState.EXPIRED}
    assert kinds().count("offer_expired") == 3


def test_the_beat_ends_offers(offers):
    Offer.objects.update(sent_at=timezone.now() - 2 * DAY, expires_at=timezone.now() - timedelta(minutes=1))

    tasks.end_offers()

    assert fresh(offers[0]).state == OfferState.EXPIRED


def test_reminders_come_at_half_time_and_two_days_before_each_once(offers):
    actions.accept_offer(offer=offers[0], by=offers[0].application.person)
    length = offers[1].expires_at - offers[1].sent_at
    moments = [
        offers[1].sent_at + length / 3,
        offers[1].sent_at + length * 0.6,
        offers[1].sent_at + length * 0.7,
        offers[1].expires_at - DAY,
        offers[1].expires_at - DAY / 2,
        offers[1].expires_at + DAY,
    ]
    sent = []
    for moment in moments:
        tasks.offer_reminders.queue_due(now=moment)
        sent.append(kinds().count("offer_reminder"))

    assert sent == [0, 2, 2, 4, 4, 4]


def test_a_chair_gives_one_person_more_time(call, offers):
    chair = CallRole.objects.create(call=call, user=UserFactory(), role=Role.CHAIR).user
    before = offers[0].expires_at

    offer = actions.extend_offer(offer=offers[0], day=before.date() + 3 * DAY, by=chair)

    assert offer.expires_at == before + 3 * DAY
    assert fresh(offers[1]).expires_at == before
    mail = Message.objects.get(kind="fellowships/offer_extended")
    assert mail.user == offer.application.person
    assert AuditEntry.objects.about(offer).filter(action="offer.extended", actor_id=chair.pk).exists()


def test_nobody_gets_less_time(offers, staff):
    with pytest.raises(ValidationError, match="after the present deadline"):
        actions.extend_offer(offer=offers[0], day=offers[0].expires_at.date(), by=staff)


def test_nobody_extends_the_own_offer(offers):
    person = offers[0].application.person

    with pytest.raises(ValidationError, match="Somebody else decides"):
        actions.extend_offer(offer=offers[0], day=offers[0].expires_at.date() + DAY, by=person)


def test_the_mail_has_the_deadline_as_a_calendar_file_and_no_scores(offers):
    mail = Message.objects.filter(kind="fellowships/offered").first()

    sent = render(mail)

    assert "please answer by" in mail.subject
    assert "23:59 (Lisbon)" in mail.text
    [(name, content, kind)] = sent.attachments
    assert (name, kind) == ("answer-by.ics", "text/calendar")
    assert "Last moment to answer: Fellowships of 2027" in content
    for body in (mail.text, mail.html):
        assert f"/fellowships/{offers[0].application.call.slug}/offer/" in body


def test_every_mail_about_offers_can_be_written(call, offers, signed, staff):
    signed_big = offers[0].offering
    actions.accept_offer(offer=offers[0], by=offers[0].application.person)
    actions.keep_fellowship(offer=offers[0], by=staff, because="Our ward is being rebuilt.")
    actions.extend_offer(offer=offers[1], day=offers[1].expires_at.date() + DAY, by=staff)
    giving_back.take_back(offer=offers[1], by=staff, because="The papers were not in order.")
    actions.decline_offer(offer=offers[2], by=offers[2].application.person)
    actions.close_reserve_list(call=call, by=staff)

    texts = {}
    for mail in Message.objects.all():
        render(mail)
        assert mail.subject
        texts[mail.kind] = mail.text

    assert signed_big.centre.name in texts["fellowships/offer_choose"]
    assert "Our ward is being rebuilt." in texts["fellowships/offer_choose"]
    assert "The papers were not in order." in texts["fellowships/offer_revoked"]


def test_the_board_is_told_when_all_have_answered_and_somebody_could_be_moved_up(call, offers):
    chair = CallRole.objects.create(call=call, user=UserFactory(), role=Role.CHAIR).user
    former = CallRole.objects.create(
        call=call,
        user=UserFactory(),
        role=Role.CHAIR,
        starts_on=timezone.localdate() - 9 * DAY,
        ends_on=timezone.localdate() - DAY,
    ).user
    for offer in offers[:2]:
        actions.accept_offer(offer=offer, by=offer.application.person)
    assert "to_fill" not in kinds()

    actions.decline_offer(offer=offers[2], by=offers[2].application.person)

    [mail] = Message.objects.filter(kind="fellowships/to_fill")
    assert mail.user == chair != former


def test_offers_of_a_later_round_have_less_time_and_leave_holders_alone(call, offers, people, centres, staff):
    for offer in offers[:2]:
        actions.accept_offer(offer=offer, by=offer.application.person)
    actions.decline_offer(offer=offers[2], by=people[2].person)
    signed_run(
        call,
        held=[(people[0], centres[0]), (people[1], centres[0])],
        placed=[(people[3], centres[1])],
        reserve=[people[4]],
    )

    [offer] = actions.send_offers(call=call, by=staff)

    assert (offer.application, offer.round, offer.offering) == (people[3], 2, centres[1])
    local = timezone.now().astimezone(call.zone).date()
    assert offer.expires_at.astimezone(call.zone).date() == local + call.later_offer_days * DAY
    assert fresh(offers[0]).state == OfferState.ACCEPTED
    assert kinds().count("reserve_begins") == 2
    assert [turn.application for turn in reserves.waiting(call)] == [people[4]]


def test_the_position_in_reserve_moves_up_as_others_leave(call, offers, people):
    last = reserves.waiting(call).get(application=people[4])
    assert reserves.position(last) == 2

    people[3].state, people[3].withdrawn_at = ApplicationState.WITHDRAWN, timezone.now()
    people[3].save()

    assert reserves.position(last) == 1
