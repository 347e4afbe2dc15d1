"""A seat that is given is offered until a deadline: taken, left, or lost to the next in line."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mailing.models import Message
from mailing.rendering import render
from registrations import actions, offers, reminders, tasks
from registrations.models import Event, Filling, Registration, Rule, State
from registrations.tests.factories import EventFactory, RegistrationFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def event():
    """Two seats of Poland, a week to answer, far enough away for all of it."""
    return EventFactory(
        title="Masterclass",
        filling=Filling.REVIEWED,
        capacity=2,
        quotas={"PL": 2},
        offer_hours=7 * 24,
        starts_at=timezone.now() + 200 * DAY,
    )


def request(event, **fields):
    return RegistrationFactory(event=event, state=State.REQUESTED, rule=Rule.RECEIVED, **fields)


def fresh(registration):
    return Registration.objects.select_related("event", "user").get(pk=registration.pk)


def kinds():
    return [
        kind.removeprefix("registrations/")
        for kind in Message.objects.order_by("pk").values_list("kind", flat=True)
    ]


@pytest.fixture
def offered(event, staff):
    return actions.approve(registration=request(event), by=staff)


def test_an_approved_request_is_offered_a_seat_for_a_week(event, offered):
    assert (offered.state, offered.rule) == (State.OFFERED, Rule.HOME_SEAT)
    assert offered.seat.home == "PL"
    assert timedelta(0) <= offered.offer_ends_at - (offered.state_since + 7 * DAY) <= timedelta(minutes=1)
    assert kinds() == ["offered"]


@pytest.mark.parametrize(
    ("left", "window"),
    [
        (200 * DAY, 7 * DAY),
        (16 * DAY, 2 * DAY),
        (8 * DAY, DAY),
        (25 * HOUR, 25 * HOUR / 8),
        (24 * HOUR, None),
    ],
)
def test_the_deadline_shrinks_as_the_event_comes_near(event, left, window):
    now = timezone.now()
    event.starts_at = now + left

    until = offers.answer_until(event, now)

    if window is None:
        assert until is None
    else:
        assert timedelta(0) <= until - now - window <= timedelta(minutes=1)


def test_nobody_is_hurried_below_two_hours(event):
    now = timezone.now()
    event.offer_hours, event.starts_at = 1, now + 30 * DAY
    assert offers.answer_until(event, now) - now < 2 * HOUR

    event.offer_hours, event.starts_at = 24, now + 25 * HOUR
    assert offers.answer_until(event, now) - now > 3 * HOUR


def test_an_event_that_asks_for_no_answer_confirms_at_once(event, staff):
    Event.objects.update(offer_hours=0)

    assert actions.approve(registration=request(event), by=staff).state == State.CONFIRMED


def test_who_registers_first_come_is_not_asked_back(participant):
    event = EventFactory(capacity=1, offer_hours=24)

    registration, _created = actions.register(event=event, user=participant)

    assert registration.state == State.CONFIRMED


def test_an_accepted_seat_is_confirmed_for_the_reason_it_was_given(event, offered):
    accepted = actions.accept(registration=offered, by=offered.user)

    assert (accepted.state, accepted.rule, accepted.offer_ends_at) == (State.CONFIRMED, Rule.HOME_SEAT, None)
    assert accepted.seat_id == offered.seat_id
    assert kinds() == ["offered", "confirmed"]


def test_accepting_twice_is_harmless(offered):
    for _time in range(2):
        actions.accept(registration=offered, by=offered.user)

    assert kinds() == ["offered", "confirmed"]


def test_a_seat_turned_down_is_offered_to_the_next_in_line(event, offered, staff):
    actions.approve(registration=request(event), by=staff)
    third = actions.approve(registration=request(event), by=staff)
    assert third.state == State.WAITING

    turned_down = actions.turn_down(registration=offered, by=offered.user)

    assert (turned_down.state, turned_down.rule, turned_down.seat) == (
        State.CANCELLED,
        Rule.TURNED_DOWN,
        None,
    )
    assert fresh(third).state == State.OFFERED
    assert kinds()[-2:] == ["cancelled", "offered"]


def test_an_offer_nobody_answered_ends_and_the_seat_moves_on_at_once(event, offered, staff):
    actions.approve(registration=request(event), by=staff)
    third = actions.approve(registration=request(event), by=staff)
    Registration.objects.filter(pk=offered.pk).update(offer_ends_at=timezone.now() - 3 * DAY)

    tasks.end_offers()
    tasks.end_offers()

    assert (fresh(offered).state, fresh(offered).rule) == (State.EXPIRED, Rule.NOT_ANSWERED)
    assert fresh(third).state == State.OFFERED
    assert kinds().count("expired") == 1


def test_an_offer_that_still_stands_does_not_end(offered):
    assert actions.expire(registration=offered) is False
    assert fresh(offered).state == State.OFFERED


@pytest.mark.parametrize("answer", [actions.accept, actions.turn_down])
def test_an_answer_after_the_deadline_is_refused_though_the_beat_has_not_come_by(offered, answer):
    Registration.objects.filter(pk=offered.pk).update(offer_ends_at=timezone.now() - HOUR)

    with pytest.raises(actions.OfferOver, match="The offer ended on"):
        answer(registration=offered, by=offered.user)

    assert fresh(offered).state == State.OFFERED


def test_an_offer_that_was_turned_down_cannot_be_accepted(offered):
    actions.turn_down(registration=offered, by=offered.user)

    with pytest.raises(actions.OfferOver, match="This offer is closed: your registration is cancelled"):
        actions.accept(registration=offered, by=offered.user)


def test_who_let_an_offer_end_can_ask_again(event, participant, staff):
    offered = actions.approve(registration=request(event, user=participant), by=staff)
    Registration.objects.filter(pk=offered.pk).update(offer_ends_at=timezone.now())
    actions.expire(registration=offered)

    again, created = actions.register(event=offered.event, user=offered.user)

    assert created
    assert again.state == State.REQUESTED


# ---- Reminders


def remind(at):
    reminders.queue_due_of_offers(now=at)
    return kinds().count("offer_reminder")


def test_reminded_at_half_time_and_48_hours_before_the_end_each_once(offered):
    since, end = offered.state_since, offered.offer_ends_at

    assert remind(since + 3 * DAY) == 0
    assert remind(since + 4 * DAY) == 1
    assert remind(since + 4 * DAY + HOUR) == 1
    assert remind(end - 49 * HOUR) == 1
    assert remind(end - 47 * HOUR) == 2
    assert remind(end + HOUR) == 2


def test_a_beat_that_was_away_for_days_sends_only_the_latest_reminder(offered):
    assert remind(offered.offer_ends_at - HOUR) == 1


def test_a_reminder_is_not_sent_to_who_has_answered_since(offered):
    remind(offered.offer_ends_at - HOUR)
    actions.accept(registration=offered, by=offered.user)

    from mailing import kinds as mail_kinds

    message = Message.objects.get(kind="registrations/offer_reminder")
    assert not mail_kinds.get(message.kind).still_true(message)


def test_the_mail_names_the_deadline_and_the_link_decides_nothing_by_itself(offered, client):
    mail = render(Message.objects.get())
    until = f"{timezone.localtime(offered.offer_ends_at, offered.event.zone):%H:%M}"
    path = offers.path_to_answer(offered)

    assert mail.subject == "A seat is offered to you: Masterclass"
    assert until in mail.body
    assert path in mail.body
    assert path in mail.alternatives[0][0]
    assert offered.user.name not in path
    assert client.get(path).status_code == 200
    assert fresh(offered).state == State.OFFERED


# ---- A date that changes


def move(event, by):
    event = Event.objects.get(pk=event.pk)
    event.starts_at, event.ends_at = event.starts_at + 7 * DAY, event.ends_at + 7 * DAY
    return actions.save_event(event=event, fields=["starts_at", "ends_at"], by=by)


def test_a_changed_date_keeps_the_seats_and_asks_everyone_again(event, offered, staff):
    actions.accept(registration=offered, by=offered.user)

    move(event, staff)

    asked = fresh(offered)
    assert (asked.state, asked.rule, asked.seat_id) == (State.OFFERED, Rule.MOVED, offered.seat_id)
    body = render(Message.objects.get(kind="registrations/event_moved")).body
    assert "please say whether you still come until" in body
    assert offers.path_to_answer(asked) in body

    actions.accept(registration=asked, by=asked.user)
    assert fresh(offered).rule == Rule.HOME_SEAT


def test_another_hour_of_the_same_day_is_told_and_nobody_has_to_answer_it(event, offered, staff):
    actions.accept(registration=offered, by=offered.user)
    noon = event.starts_at.astimezone(event.zone).replace(hour=12)
    Event.objects.update(starts_at=noon, ends_at=noon + 2 * HOUR)
    later = Event.objects.get(pk=event.pk)
    later.starts_at, later.ends_at = noon + HOUR, noon + 3 * HOUR

    actions.save_event(event=later, fields=["starts_at", "ends_at"], by=staff)

    assert fresh(offered).state == State.CONFIRMED
    assert kinds()[-1] == "event_moved"


@pytest.mark.parametrize("left", [5 * DAY, 20 * HOUR])
def test_an_offer_never_outlasts_the_start_of_an_event_that_came_nearer(event, offered, staff, left):
    sooner = Event.objects.get(pk=event.pk)
    sooner.starts_at, sooner.ends_at = timezone.now() + left, timezone.now() + left + 3 * HOUR

    actions.save_event(event=sooner, fields=["starts_at", "ends_at"], by=staff)

    assert fresh(offered).state == State.OFFERED
    assert timezone.now() < fresh(offered).offer_ends_at <= timezone.now() + left / 2
    told = Message.objects.get(kind="registrations/event_moved")
    assert told.context["answer_by"] == fresh(offered).offer_ends_at.isoformat()


def test_at_an_open_event_nobody_has_to_answer_a_new_date(staff):
    registration = RegistrationFactory(event=EventFactory())

    move(registration.event, staff)

    assert fresh(registration).state == State.CONFIRMED


def test_a_move_to_tomorrow_leaves_no_time_to_ask(event, offered, staff):
    actions.accept(registration=offered, by=offered.user)
    Event.objects.update(
        starts_at=timezone.now() - 7 * DAY + HOUR, ends_at=timezone.now() - 7 * DAY + 5 * HOUR
    )

    move(event, staff)

    assert fresh(offered).state == State.CONFIRMED
