"""A ranked event from the first request to the offers: asked, approved, put in order, proposed, signed off."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from hubs.tests.factories import HubFactory
from mailing.models import Message
from mailing.rendering import render
from registrations import actions, allocation, ranking
from registrations.explanations import explain
from registrations.lines import with_line
from registrations.models import Allocation, AllocationState, Event, Filling, Lot, Registration, Rule, State
from registrations.tests.factories import EventFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def event(poland, romania):
    """Two seats each for Poland and Romania; people may ask for two more days."""
    return EventFactory(
        title="Masterclass",
        filling=Filling.RANKED,
        capacity=4,
        quotas={"PL": 2, "RO": 2},
        requests_until=timezone.now() + 2 * DAY,
        starts_at=timezone.now() + 200 * DAY,
        offer_hours=7 * 24,
    )


def ask(event, country, staff=None):
    registration, _created = actions.register(event=event, user=UserFactory(country=country))
    return actions.approve(registration=registration, by=staff) if staff else registration


def close(event):
    Event.objects.filter(pk=event.pk).update(requests_until=timezone.now() - DAY)
    event.refresh_from_db()
    return event


def rank(event, order, staff):
    people = Registration.objects.filter(event=event, home=order[0].home)
    ids = [row.pk for row in order]
    return actions.put_in_order(event=event, people=people, order=ids, shown=[], by=staff)


def fresh(registration):
    return Registration.objects.select_related("event", "user", "seat").get(pk=registration.pk)


def words(registration):
    return explain(with_line(Registration.objects.select_related("event")).get(pk=registration.pk))


def kinds(registration):
    rows = Message.objects.filter(context__registration=registration.pk).order_by("pk")
    return [kind.removeprefix("registrations/") for kind in rows.values_list("kind", flat=True)]


# ---- While people may ask


def test_a_request_waits_for_the_hub_and_an_approved_one_for_the_ranking(event, staff):
    requested = ask(event, "PL")
    assert (requested.state, requested.rule) == (State.REQUESTED, Rule.RECEIVED)

    approved = actions.approve(registration=requested, by=staff)

    assert (approved.state, approved.rule, approved.seat) == (State.WAITING, Rule.RANKED, None)
    assert kinds(approved) == ["received", "ranked"]
    assert (
        words(approved).because
        == "Your request is approved and takes part in the ranking. This is not a seat yet."
    )
    assert "Then all seats are given at once" in words(approved).next


def test_no_seat_is_given_before_the_day_whatever_happens_meanwhile(event, staff):
    people = [ask(event, "PL", staff) for _number in range(3)]

    actions.cancel(registration=people[0], by=people[0].user)
    actions.lay_out_seats(event=event, capacity=6, quotas={"PL": 3, "RO": 3}, by=staff)

    assert not Registration.objects.filter(seat__isnull=False).exists()


def test_who_asks_after_the_window_stands_behind_everybody_who_is_ranked(event, staff):
    close(event)

    late = ask(event, "PL")

    assert (late.state, late.rule) == (State.WAITING, Rule.AFTER_RANKING)
    assert "You asked after the ranking" in words(late).because


def test_the_seal_is_published_before_anybody_asks_and_the_seed_only_with_the_result(event, staff, client):
    ask(event, "PL", staff)
    lot = Lot.objects.get()
    page = client.get(event.get_absolute_url()).content.decode()
    assert lot.seal == hashlib.sha256(lot.seed.encode()).hexdigest()
    assert lot.seal in page
    assert lot.seed not in page

    actions.sign_off(allocation=actions.propose_allocation(event=close(event), by=staff), by=staff)

    assert lot.seed in client.get(event.get_absolute_url()).content.decode()


def test_the_page_says_the_rule_in_four_sentences(event, client):
    page = client.get(event.get_absolute_url()).content.decode()

    rules = page[page.index('id="rule-h"') :]
    assert rules[: rules.index("</ol>")].count("<li>") == 4
    assert "on which day you ask plays no part" in rules


# ---- Order


def test_a_desk_puts_its_people_in_order(event, staff):
    people = [ask(event, "PL", staff) for _number in range(3)]

    rank(event, people[::-1], staff)

    assert [fresh(row).desk_rank for row in people] == [3, 2, 1]
    assert AuditEntry.objects.filter(action="event.people_ranked").count() == 1


def test_the_order_of_one_desk_leaves_the_others_alone(event, staff):
    pole, romanian = ask(event, "PL", staff), ask(event, "RO", staff)

    actions.put_in_order(
        event=event,
        people=Registration.objects.filter(event=event, home="PL"),
        order=[romanian.pk, pole.pk],
        shown=[],
        by=staff,
    )

    assert (fresh(pole).desk_rank, fresh(romanian).desk_rank) == (1, None)


def test_two_coordinators_who_order_at_once_do_not_overwrite_each_other(event, staff):
    people = [ask(event, "PL", staff) for _number in range(3)]
    of_poland = Registration.objects.filter(event=event, home="PL")
    shown = [row.pk for row in people]
    rank(event, people[::-1], staff)

    with pytest.raises(actions.OrderChanged):
        actions.put_in_order(
            event=event, people=of_poland, order=[shown[1], shown[0], shown[2]], shown=shown, by=staff
        )

    assert [fresh(row).desk_rank for row in people] == [3, 2, 1]


def test_somebody_approved_meanwhile_stands_behind_and_nothing_is_lost(event, staff):
    people = [ask(event, "PL", staff) for _number in range(2)]
    shown = [row.pk for row in people]
    newcomer = ask(event, "PL", staff)

    new = actions.put_in_order(
        event=event,
        people=Registration.objects.filter(event=event, home="PL"),
        order=shown[::-1],
        shown=shown,
        by=staff,
    )

    assert new == [*shown[::-1], newcomer.pk]


# ---- Allocation


@pytest.fixture
def ranked(event, staff):
    """Four Poles in the reverse order of their requests, one Romanian, one Indian."""
    poles = [ask(event, "PL", staff) for _number in range(4)]
    romanian, indian = ask(event, "RO", staff), ask(event, "IN", staff)
    rank(event, poles[::-1], staff)
    close(event)
    return {"poles": poles, "romanian": romanian, "indian": indian}


def test_a_proposal_moves_no_seat_and_tells_nobody(event, ranked, staff):
    told = Message.objects.count()

    proposal = actions.propose_allocation(event=event, by=staff)

    assert proposal.state == AllocationState.PROPOSED
    assert len(proposal.result["given"]) == 4
    assert Message.objects.count() == told
    assert not Registration.objects.filter(seat__isnull=False).exists()


def test_signed_off_the_offers_go_out_and_everybody_reads_where_they_stand(event, ranked, staff):
    allocation = actions.sign_off(allocation=actions.propose_allocation(event=event, by=staff), by=staff)

    fourth, third, second, first = (fresh(row) for row in ranked["poles"])
    assert [row.state for row in (first, second, third)] == [State.OFFERED] * 3
    assert (first.rule, second.rule, third.rule) == (Rule.HOME_SEAT, Rule.HOME_SEAT, Rule.RELEASED_TO_PILOT)
    assert fourth.state == State.WAITING
    assert {fourth.line_place, fresh(ranked["indian"]).line_place} == {1, 2}
    assert fresh(ranked["romanian"]).rule == Rule.HOME_SEAT
    assert kinds(first)[-1] == "offered"
    assert kinds(fourth)[-1] == "not_seated"
    assert words(first).because.startswith("You were number 1 of 4 in the ranking for Poland.")
    assert words(fourth).because.startswith(
        "You were number 4 of 4 in the ranking for Poland. You are number 1 of 1"
    )
    assert "countries without a hub" in words(ranked["indian"]).because
    assert allocation.state == AllocationState.SIGNED
    assert Event.objects.get().allocated_at is not None
    assert Event.objects.get().released_seats == {"RO": 1}


def test_the_mail_to_who_has_no_seat_names_the_place(event, ranked, staff):
    actions.sign_off(allocation=actions.propose_allocation(event=event, by=staff), by=staff)

    mail = render(
        Message.objects.get(kind="registrations/not_seated", context__registration=ranked["poles"][0].pk)
    )

    assert mail.subject == "The seats have been given: Masterclass"
    assert "You were number 4 of 4" in mail.body
    assert "Where: Online" in mail.body


def test_with_a_release_date_to_come_unused_seats_are_kept(event, ranked, staff):
    Event.objects.update(release_at=timezone.now() + 30 * DAY)

    actions.sign_off(allocation=actions.propose_allocation(event=event, by=staff), by=staff)

    assert Registration.objects.offered().count() == 3
    assert fresh(ranked["indian"]).rule == Rule.BEHIND_PILOT
    assert Event.objects.get().released_at is None


def test_a_seat_turned_down_goes_to_the_next_of_the_ranking_not_to_the_latest_request(event, ranked, staff):
    actions.sign_off(allocation=actions.propose_allocation(event=event, by=staff), by=staff)
    late = ask(event, "PL")

    first = fresh(ranked["poles"][3])
    actions.turn_down(registration=first, by=first.user)

    assert fresh(ranked["poles"][0]).state == State.OFFERED
    assert fresh(late).state == State.WAITING


def test_a_proposal_that_is_out_of_date_is_refused_and_nothing_is_given(event, ranked, staff):
    proposal = actions.propose_allocation(event=event, by=staff)
    leaving = ranked["poles"][3]
    actions.cancel(registration=leaving, by=leaving.user)

    with pytest.raises(actions.FactsChanged):
        actions.sign_off(allocation=proposal, by=staff)

    assert not Registration.objects.filter(seat__isnull=False).exists()
    assert Event.objects.get().allocated_at is None


def test_a_proposal_is_ended_once(event, ranked, staff):
    proposal = actions.propose_allocation(event=event, by=staff)
    actions.sign_off(allocation=proposal, by=staff)

    with pytest.raises(actions.AllocationEnded, match="Staff has ended this proposal already"):
        actions.discard(allocation=proposal, by=staff)
    with pytest.raises(ValidationError, match="have been given already"):
        actions.propose_allocation(event=event, by=staff)


def test_a_second_run_puts_the_first_proposal_aside(event, ranked, staff):
    first, second = (actions.propose_allocation(event=event, by=staff) for _time in range(2))

    first.refresh_from_db()
    assert (first.state, first.ended_by, second.number) == (AllocationState.DISCARDED, staff, 2)
    assert first.fingerprint == second.fingerprint


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"requests_until": timezone.now() + DAY}, "seats are given after that"),
        ({"filling": Filling.REVIEWED}, "in another way"),
        ({"cancelled_at": timezone.now(), "cancellation_reason": "Strike"}, "cancelled or over"),
    ],
)
def test_it_is_not_run_too_early_nor_where_it_has_no_place(event, ranked, staff, change, says):
    Event.objects.update(**change)

    with pytest.raises(ValidationError, match=says):
        actions.propose_allocation(event=event, by=staff)


def test_every_run_can_be_decided_again_with_the_same_result(event, ranked, staff):
    signed = actions.sign_off(allocation=actions.propose_allocation(event=event, by=staff), by=staff)

    is_same, result = allocation.replay(Allocation.objects.select_related("event__lot").get(pk=signed.pk))

    assert is_same
    assert result == signed.result


def test_what_would_change_under_other_settings_is_named(event, ranked, staff):
    proposal = actions.propose_allocation(event=event, by=staff)

    found = {row.title: row for row in allocation.variants(proposal, Lot.objects.get().seed)}

    kept = found["If unused seats were kept until a release date"]
    assert (kept.gains, kept.loses) == ([], [ranked["poles"][1].pk])
    only = found["If only pilot countries could have seats"]
    assert (only.gains, only.loses) == ([], [])


def test_facts_hold_no_names_and_do_not_depend_on_when_people_asked(event, ranked):
    now = allocation.facts(event)
    Registration.objects.filter(pk=ranked["romanian"].pk).update(requested_at=timezone.now() - 9 * DAY)

    assert allocation.facts(event) == now
    assert ranked["romanian"].user.name not in str(now)
    assert ranking.digest(now)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_facts_take_two_queries_however_many_asked(event, staff, rows, django_assert_num_queries):
    for _number in range(rows):
        ask(event, "PL", staff)

    with django_assert_num_queries(2):
        assert len(allocation.facts(event)["claims"]) == rows


def test_at_an_event_of_a_hub_that_hub_ranks_everybody(event, staff):
    Event.objects.update(hub=HubFactory(country="SE"))
    ask(event, "PL", staff), ask(event, "IN", staff)

    assert {row[2] for row in allocation.facts(Event.objects.get())["claims"]} == {"SE"}


def refused(sql, *values, rule):
    with pytest.raises(IntegrityError, match=rule), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE registrations_allocation SET result = '{}'",
        "UPDATE registrations_allocation SET facts = '{}'",
        "UPDATE registrations_allocation SET fingerprint = 'x'",
        "DELETE FROM registrations_allocation",
    ],
)
def test_the_database_keeps_each_run_as_it_was(event, ranked, staff, sql):
    actions.propose_allocation(event=event, by=staff)

    refused(sql, rule="registrations_allocation_kept")


@pytest.mark.parametrize("sql", ["UPDATE registrations_lot SET seed = 'x'", "DELETE FROM registrations_lot"])
def test_the_database_keeps_the_sealed_lot_as_it_was(event, sql):
    actions.seal_lot(event=event)

    refused(sql, rule="registrations_lot_kept")
