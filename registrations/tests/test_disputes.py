"""Saying that the own attendance is not right, and being answered."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import erase
from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from hubs.tests.factories import MembershipFactory
from mailing.models import Message
from mailing.rendering import render
from registrations import actions
from registrations.models import Attendance, Dispute, DisputeState, State
from registrations.tests.certifying import issued_for
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory
from registrations.tests.test_race import at_once

pytestmark = pytest.mark.django_db
STATEMENT = "I joined with my hospital account from 09:00 on."
LIST = "/me/attendance/"


@pytest.fixture
def session(poland):
    """180 minutes of an event of the hub of Poland, over for three days."""
    start = timezone.now() - datetime.timedelta(days=3)
    return SessionFactory(event=EventFactory(slug="kick-off", starts_at=start, hub=poland))


@pytest.fixture
def registration(session, participant):
    row = RegistrationFactory(event=session.event, user=participant)
    Attendance.objects.create(session=session, registration=row, minutes=20)
    return row


def claim(registration, session, minutes=170):
    return actions.dispute_attendance(
        registration=registration, session=session, claimed_minutes=minutes, statement=STATEMENT
    )


@pytest.fixture
def dispute(registration, session):
    return claim(registration, session)


def url_of(session):
    return f"/me/attendance/{session.pk}/dispute/"


def last_mail():
    return render(Message.objects.order_by("pk").last())


def minutes_of(registration):
    return registration.attendances.get().minutes


def test_a_person_says_it_on_the_page_and_is_told_that_it_arrived(as_, participant, registration, session):
    response = as_(participant).post(
        url_of(session), {"claimed_minutes": "170", "statement": STATEMENT}, follow=True
    )

    assert "You say 2 h 50 min." in response.content.decode()
    assert Dispute.objects.get().statement == STATEMENT
    assert minutes_of(registration) == 20
    mail = last_mail()
    assert participant.email in mail.to[0]
    assert mail.subject == f"We have your message about your attendance: {session.event.title}"
    assert "for 2 h 50 min" in mail.body
    assert AuditEntry.objects.filter(action="attendance.disputed").count() == 1


def test_accepted_the_attendance_is_put_right_by_hand_and_the_person_told(dispute, registration, staff):
    actions.answer_dispute(dispute=dispute, by=staff, minutes=170, answer="Found you under that address.")

    row = registration.attendances.get()
    assert (row.minutes, row.method, row.reason) == (170, "hand", "Found you under that address.")
    assert Dispute.objects.get().state == DisputeState.ACCEPTED
    mail = last_mail()
    assert "now stands at 2 h 50 min of 3 h" in mail.body
    assert "Found you under that address." in mail.body
    entry = AuditEntry.objects.get(action="attendance.dispute_accepted")
    assert entry.facts["minutes"] == 170
    assert entry.actor_id == staff.pk


def test_accepted_without_words_has_a_reason_all_the_same(dispute, registration, staff):
    actions.answer_dispute(dispute=dispute, by=staff, minutes=170, answer="")

    assert registration.attendances.get().reason


def test_refused_the_record_stays_and_the_person_reads_why(dispute, registration, staff):
    actions.answer_dispute(
        dispute=dispute, by=staff, minutes=None, answer="The report knows no such address."
    )

    assert minutes_of(registration) == 20
    mail = last_mail()
    assert mail.subject.startswith("Your attendance stays as it was recorded")
    assert "> The report knows no such address." in mail.body


def test_nobody_is_refused_without_a_reason(dispute, staff):
    with pytest.raises(ValidationError, match="at least one sentence"):
        actions.answer_dispute(dispute=dispute, by=staff, minutes=None, answer=" no ")

    assert Dispute.objects.get().state == DisputeState.OPEN


def test_more_minutes_than_the_session_has_are_not_recorded(dispute, staff):
    with pytest.raises(ValidationError, match="more than the 180"):
        actions.answer_dispute(dispute=dispute, by=staff, minutes=181, answer="")


def test_who_gave_the_place_back_meanwhile_is_not_recorded(dispute, registration, staff):
    registration.state = State.CANCELLED
    registration.save()

    with pytest.raises(ValidationError, match="no longer holds a place"):
        actions.answer_dispute(dispute=dispute, by=staff, minutes=170, answer="")


def test_the_second_answer_is_told_of_the_first(dispute, registration, staff, coordinator):
    actions.answer_dispute(dispute=dispute, by=coordinator, minutes=170, answer="")

    with pytest.raises(actions.AlreadyAnswered, match=f"{coordinator} has answered this already"):
        actions.answer_dispute(
            dispute=dispute, by=staff, minutes=None, answer="The report knows no such address."
        )

    assert minutes_of(registration) == 170


def test_a_certificate_follows_that_was_not_earned_before(dispute, registration, session, staff):
    session.event.minimum_attendance = 80
    session.event.save()
    assert issued_for(session.event) == 0

    actions.answer_dispute(dispute=dispute, by=staff, minutes=170, answer="")

    assert issued_for(session.event) == 1


def test_one_claim_at_a_time_for_each_session(as_, dispute, registration, session, participant):
    with pytest.raises(ValidationError, match="told us so already"):
        claim(registration, session)
    response = as_(participant).get(url_of(session), follow=True)

    assert "You have told us so already" in response.content.decode()
    assert Dispute.objects.count() == 1


def test_after_an_answer_another_claim_may_follow(as_, dispute, registration, session, staff, participant):
    actions.answer_dispute(
        dispute=dispute, by=staff, minutes=None, answer="The report knows no such address."
    )

    assert as_(participant).get(url_of(session)).status_code == 200
    claim(registration, session)
    assert Dispute.objects.open().count() == 1


@pytest.mark.parametrize(
    ("minutes", "statement", "error"),
    [
        ("181", STATEMENT, "This session lasted 180 minutes."),
        ("-1", STATEMENT, "greater than or equal to 0"),
        ("", STATEMENT, "required"),
        ("ten", STATEMENT, "whole number"),
        ("170", "no", "at least 10 characters"),
        ("170", "", "required"),
    ],
)
def test_a_claim_has_to_make_sense(as_, participant, registration, session, minutes, statement, error):
    response = as_(participant).post(url_of(session), {"claimed_minutes": minutes, "statement": statement})

    assert response.status_code == 200
    assert error in response.content.decode()
    assert not Dispute.objects.exists()


def test_a_session_that_is_not_over_cannot_be_disputed(as_, participant):
    event = EventFactory(starts_at=timezone.now() - datetime.timedelta(hours=1))
    session, row = SessionFactory(event=event), RegistrationFactory(event=event, user=participant)

    response = as_(participant).get(url_of(session), follow=True)

    assert "not over yet" in response.content.decode()
    with pytest.raises(ValidationError, match="not over yet"):
        claim(row, session)


def test_after_the_days_that_staff_have_set_it_is_too_late(as_, participant, registration, session, staff):
    early = claim(registration, session)
    session.event.dispute_days = 2
    session.event.save()

    actions.answer_dispute(dispute=early, by=staff, minutes=None, answer="The report knows no such address.")

    assert "is over" in as_(participant).get(url_of(session), follow=True).content.decode()
    with pytest.raises(ValidationError, match="could be disputed until"):
        claim(registration, session)


def test_a_cancelled_registration_disputes_nothing(as_, participant, registration, session):
    registration.state = State.CANCELLED
    registration.save()

    assert as_(participant).get(url_of(session)).status_code == 404
    with pytest.raises(ValidationError, match="do not hold a place"):
        claim(registration, session)


def test_nobody_disputes_for_somebody_else(as_, registration, session, stranger, client):
    assert as_(stranger).post(url_of(session), {"claimed_minutes": "1"}).status_code == 404
    client.logout()
    assert "/accounts/login/" in client.get(url_of(session)).url


def test_staff_answer_on_the_page(as_, dispute, registration, staff):
    data = {"do": "accept", "minutes": "150", "answer": "Found you."}

    response = as_(staff).post(f"/disputes/{dispute.pk}/", data, follow=True)

    assert "has been told" in response.content.decode()
    assert minutes_of(registration) == 150
    assert "Answered" in as_(staff).get(f"/disputes/{dispute.pk}/").content.decode()


def test_the_coordinator_of_the_hub_finds_it_on_the_sheet_and_answers(
    as_, dispute, coordinator, registration
):
    sheet = as_(coordinator).get("/events/kick-off/attendance/").content.decode()
    assert f"/disputes/{dispute.pk}/" in sheet

    data = {"do": "refuse", "minutes": "", "answer": "The report knows no such address."}
    as_(coordinator).post(f"/disputes/{dispute.pk}/", data)

    assert Dispute.objects.get().state == DisputeState.REFUSED
    assert minutes_of(registration) == 20


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"do": "accept", "minutes": "", "answer": ""}, "Say how many minutes"),
        ({"do": "accept", "minutes": "181", "answer": ""}, "more than the 180"),
        ({"do": "accept", "minutes": "ten", "answer": ""}, "whole number"),
        ({"do": "refuse", "answer": ""}, "at least one sentence"),
    ],
)
def test_an_answer_has_to_make_sense(as_, staff, dispute, data, error):
    response = as_(staff).post(f"/disputes/{dispute.pk}/", data)

    assert error in response.content.decode()
    assert Dispute.objects.get().state == DisputeState.OPEN


def test_whoever_is_second_on_the_page_is_told(as_, dispute, staff, coordinator):
    actions.answer_dispute(dispute=dispute, by=coordinator, minutes=170, answer="")

    response = as_(staff).post(f"/disputes/{dispute.pk}/", {"do": "accept", "minutes": "10"}, follow=True)

    assert "has answered this already" in response.content.decode()


def test_others_do_not_get_to_see_it(as_, dispute, participant, stranger, romanian_coordinator, poland):
    term_over = MembershipFactory(hub=poland, ends_on=timezone.localdate() - datetime.timedelta(days=1)).user

    for person in (participant, stranger, romanian_coordinator, term_over):
        assert as_(person).get(f"/disputes/{dispute.pk}/").status_code == 404


def test_nobody_answers_the_own_claim(as_, session, coordinator):
    row = RegistrationFactory(event=session.event, user=coordinator)
    own = claim(row, session)

    assert as_(coordinator).get(f"/disputes/{own.pk}/").status_code == 404
    assert "Koordynatorka" not in str(
        as_(coordinator).get("/events/kick-off/attendance/").context["disputes"]
    )


def test_the_admin_lists_them_with_the_way_to_the_answer(as_, staff, dispute):
    page = as_(staff).get("/admin/registrations/dispute/").content.decode()

    assert f"/disputes/{dispute.pk}/" in page


def test_the_own_list_explains_itself(as_, participant, registration, session):
    session.event.minimum_attendance = 80
    session.event.save()

    page = as_(participant).get(LIST).content.decode()

    assert "On record: 20 min of 3 h." in page
    assert "2 h 04 min are missing." in page
    assert "Recorded by hand" in page
    assert url_of(session) in page


def test_the_own_list_is_empty_before_the_first_event(as_, stranger):
    assert "Nothing to show yet" in as_(stranger).get(LIST).content.decode()


def test_what_has_not_begun_is_not_listed(as_, participant):
    SessionFactory(event=RegistrationFactory(user=participant).event)

    assert as_(participant).get(LIST).context["rows"] == []


@pytest.mark.parametrize("events", [1, 3])
def test_the_own_list_asks_the_same_for_any_number_of_events(
    as_, participant, events, django_assert_num_queries
):
    for number in range(events):
        start = timezone.now() - datetime.timedelta(days=3 + number)
        event = EventFactory(starts_at=start, minimum_attendance=50)
        session, row = SessionFactory(event=event), RegistrationFactory(event=event, user=participant)
        Attendance.objects.create(session=session, registration=row, minutes=30)
        claim(row, session)

    client = as_(participant)
    client.get(LIST)

    with django_assert_num_queries(6):
        assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("people", [1, 3])
def test_the_sheet_asks_the_same_for_any_number_of_disputes(
    as_, staff, session, people, django_assert_num_queries
):
    for _number in range(people):
        claim(RegistrationFactory(event=session.event), session)

    client = as_(staff)
    client.get("/events/kick-off/attendance/")

    with django_assert_num_queries(11):
        assert client.get("/events/kick-off/attendance/").status_code == 200


def test_erased_with_the_person(dispute, participant):
    erase(participant)

    assert not Dispute.objects.exists()


@pytest.mark.parametrize(
    "row",
    [
        {"state": "open", "answer": "already"},
        {"state": "accepted", "answered_at": timezone.now()},
        {"state": "refused", "answered_at": timezone.now()},
        {"state": "refused", "answer": "a reason", "minutes": 5, "answered_at": timezone.now()},
        {"state": "refused", "answer": "a reason"},
        {"state": "lost"},
        {"claimed_minutes": 1441},
    ],
)
def test_the_database_refuses_an_answer_that_is_none(registration, session, row):
    claimed = {"claimed_minutes": 10} | row

    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.create(registration=registration, session=session, statement=STATEMENT, **claimed)


def test_the_database_refuses_a_second_open_one(dispute, registration, session):
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.create(
            registration=registration, session=session, statement=STATEMENT, claimed_minutes=1
        )


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one_answer():
    start = timezone.now() - datetime.timedelta(days=3)
    session = SessionFactory(event=EventFactory(starts_at=start))
    dispute = claim(RegistrationFactory(event=session.event), session)
    people = [UserFactory(is_staff=True) for _number in range(8)]

    answers = at_once(
        [
            lambda person=person, minutes=minutes: actions.answer_dispute(
                dispute=dispute, by=person, minutes=minutes, answer=""
            )
            for minutes, person in enumerate(people)
        ],
        threads=8,
    )

    assert sum(isinstance(answer, Dispute) for answer in answers) == 1
    assert sum(isinstance(answer, actions.AlreadyAnswered) for answer in answers) == 7
    assert Message.objects.filter(kind="registrations/dispute_answered").count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_impatient_person_makes_one_claim():
    start = timezone.now() - datetime.timedelta(days=3)
    session = SessionFactory(event=EventFactory(starts_at=start))
    registration = RegistrationFactory(event=session.event)

    answers = at_once([lambda: claim(registration, session)] * 8, threads=8)

    assert Dispute.objects.count() == 1
    assert sum(isinstance(answer, ValidationError) for answer in answers) == 7
