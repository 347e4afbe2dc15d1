"""The page on which a hub decides about the seats of its country."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from hubs.tests.factories import MembershipFactory
from levels.models import LevelEnrolment
from levels.tests.factories import EnrolmentFactory, LevelFactory
from registrations import actions
from registrations.models import Attendance, Event, Filling, Rule, State
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return EventFactory(
        title="Masterclass",
        slug="masterclass",
        capacity=4,
        quotas={"PL": 2, "RO": 2},
        filling=Filling.REVIEWED,
    )


def ask(event, name, country="PL", **kwargs):
    return actions.register(event=event, user=UserFactory(name=name, country=country, **kwargs))[0]


def url(code="pl", slug=None):
    return (
        reverse("registrations:quota_event", args=[code, slug])
        if slug
        else reverse("registrations:quota", args=[code])
    )


def text(response):
    return " ".join(response.content.decode().split())


def test_a_coordinator_sees_the_seats_and_the_requests_of_the_own_country_only(as_, coordinator, event):
    ask(event, "Łukasz Żółć")
    ask(event, "Ioana Ștefănescu", "RO")
    actions.approve(registration=ask(event, "Agnieszka Lis"), by=coordinator)

    page = text(as_(coordinator).get(url()))

    assert "Poland’s 2 seats" in page
    assert "1 taken, 1 free" in page
    assert "Łukasz Żółć" in page
    assert "Agnieszka Lis" in page
    assert "Ioana" not in page


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
def test_for_anybody_else_there_is_no_such_page(as_, poland, event, request, who):
    assert as_(request.getfixturevalue(who)).get(url()).status_code == 404
    assert as_(request.getfixturevalue(who)).get(url(slug="masterclass")).status_code == 404


def test_when_the_term_is_over_the_page_is_gone(as_, poland, event):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    former = MembershipFactory(hub=poland, ends_on=yesterday).user

    assert as_(former).get(url()).status_code == 404


def test_staff_see_the_page_of_every_hub(as_, staff, poland, romania, event):
    assert as_(staff).get(url("pl")).status_code == 200
    assert as_(staff).get(url("ro")).status_code == 200


def test_nobody_signed_in_is_sent_to_log_in(client, poland):
    assert client.get(url()).status_code == 302


def test_a_hub_that_does_not_exist_has_no_page(as_, staff):
    assert as_(staff).get(url("fr")).status_code == 404


def test_without_an_event_the_page_says_so(as_, coordinator):
    assert "Nothing to decide yet" in text(as_(coordinator).get(url()))


def test_the_event_with_open_requests_comes_first_and_past_ones_are_folded(as_, coordinator, event):
    soon = timezone.now() + datetime.timedelta(days=2)
    EventFactory(title="Sooner", capacity=2, quotas={"PL": 2}, starts_at=soon, filling=Filling.REVIEWED)
    past = timezone.now() - datetime.timedelta(days=300)
    EventFactory(title="Long ago", capacity=2, quotas={"PL": 2}, starts_at=past, filling=Filling.REVIEWED)
    ask(event, "Łukasz Żółć")

    response = as_(coordinator).get(url())

    assert response.context["event"] == event
    assert [other.title for other in response.context["ahead"]] == ["Sooner", "Masterclass"]
    assert [other.title for other in response.context["past"]] == ["Long ago"]
    assert "1 past event" in text(response)


def test_an_event_that_has_nothing_to_do_with_the_country_has_no_page_here(as_, coordinator):
    EventFactory(slug="only-romania", capacity=1, quotas={"RO": 1}, filling=Filling.REVIEWED)

    assert as_(coordinator).get(url(slug="only-romania")).status_code == 404


def test_a_draft_is_not_shown_to_coordinators(as_, coordinator, event):
    Event.objects.filter(pk=event.pk).update(is_published=False)

    assert as_(coordinator).get(url(slug="masterclass")).status_code == 404


def test_a_request_carries_what_helps_to_decide(as_, coordinator, event):
    registration = ask(
        event, "Łukasz Żółć", country__specialty="Anaesthesiology", country__workplace="Szpital"
    )
    person = registration.user
    enrolment = EnrolmentFactory(user=person)
    for number in (1, 2):
        LevelEnrolment.objects.create(enrolment=enrolment, level=LevelFactory(number=number))
    start = timezone.now() - datetime.timedelta(days=10)
    for attended in (True, False):
        past = EventFactory(starts_at=start)
        was = RegistrationFactory(event=past, user=person)
        session = SessionFactory(event=past)
        if attended:
            Attendance.objects.create(session=session, registration=was, minutes=90)
    now = EventFactory(starts_at=timezone.now() - datetime.timedelta(hours=1))
    is_there = RegistrationFactory(event=now, user=person)
    Attendance.objects.create(session=SessionFactory(event=now), registration=is_there, minutes=60)
    other = EventFactory(capacity=1, quotas={"PL": 1}, filling=Filling.REVIEWED)
    actions.register(event=other, user=person)

    response = as_(coordinator).get(url(slug="masterclass"))
    shown = response.context["people"].asking[0]

    assert shown.levels == [1, 2]
    assert (shown.days_attended, shown.days_held, shown.other_requests) == (1, 2, 1)
    for words in ("Doctor, Anaesthesiology", "In training", "Szpital", "1 of 2"):
        assert words in text(response)
    assert person.email not in text(response)


def test_a_seat_held_by_somebody_from_elsewhere_shows_no_name(as_, coordinator, event):
    seat = event.seats.filter(home="PL").first()
    guest = UserFactory(name="Ioana Ștefănescu", country="RO")
    RegistrationFactory(event=event, user=guest, home="RO", seat=seat, rule=Rule.RELEASED_TO_PILOT)

    page = text(as_(coordinator).get(url()))

    assert "Somebody from Romania" in page
    assert "Ioana" not in page


def test_the_waiting_line_stands_in_its_order_and_everyone_else_below(as_, coordinator, event):
    for name in ("Anna Lis", "Ewa Bąk", "Jan Nowak", "Ola Pięta"):
        actions.approve(registration=ask(event, name), by=coordinator)
    actions.decline(registration=ask(event, "Ula Kot"), by=coordinator, reason="Please finish Level 2 first.")

    response = as_(coordinator).get(url())
    people = response.context["people"]

    assert [(row.user.name, row.place, row.line) for row in people.waiting] == [
        ("Jan Nowak", 1, 2),
        ("Ola Pięta", 2, 2),
    ]
    assert {row.user.name for row in people.others} == {"Anna Lis", "Ewa Bąk", "Ula Kot"}
    assert "Please finish Level 2 first." in text(response)


def test_the_country_at_the_time_of_asking_counts(as_, coordinator, romanian_coordinator, event):
    registration = ask(event, "Łukasz Żółć")
    registration.user.profile.country = "RO"
    registration.user.profile.save()

    assert "Łukasz Żółć" in text(as_(coordinator).get(url()))
    assert "Łukasz Żółć" not in text(as_(romanian_coordinator).get(url("ro")))


def test_a_cancelled_event_offers_nothing_to_decide(as_, coordinator, staff, event):
    registration = ask(event, "Łukasz Żółć")
    actions.cancel_event(event=event, by=staff, reason="The congress was moved.")

    response = as_(coordinator).get(url(slug="masterclass"))

    assert "This event was cancelled" in text(response)
    assert reverse("registrations:approve", args=[registration.pk]) not in text(response)


def test_many_requests_come_a_page_at_a_time(as_, coordinator, event):
    RegistrationFactory.create_batch(30, event=event, state=State.REQUESTED, rule=Rule.RECEIVED, home="PL")

    first = as_(coordinator).get(url(slug="masterclass"))
    second = as_(coordinator).get(url(slug="masterclass"), {"requests": 2})

    assert (len(first.context["people"].asking), len(second.context["people"].asking)) == (24, 6)
    assert "1 to 24 of 30" in text(first)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_people(
    as_, coordinator, event, rows, django_assert_num_queries
):
    for number in range(rows):
        ask(event, f"Asks {number}")
        actions.decline(
            registration=ask(event, f"Declined {number}"), by=coordinator, reason="Next year, please."
        )
        EventFactory(capacity=2, quotas={"PL": 2}, filling=Filling.REVIEWED)
    RegistrationFactory.create_batch(
        rows, event=event, state=State.WAITING, rule=Rule.HOME_FULL, decided_by=coordinator
    )
    client = as_(coordinator)
    client.get(url())

    with django_assert_num_queries(11):
        assert client.get(url(slug="masterclass")).status_code == 200
