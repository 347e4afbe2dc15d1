"""Who runs a hub: deputies, ends of terms, hand-overs, and who may decide about them."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from hubs import actions, team
from hubs.models import Appointment, Hub, Membership, Role
from hubs.team_emails import token_of
from hubs.tests.factories import MembershipFactory
from mailing.models import Message

pytestmark = pytest.mark.django_db
PAGE = "/hubs/pl/manage/team/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def term(coordinator):
    return coordinator.hub_memberships.get()


@pytest.fixture
def deputy(poland, coordinator):
    return MembershipFactory(hub=poland, role=Role.DEPUTY, user__name="Zastępczyni").user


@pytest.fixture
def successor():
    return UserFactory(name="Następczyni", email="next@example.com")


def handed(term, today, by=None, days=10):
    return actions.hand_over(
        membership=term, email="next@example.com", starts_on=today + days * DAY, by=by or term.user
    )


def kinds():
    return sorted(Message.objects.values_list("kind", "to"))


def text(response):
    return " ".join(response.content.decode().split())


# ---- Deputies ---------------------------------------------------------------------------------------------------


def test_a_deputy_is_asked_and_begins_by_accepting(poland, coordinator, staff, successor, today):
    asked = actions.appoint(hub=poland, email=" Next@Example.com ", starts_on=today, by=coordinator)
    assert Membership.objects.filter(user=successor).exists() is False

    membership = actions.accept_appointment(appointment=asked, user=successor)

    assert (membership.role, membership.starts_on, membership.ends_on) == (Role.DEPUTY, today, None)
    assert Hub.objects.run_by(successor).get() == poland
    assert Appointment.objects.count() == 0
    assert kinds() == [
        ("hubs/team_begun", coordinator.email),
        ("hubs/team_begun", staff.email),
        ("hubs/team_invited", "next@example.com"),
    ]
    assert AuditEntry.objects.get(action="membership.begun").person_id == successor.pk


def test_only_the_address_that_was_asked_accepts(poland, coordinator, stranger, today):
    asked = actions.appoint(hub=poland, email="next@example.com", starts_on=today, by=coordinator)
    unproved = UserFactory(email="next@example.com", verified=False)

    for person in (stranger, unproved):
        with pytest.raises(ValidationError, match="another address"):
            actions.accept_appointment(appointment=asked, user=person)


def test_an_invitation_of_somebody_whose_term_is_over_opens_nothing(
    poland, coordinator, term, successor, today, as_
):
    asked = actions.appoint(hub=poland, email="next@example.com", starts_on=today, by=coordinator)
    Membership.objects.filter(pk=term.pk).update(ends_on=today - DAY)

    with pytest.raises(ValidationError, match="used, taken back or is too old"):
        actions.accept_appointment(appointment=asked, user=successor)
    assert as_(successor).get(reverse("hubs:appointment", args=[token_of(asked)])).status_code == 410


@pytest.mark.parametrize("who", ["deputy", "romanian_coordinator", "stranger"])
def test_nobody_else_names_deputies(poland, request, who, today):
    with pytest.raises(ValidationError, match="Coordinators decide"):
        actions.appoint(hub=poland, email="x@example.com", starts_on=today, by=request.getfixturevalue(who))


def test_a_coordinator_is_appointed_by_the_office_alone(poland, coordinator, staff, today):
    whom = {"hub": poland, "email": "x@example.com", "starts_on": today, "role": Role.COORDINATOR}

    with pytest.raises(ValidationError, match="by the office"):
        actions.appoint(by=coordinator, **whom)
    assert actions.appoint(by=staff, **whom).role == Role.COORDINATOR


def test_who_has_a_term_already_gets_no_second(poland, coordinator, deputy, today):
    asked = actions.appoint(hub=poland, email=deputy.email, starts_on=today, by=coordinator)

    with pytest.raises(ValidationError, match="already has a term"):
        actions.accept_appointment(appointment=asked, user=deputy)


def test_what_was_taken_back_is_taken_back_once(poland, coordinator, successor, today):
    asked = actions.appoint(hub=poland, email="next@example.com", starts_on=today, by=coordinator)

    assert actions.withdraw_appointment(appointment=asked, by=coordinator) is True
    assert actions.withdraw_appointment(appointment=asked, by=coordinator) is False
    with pytest.raises(ValidationError):
        actions.accept_appointment(appointment=asked, user=successor)


def test_addresses_of_who_never_answered_are_forgotten(poland, coordinator, today):
    actions.appoint(hub=poland, email="x@example.com", starts_on=today, by=coordinator)
    Appointment.objects.update(
        invited_at=timezone.now() - 31 * DAY, expires_at=timezone.now() - datetime.timedelta(minutes=1)
    )

    assert actions.forget_expired_invitations() == 1


# ---- The end of a term ------------------------------------------------------------------------------------------


def test_a_coordinator_ends_the_term_of_a_deputy_and_the_person_is_told(coordinator, deputy, staff, today):
    term = deputy.hub_memberships.get()

    actions.end_term(membership=term, last_day=today - DAY, by=coordinator)

    assert not Hub.objects.run_by(deputy).exists()
    assert kinds() == [("hubs/team_ended", deputy.email), ("hubs/team_ended", staff.email)]
    with pytest.raises(actions.AlreadyChanged, match="ended on"):
        actions.end_term(membership=term, last_day=today, by=coordinator)


def test_a_term_that_has_not_begun_is_called_off(poland, coordinator, today):
    term = MembershipFactory(hub=poland, role=Role.DEPUTY, starts_on=today + 5 * DAY)

    actions.end_term(membership=term, last_day=today, by=coordinator)

    assert Membership.objects.filter(pk=term.pk).exists() is False
    assert AuditEntry.objects.get(action="membership.called_off").person_id == term.user_id


def test_deputies_end_nobodys_term_but_their_own(coordinator, deputy, term, poland, today):
    other = MembershipFactory(hub=poland, role=Role.DEPUTY)

    for membership in (term, other):
        with pytest.raises(ValidationError):
            actions.end_term(membership=membership, last_day=today, by=deputy)
    actions.end_term(membership=deputy.hub_memberships.get(), last_day=today, by=deputy)


def test_a_coordinator_does_not_end_the_term_of_another(poland, coordinator, today):
    other = MembershipFactory(hub=poland)

    with pytest.raises(ValidationError, match="by the office"):
        actions.end_term(membership=other, last_day=today, by=coordinator)


def test_nobody_leaves_the_hub_alone_but_the_office(coordinator, term, staff, today):
    with pytest.raises(ValidationError, match="nobody would run the hub"):
        actions.end_term(membership=term, last_day=today, by=coordinator)
    term.refresh_from_db()
    assert term.ends_on is None

    actions.end_term(membership=term, last_day=today, by=staff)


@pytest.mark.parametrize("days", [-2, 40])
def test_a_term_ends_on_a_day_that_can_be(coordinator, poland, today, days):
    term = MembershipFactory(hub=poland, role=Role.DEPUTY, ends_on=today + 30 * DAY)

    with pytest.raises(ValidationError):
        actions.end_term(membership=term, last_day=today + days * DAY, by=coordinator)


# ---- Handing over -----------------------------------------------------------------------------------------------


def test_the_own_term_ends_the_day_before_and_not_before_the_successor_has_accepted(
    poland, coordinator, term, staff, successor, today
):
    asked = handed(term, today)
    term.refresh_from_db()
    assert term.ends_on is None

    new = actions.accept_appointment(appointment=asked, user=successor)

    term.refresh_from_db()
    assert (term.ends_on, new.starts_on, new.role) == (today + 9 * DAY, today + 10 * DAY, Role.COORDINATOR)
    assert team.first_day_alone(poland) is None
    assert ("hubs/team_begun", staff.email) in kinds()
    assert ("hubs/team_begun", coordinator.email) in kinds()


def test_accepted_late_it_begins_that_day_and_no_day_is_without_anybody(poland, term, successor, today):
    asked = handed(term, today, days=1)
    Appointment.objects.update(starts_on=today - 3 * DAY)

    new = actions.accept_appointment(appointment=asked, user=successor)

    term.refresh_from_db()
    assert (new.starts_on, term.ends_on) == (today, today - DAY)
    assert team.first_day_alone(poland) is None


def test_a_deputy_who_takes_over_is_deputy_until_the_day_before(poland, term, deputy, today):
    asked = actions.hand_over(membership=term, email=deputy.email, starts_on=today + 10 * DAY, by=term.user)

    new = actions.accept_appointment(appointment=asked, user=deputy)

    old, now = deputy.hub_memberships.order_by("starts_on")
    assert (old.ends_on, now.pk, now.role) == (today + 9 * DAY, new.pk, Role.COORDINATOR)


def test_a_second_hand_over_is_told_of_the_first(coordinator, term, staff, today):
    handed(term, today)

    with pytest.raises(actions.AlreadyChanged, match="next@example"):
        actions.hand_over(membership=term, email="y@example.com", starts_on=today + 5 * DAY, by=staff)


@pytest.mark.parametrize("days", [0, -1])
def test_it_begins_tomorrow_at_the_earliest(term, today, days):
    with pytest.raises(ValidationError, match="tomorrow"):
        handed(term, today, days=days)


def test_it_leaves_no_gap_after_a_term_that_ends(poland, term, today):
    Membership.objects.filter(pk=term.pk).update(ends_on=today + 5 * DAY)

    with pytest.raises(ValidationError, match="day after, at the latest"):
        handed(term, today, days=7)
    assert handed(term, today, days=6)


def test_nobody_hands_over_to_oneself_or_the_term_of_another(coordinator, term, deputy, today):
    with pytest.raises(ValidationError, match="address of who hands over"):
        actions.hand_over(membership=term, email=coordinator.email, starts_on=today + DAY, by=coordinator)
    with pytest.raises(ValidationError, match="own term"):
        handed(term, today, by=deputy)


# ---- A day without anybody --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "alone"),
    [
        ([], 0),
        ([(-10, None)], None),
        ([(-10, 5)], 6),
        ([(-10, 5), (6, None)], None),
        ([(-10, 5), (7, None)], 6),
        ([(-10, 5), (3, 20)], 21),
        ([(4, None)], 0),
        ([(-10, -1)], 0),
    ],
)
def test_the_first_day_without_anybody_is_found(poland, today, terms, alone):
    for first, last in terms:
        MembershipFactory(
            hub=poland,
            starts_on=today + first * DAY,
            ends_on=None if last is None else today + last * DAY,
        )

    expected = None if alone is None else today + alone * DAY
    assert team.first_day_alone(poland) == expected


# ---- What the database refuses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "Big@example.com"},
        {"role": "queen"},
        {"ends_on": datetime.date(2020, 1, 1)},
        {"expires_at": timezone.now() - 90 * DAY},
    ],
)
def test_the_database_refuses_an_impossible_invitation(poland, coordinator, today, wrong):
    facts = {
        "hub": poland,
        "email": "x@example.com",
        "starts_on": today,
        "invited_by": coordinator,
        "expires_at": timezone.now() + DAY,
    }
    Appointment.objects.create(**facts).delete()

    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(**facts | wrong)


def test_the_database_knows_one_successor_and_one_invitation_for_an_address(poland, coordinator, term, today):
    asked = handed(term, today)
    facts = {"hub": poland, "starts_on": today, "invited_by": coordinator, "expires_at": asked.expires_at}

    for wrong in ({"email": "y@example.com", "predecessor": term}, {"email": asked.email}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.create(**facts | wrong)


# ---- The pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
def test_for_anybody_else_there_is_no_such_page(as_, poland, term, request, who):
    client = as_(request.getfixturevalue(who))

    assert client.get(PAGE).status_code == 404
    for name in ("hand_over", "end_term", "appointment_withdraw"):
        assert client.post(reverse(f"hubs:{name}", args=["pl", term.pk])).status_code == 404


def test_a_former_coordinator_and_a_visitor_see_nothing(as_, client, poland, today):
    former = MembershipFactory(hub=poland, ends_on=today - DAY).user

    assert client.get(PAGE).status_code == 302
    assert as_(former).get(PAGE).status_code == 404


def test_the_page_names_who_runs_it_today_then_and_before(as_, coordinator, deputy, poland, today):
    MembershipFactory(hub=poland, user__name="Dawna Koordynatorka", ends_on=today - DAY)
    MembershipFactory(hub=poland, user__name="Przyszły Zastępca", role=Role.DEPUTY, starts_on=today + DAY)

    context = as_(coordinator).get(PAGE).context

    assert {term.user.name for term in context["today"]} == {coordinator.name, "Zastępczyni"}
    assert [term.user.name for term in context["to_come"]] == ["Przyszły Zastępca"]
    assert [term.user.name for term in context["former"]] == ["Dawna Koordynatorka"]
    assert context["alone_from"] is None


def test_a_deputy_reads_the_page_and_decides_nothing_on_it(as_, coordinator, deputy):
    page = as_(deputy).get(PAGE)

    assert "You are a deputy" in text(page)
    assert [bool(term.end_form) for term in page.context["today"]].count(True) == 1
    as_(deputy).post(PAGE, {"email": "x@example.com", "starts_on": "2030-01-01"})
    assert not Appointment.objects.exists()


def test_a_hub_that_will_be_alone_says_so(as_, coordinator, term, today):
    Membership.objects.filter(pk=term.pk).update(ends_on=today + 5 * DAY)

    assert "nobody runs this hub" in text(as_(coordinator).get(PAGE))


def test_from_the_form_to_the_new_deputy(as_, coordinator, successor, today):
    response = as_(coordinator).post(
        PAGE, {"email": "next@example.com", "starts_on": f"{today}"}, follow=True
    )
    assert "Asked, not answered yet" in text(response)
    address = reverse("hubs:appointment", args=[token_of(Appointment.objects.get())])

    assert "another address" in text(as_(coordinator).get(address))
    assert "I accept" in text(as_(successor).get(address))
    assert not Membership.objects.filter(user=successor).exists()
    assert as_(successor).post(address).headers["Location"] == PAGE
    assert as_(successor).get(PAGE).status_code == 200
    assert as_(successor).get(address).status_code == 410


def test_a_form_that_cannot_be_taken_says_why_where_it_stands(as_, coordinator, term, today):
    hand_over, end = (reverse(f"hubs:{name}", args=["pl", term.pk]) for name in ("hand_over", "end_term"))

    assert "tomorrow on" in text(
        as_(coordinator).post(hand_over, {"email": "x@example.com", "starts_on": f"{today}"})
    )
    assert "nobody would run the hub" in text(as_(coordinator).post(end, {"last_day": f"{today}"}))
    assert "Say which day" in text(as_(coordinator).post(end, {}))


def test_somebody_who_was_slower_is_told(as_, coordinator, term, staff, today):
    handed(term, today, by=staff)
    address = reverse("hubs:hand_over", args=["pl", term.pk])

    response = as_(coordinator).post(
        address, {"email": "x@example.com", "starts_on": f"{today + DAY}"}, follow=True
    )

    assert "has asked next@example.com already" in text(response)


def test_who_ends_the_own_term_at_once_is_led_home(as_, coordinator, deputy, today):
    address = reverse("hubs:end_term", args=["pl", deputy.hub_memberships.get().pk])

    response = as_(deputy).post(address, {"last_day": f"{today - DAY}"})

    assert response.headers["Location"] == reverse("me")


def test_staff_do_all_of_it_for_any_hub(as_, staff, term, today):
    client = as_(staff)

    response = client.post(
        PAGE, {"email": "x@example.com", "starts_on": f"{today}", "role": "coordinator"}, follow=True
    )

    assert response.context["invited"][0].role == Role.COORDINATOR
    assert response.context["today"][0].hand_over_form
    [asked] = response.context["invited"]
    client.post(reverse("hubs:appointment_withdraw", args=["pl", asked.pk]))
    assert not Appointment.objects.exists()


def test_the_queries_are_the_same_for_one_term_and_for_three(as_, coordinator, poland, today):
    client = as_(coordinator)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    def more():
        MembershipFactory(hub=poland, role=Role.DEPUTY)
        MembershipFactory(hub=poland, ends_on=today - DAY)
        other = MembershipFactory(hub=poland)
        actions.hand_over(
            membership=other, email=f"{other.pk}@example.com", starts_on=today + DAY, by=other.user
        )

    more()
    client.get(PAGE)
    one = cost()
    more()
    more()

    assert cost() == one <= 15
