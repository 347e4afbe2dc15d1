"""Where staff run the allocation, look at it and sign it off; and what everybody reads of it afterwards."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from levels.tests.factories import PathwayFactory
from mailing.models import Message
from mailing.rendering import render
from registrations import actions, outcomes, warnings
from registrations.emails import allocations as allocation_emails
from registrations.models import Allocation, AllocationState, Event, Filling, Lot, Registration, State
from registrations.tasks import tell_office_of_allocations
from registrations.tests.factories import EventFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def event(poland, romania):
    return EventFactory(
        title="Masterclass",
        slug="masterclass",
        filling=Filling.RANKED,
        capacity=4,
        quotas={"PL": 2, "RO": 2},
        requests_until=timezone.now() + 2 * DAY,
        starts_at=timezone.now() + 200 * DAY,
        offer_hours=7 * 24,
    )


def ask(event, name, country="PL", staff=None):
    registration, _new = actions.register(event=event, user=UserFactory(name=name, country=country))
    return actions.approve(registration=registration, by=staff) if staff else registration


def close(event):
    Event.objects.filter(pk=event.pk).update(requests_until=timezone.now() - DAY)
    event.refresh_from_db()
    return event


@pytest.fixture
def ranked(event, staff):
    """Five from Poland in an order, one from Romania, one from India; requests are closed."""
    people = [ask(event, f"Polka {number}", "PL", staff) for number in range(1, 6)]
    actions.put_in_order(
        event=event,
        people=Registration.objects.filter(home="PL"),
        order=[row.pk for row in people],
        shown=[],
        by=staff,
        desk="pl",
    )
    ask(event, "Ioana", "RO", staff), ask(event, "Asha", "IN", staff)
    return close(event)


@pytest.fixture
def proposal(ranked, staff):
    return actions.propose_allocation(event=ranked, by=staff)


def url(name="allocation", *args):
    return reverse(f"registrations:{name}", args=["masterclass", *args])


def text(response):
    return " ".join(response.content.decode().split())


# ---- Who


@pytest.mark.parametrize("name", ["allocation", "allocation_run", "sign_off"])
@pytest.mark.parametrize("who", ["participant", "stranger", "coordinator"])
def test_for_anybody_but_staff_there_is_no_such_page(as_, proposal, request, who, name):
    args = [] if name == "allocation" else [1]

    assert as_(request.getfixturevalue(who)).get(url(name, *args)).status_code == 404


@pytest.mark.parametrize("name", ["run_allocation", "sign_off", "discard_allocation"])
def test_nobody_but_staff_does_anything_there(as_, coordinator, proposal, name):
    args = [] if name == "run_allocation" else [1]

    assert as_(coordinator).post(url(name, *args)).status_code == 404
    assert Allocation.objects.get().state == AllocationState.PROPOSED


def test_nobody_signed_in_is_sent_to_log_in(client, proposal):
    assert client.get(url()).status_code == 302


def test_an_event_that_gives_its_seats_otherwise_has_no_such_page(as_, staff, event):
    Event.objects.update(filling=Filling.REVIEWED)

    assert as_(staff).get(url()).status_code == 404


@pytest.mark.parametrize("name", ["run_allocation", "discard_allocation"])
def test_deeds_take_a_post(as_, staff, proposal, name):
    args = [] if name == "run_allocation" else [1]

    assert as_(staff).get(url(name, *args)).status_code == 405


# ---- Before


def test_before_the_day_it_says_what_will_happen_and_who_has_not_decided(as_, staff, event):
    ask(event, "Undecided")
    ask(event, "Ranked", "RO", staff)

    page = text(as_(staff).get(url()))

    assert "People may ask until" in page
    assert "Run the allocation</button>" not in page
    assert "not in the ranking until decided" in page
    assert Lot.objects.get().seal in page
    assert Lot.objects.get().seed not in page


def test_run_too_early_it_is_refused_in_words(as_, staff, event):
    client = as_(staff)

    client.post(url("run_allocation"))

    assert "seats are given after that" in text(client.get(url()))
    assert not Allocation.objects.exists()


def test_where_nobody_asked_the_page_says_so(as_, staff, event):
    assert "Nobody has asked yet." in text(as_(staff).get(url()))


# ---- The proposal


def test_a_run_shows_who_would_get_which_seat_and_why(as_, staff, ranked):
    client = as_(staff)

    client.post(url("run_allocation"))
    page = text(client.get(url()))

    assert "Nobody has been told anything yet." in page
    assert "4 seats are given. 3 people wait in line." in page
    assert "Number 1 of 5 in the order of Poland. A free seat of the own country." in page
    assert "With a seat elsewhere" in page
    assert "Number 1 of 1 of the countries without a hub, by criterion and lot." in page
    assert "Sign off and send 4 offers" in page
    assert Lot.objects.get().seed not in page
    assert not Message.objects.filter(kind="registrations/offered").exists()


def test_what_would_change_names_who_would_gain_and_lose(as_, staff, proposal):
    page = text(as_(staff).get(url()))

    assert "If unused seats were kept until a release date</dt><dd>Without a seat: Polka 3." in page
    assert "Nobody would gain or lose a seat." in page


def test_undecided_requests_are_a_warning_before_the_sign_off(as_, staff, event, ranked):
    Event.objects.update(requests_until=timezone.now() + DAY)
    ask(event, "Undecided", "RO")
    actions.propose_allocation(event=close(event), by=staff)

    assert "1 request is undecided and not in the ranking" in text(as_(staff).get(url("sign_off", 1)))


def test_signing_off_takes_two_steps_and_tells_how_many_are_told(as_, staff, proposal):
    client = as_(staff)

    page = text(client.get(url("sign_off", 1)))
    assert "4 people are offered a seat each, and asked to answer until" in page
    assert "3 people are told of their places in line." in page
    assert not Registration.objects.offered().exists()

    client.post(url("sign_off", 1))
    page = text(client.get(url()))
    assert "4 people have been told of their seats." in page
    assert "The seats were given on" in page
    assert Registration.objects.offered().count() == 4


def test_without_hours_to_answer_seats_are_confirmed_and_the_page_says_so(as_, staff, proposal):
    Event.objects.update(offer_hours=0)

    assert "4 people get a seat each, confirmed at once." in text(as_(staff).get(url("sign_off", 1)))


def test_a_proposal_that_is_out_of_date_says_so_and_is_not_signed(as_, staff, proposal):
    leaving = Registration.objects.get(user__name="Polka 1")
    actions.cancel(registration=leaving, by=leaving.user)
    client = as_(staff)

    assert "Out of date." in text(client.get(url()))
    assert "it cannot be signed off" in text(client.get(url("sign_off", 1)))
    client.post(url("sign_off", 1))

    assert "Something has changed since this proposal was made." in text(client.get(url()))
    assert not Registration.objects.offered().exists()
    assert Allocation.objects.get().state == AllocationState.PROPOSED


def test_whoever_is_second_is_told_who_was_first(as_, staff, proposal):
    actions.sign_off(allocation=proposal, by=staff)
    client = as_(UserFactory(is_staff=True))

    for name in ("sign_off", "discard_allocation"):
        client.post(url(name, 1))
        assert "Staff has ended this proposal already" in text(client.get(url()))
    client.get(url("sign_off", 1))
    assert "Staff has ended this proposal already" in text(client.get(url()))


def test_put_aside_a_proposal_stays_on_record(as_, staff, proposal):
    client = as_(staff)

    client.post(url("discard_allocation", 1))

    page = text(client.get(url()))
    assert "It stays on record; nobody was told." in page
    assert "Discarded" in page
    assert "Run the allocation</button>" in page
    assert "Put aside by Staff" in text(client.get(url("allocation_run", 1)))


def test_a_run_that_there_was_not_has_no_page(as_, staff, proposal):
    assert as_(staff).get(url("allocation_run", 9)).status_code == 404


# ---- Again


def test_decided_again_from_the_kept_facts_it_comes_out_the_same(as_, staff, proposal):
    page = text(as_(staff).get(url("allocation_run", 1), {"again": 1}))

    assert "The same." in page


def forged(proposal):
    """A run whose fingerprint is not that of its result, as if somebody had gone round the triggers."""
    return Allocation.objects.create(
        event=proposal.event,
        number=2,
        rule=proposal.rule,
        facts=proposal.facts,
        result=proposal.result,
        fingerprint="0" * 64,
        proposed_by=proposal.proposed_by,
        state=AllocationState.DISCARDED,
        ended_at=timezone.now(),
        ended_by=proposal.proposed_by,
    )


def test_a_run_that_does_not_come_out_the_same_says_so(as_, staff, proposal):
    forged(proposal)

    assert "Not the same." in text(as_(staff).get(url("allocation_run", 2), {"again": 1}))


def test_operators_decide_again_by_command(proposal):
    out = io.StringIO()

    call_command("replay_allocation", "masterclass", stdout=out)

    assert f"Run 1, proposed, rule {proposal.rule}, 4 seats given, 3 in line" in out.getvalue()
    assert out.getvalue().strip().endswith("same")


def test_the_command_fails_where_a_run_differs_and_where_there_is_none(proposal):
    forged(proposal)

    with pytest.raises(CommandError, match="Not the same: 2") as raised:
        call_command("replay_allocation", "masterclass", stdout=io.StringIO())
    assert raised.value.returncode == 1
    call_command("replay_allocation", "masterclass", "1", stdout=io.StringIO())
    with pytest.raises(CommandError, match="no such run"):
        call_command("replay_allocation", "nothing")


# ---- Numbers


@pytest.mark.parametrize("name", ["allocation", "sign_off"])
def test_the_queries_do_not_grow_with_the_people(as_, staff, event, name):
    client, counts = as_(staff), []
    args = [] if name == "allocation" else [1]
    ask(event, "Polka 0", "PL", staff)
    for rows in range(2):
        for number in range(rows * 2):
            Event.objects.update(requests_until=timezone.now() + DAY)
            event.refresh_from_db()
            ask(event, f"Polka {rows} {number}", "PL", staff)
        actions.propose_allocation(event=close(event), by=staff)
        args = args and [Allocation.objects.first().number]
        with CaptureQueriesContext(connection) as queries:
            client.get(url(name, *args))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_long_line_is_named_in_part_and_read_in_pages(as_, staff, event):
    for number in range(108):
        ask(event, f"Polka {number:03}", "PL", staff)
    actions.propose_allocation(event=close(event), by=staff)
    client = as_(staff)

    page = client.get(url(), {"line": 2})

    assert "and 99 more, in the line below" in text(page)
    assert [person.line_place for person in page.context["in_line"]] == [101, 102, 103, 104]


# ---- What everybody reads


def test_the_result_is_published_by_country_and_without_names(client, staff, proposal):
    actions.sign_off(allocation=proposal, by=staff)

    page = text(client.get(reverse("registrations:event", args=["masterclass"])))

    assert "How the seats were given" in page
    assert "Polka" not in page
    rows = {row.code: row for row in outcomes.of(Event.objects.get())}
    assert (rows["PL"].given, rows["PL"].seats, rows["PL"].first_waiting) == (3, 2, 4)
    assert (rows["RO"].given, rows["RO"].waiting, rows["RO"].ranked) == (1, 0, 1)
    assert rows[""].given == 0


def test_small_numbers_without_a_seat_cannot_be_worked_out(staff, proposal):
    actions.sign_off(allocation=proposal, by=staff)

    poland, _romania, others = outcomes.of(Event.objects.get())

    assert (poland.waiting, poland.ranked) == (None, 8)
    assert (others.waiting, others.ranked) == (None, 5)


def test_larger_numbers_without_a_seat_are_told(staff, event):
    for number in range(9):
        ask(event, f"Polka {number}", "PL", staff)
    actions.sign_off(allocation=actions.propose_allocation(event=close(event), by=staff), by=staff)

    (poland, _romania) = outcomes.of(Event.objects.get())

    assert (poland.ranked, poland.given, poland.waiting) == (9, 4, 5)


def test_before_the_sign_off_nothing_is_published(client, proposal):
    page = text(client.get(reverse("registrations:event", args=["masterclass"])))

    assert "How the seats were given" not in page


# ---- Staff are reminded


def test_ranked_events_that_cannot_work_are_warned_of(event):
    Event.objects.update(release_at=timezone.now() + DAY)
    event.refresh_from_db()
    event.capacity = None

    assert [found.split(":")[0] for found in warnings.of_ranking(event)] == [
        "This event is ranked, but has no places to give",
        "Requests are ranked until after the release date",
        "No lot has been sealed yet",
    ]


def test_requests_that_are_closed_for_days_are_warned_of_until_the_seats_are_given(event, staff, ranked):
    Event.objects.update(requests_until=timezone.now() - 3 * DAY)
    event.refresh_from_db()
    assert list(warnings.of_ranking(event)) == [
        "Requests closed 3 days ago, and the seats are not given yet."
    ]

    actions.sign_off(allocation=actions.propose_allocation(event=event, by=staff), by=staff)

    assert list(warnings.of_ranking(Event.objects.get())) == []


@pytest.fixture
def office():
    return PathwayFactory(office_email="office@example.org")


def mails():
    return Message.objects.filter(kind="registrations/allocation_due")


def test_the_office_is_told_once_when_requests_have_closed(office, event, ranked):
    for _time in range(2):
        tell_office_of_allocations()

    mail = mails().get()
    assert mail.to == "office@example.org"
    assert render(mail).subject == "Seats to be given: Masterclass"
    assert url() in render(mail).body
    assert "Approved for the ranking: 7" in render(mail).body


def test_before_they_have_closed_nobody_is_told(office, event):
    allocation_emails.queue_due()

    assert not mails().exists()


def test_a_day_missed_is_made_up_for_and_a_longer_window_is_told_anew(office, event, ranked):
    allocation_emails.queue_due(timezone.now() + 9 * DAY)
    Event.objects.update(requests_until=timezone.now() - timedelta(hours=1))
    allocation_emails.queue_due()

    assert mails().count() == 2


def test_the_mail_is_dropped_when_the_seats_are_given_meanwhile(office, event, ranked, staff):
    allocation_emails.queue_due()
    still_true = allocation_emails._still_due
    assert still_true(mails().get())

    actions.sign_off(allocation=actions.propose_allocation(event=event, by=staff), by=staff)

    assert not still_true(mails().get())


@pytest.mark.parametrize(
    "change", [{"is_published": False}, {"cancelled_at": timezone.now(), "cancellation_reason": "Strike"}]
)
def test_of_drafts_and_cancelled_events_nobody_is_told(office, event, ranked, change):
    Event.objects.update(**change)

    allocation_emails.queue_due()

    assert not mails().exists()


# ---- Administration


def test_the_administration_shows_runs_and_lots_and_never_a_sealed_number(as_, staff, proposal):
    client, lot = as_(staff), Lot.objects.get()
    pages = [
        reverse("admin:registrations_allocation_changelist"),
        reverse("admin:registrations_allocation_change", args=[proposal.pk]),
        reverse("admin:registrations_lot_changelist"),
        reverse("admin:registrations_lot_change", args=[lot.pk]),
    ]

    shown = [client.get(page).content.decode() for page in pages]

    assert all(lot.seed not in page for page in shown)
    assert "sealed until the seats are given" in shown[3]

    actions.sign_off(allocation=proposal, by=staff)
    assert lot.seed in client.get(pages[3]).content.decode()


def test_after_the_sign_off_the_state_of_everybody_is_as_proposed(staff, proposal):
    actions.sign_off(allocation=proposal, by=staff)

    given = {registration for registration, _seat, _rule in proposal.result["given"]}
    assert set(Registration.objects.filter(state=State.OFFERED).values_list("pk", flat=True)) == given
