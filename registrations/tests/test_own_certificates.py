"""What a person reads about the certificates of an event: on its page, and beside the own attendance."""

import datetime

import pytest
from django.utils import timezone

from accounts.tests.factories import UserFactory
from certificates.models import Kind
from evaluations.tests.factories import given, opened
from levels.tests.factories import EnrolmentFactory
from registrations import actions, tasks
from registrations.models import Event
from registrations.tests.factories import EventFactory, FacultyFactory, SessionFactory
from registrations.tests.test_certification import attend

pytestmark = pytest.mark.django_db
PAGES = ["/events/day/", "/me/attendance/"]


@pytest.fixture
def event(db):
    start = timezone.now() - datetime.timedelta(days=2)
    event = EventFactory(slug="day", starts_at=start)
    SessionFactory(event=event)
    return event


def text(response):
    return " ".join(response.content.decode().split())


def release(event, staff, wait_days=0):
    actions.release_certificates(event=event, by=staff, wait_days=wait_days)
    tasks.issue_missing_certificates()


@pytest.mark.parametrize("page", PAGES)
def test_while_the_name_may_be_looked_at_it_says_when_and_with_which(as_, participant, staff, event, page):
    attend(event, participant)
    assert "Certificate of attendance:" not in text(as_(participant).get(page))
    release(event, staff, wait_days=3)

    page = text(as_(participant).get(page))

    assert "with the name “Łukasz Żółć”, or as soon as you say that the name is right." in page
    assert 'href="/me/certificates/"' in page


@pytest.mark.parametrize("page", PAGES)
def test_once_it_is_issued_it_says_so(as_, participant, staff, event, page):
    attend(event, participant)
    release(event, staff)

    assert "<strong>Certificate of attendance:</strong> issued on" in text(as_(participant).get(page))


def test_who_has_no_name_is_told_what_to_do(as_, staff, event):
    person = UserFactory(name="")
    attend(event, person)
    release(event, staff)

    page = text(as_(person).get("/events/day/"))

    assert "your profile has no name" in page
    assert 'href="/me/profile/"' in page


def test_a_replacement_that_is_offered_is_told(as_, participant, staff, event):
    row = attend(event, participant, minutes=60)
    release(event, staff)
    actions.record_attendance(
        session=event.sessions.get(), minutes={row.pk: 120}, by=staff, reason="Looked again"
    )
    tasks.issue_missing_certificates()

    assert "a new one is offered to you" in text(as_(participant).get("/events/day/"))


def test_what_is_no_longer_earned_is_told(as_, participant, staff, event):
    row = attend(event, participant)
    release(event, staff)
    actions.record_attendance(session=event.sessions.get(), minutes={row.pk: 0}, by=staff, reason="Was away")
    tasks.issue_missing_certificates()

    assert "The office decides what becomes of it." in text(as_(participant).get("/events/day/"))


def test_held_back_by_the_evaluation_until_it_is_answered(as_, participant, staff, event):
    Event.objects.update(evaluation=opened(), evaluation_required=True)
    event.refresh_from_db()
    row = attend(event, participant)
    release(event, staff, wait_days=3)
    page = text(as_(participant).get("/events/day/"))
    assert "The certificate of attendance waits for your evaluation." in page
    assert "issued on" not in page

    actions.answer_evaluation(registration=row, given=given(event.evaluation))
    tasks.issue_event_certificates(event.pk)

    assert "with the name “Łukasz Żółć”" in text(as_(participant).get("/events/day/"))


def test_nobody_who_taught_is_told_that_a_certificate_waits(as_, participant, staff, event):
    Event.objects.update(evaluation=opened(), evaluation_required=True)
    event.refresh_from_db()
    attend(event, participant)
    FacultyFactory(event=event, user=participant)
    EnrolmentFactory(user=participant)

    for address in ("/events/day/", "/me/"):
        assert "waits for" not in text(as_(participant).get(address))


def test_an_evaluation_that_is_answered_after_the_days_is_followed_at_once(as_, participant, staff, event):
    Event.objects.update(evaluation=opened(), evaluation_required=True)
    event.refresh_from_db()
    row = attend(event, participant)
    release(event, staff, wait_days=3)
    Event.objects.update(certificates_due_at=timezone.now() - datetime.timedelta(days=1))

    actions.answer_evaluation(registration=row, given=given(event.evaluation))
    tasks.issue_event_certificates(event.pk)

    assert "Certificate of attendance:</strong> issued on" in text(as_(participant).get("/events/day/"))


def test_who_taught_without_a_registration_reads_it_too(as_, participant, staff, event):
    attend(event)
    FacultyFactory(event=event, user=participant)
    release(event, staff)

    page = text(as_(participant).get("/events/day/"))

    assert "You taught here" in page
    assert f"<strong>{Kind.FACULTY.label}:</strong> issued on" in page


def test_others_read_nothing_of_it(as_, client, participant, stranger, staff, event):
    attend(event, participant)
    release(event, staff)

    assert "Certificate of attendance" not in text(as_(stranger).get("/events/day/"))
    client.logout()
    assert "Certificate of attendance" not in text(client.get("/events/day/"))


def test_the_page_stays_within_twelve_queries(as_, participant, staff, event, django_assert_max_num_queries):
    Event.objects.update(evaluation=opened(), evaluation_required=True)
    attend(event, participant)
    release(event, staff)
    client = as_(participant)

    with django_assert_max_num_queries(12):
        client.get("/events/day/")


@pytest.mark.parametrize("events", [1, 3])
def test_the_own_list_asks_the_same_for_any_number(
    as_, participant, staff, events, django_assert_num_queries
):
    for number in range(events):
        start = timezone.now() - datetime.timedelta(days=2 + number)
        event = EventFactory(starts_at=start)
        SessionFactory(event=event)
        attend(event, participant)
        release(event, staff)
    client = as_(participant)
    client.get("/me/attendance/")

    with django_assert_num_queries(7):
        client.get("/me/attendance/")
