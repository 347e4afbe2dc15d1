"""An event of a hub, from the approval to the certificates."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from hubs.models import Membership
from levels.tests.factories import LevelFactory
from mailing.models import Message
from registrations import actions
from registrations.models import Closing, Event, Faculty, Registration, State
from registrations.tests.factories import (
    EventFactory,
    ProposalFactory,
    RegistrationFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
WARSAW = ZoneInfo("Europe/Warsaw")
PAGES = ["manage_event", "edit_event", "seats", "cancel_event"]
DEEDS = ["publish", "close_event", "approve_certificates"]


def url(event, name="manage_event"):
    return reverse(f"registrations:{name}", args=[event.slug])


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def approved(poland, coordinator, staff):
    """An event of the hub that the office has approved; nobody sees it yet."""
    proposal = actions.propose_event(
        proposal=ProposalFactory(hub=poland), faculty=[Faculty(name="Zbigniew Wykładowca")], by=coordinator
    )
    event = actions.approve_proposal(proposal=proposal, by=staff).event
    Message.objects.all().delete()
    return event


@pytest.fixture
def over(poland, coordinator):
    """Yesterday, with two people: one was there."""
    ended = timezone.now() - datetime.timedelta(days=1)
    event = EventFactory(
        slug="over",
        hub=poland,
        starts_at=ended - datetime.timedelta(hours=6),
        ends_at=ended,
        level=LevelFactory(),
    )
    session = SessionFactory(event=event)
    present = RegistrationFactory(event=event, user__name="Was There")
    RegistrationFactory(event=event, user__name="Stayed Away")
    actions.record_attendance(session=session, minutes={present.pk: 300}, by=coordinator)
    return event


def facts(event, **changes):
    """The form as the page shows it."""
    moment = "%Y-%m-%dT%H:%M"
    return {
        "summary": event.summary,
        "description": event.description,
        "starts_at": event.starts_at.astimezone(event.zone).strftime(moment),
        "ends_at": event.ends_at.astimezone(event.zone).strftime(moment),
        "date_note": "",
        "place": event.place,
        "language": event.language,
        "registration_opens_at": "",
        "registration_closes_at": "",
        "team-TOTAL_FORMS": "1",
        "team-INITIAL_FORMS": "1",
        "team-0-name": "Zbigniew Wykładowca",
        "team-0-role": "instructor",
        "do": "save",
    } | changes


def test_from_the_proposal_to_the_certificate(
    as_, poland, coordinator, staff, django_capture_on_commit_callbacks
):
    draft = ProposalFactory(hub=poland, capacity=1)
    proposal = actions.propose_event(proposal=draft, faculty=[], by=coordinator)
    as_(staff).post(reverse("registrations:approve_proposal", args=[proposal.pk]), {"comment": ""})
    event = Event.objects.get()
    as_(coordinator).post(url(event, "publish"))
    indian, pole = UserFactory(country="IN"), UserFactory(country="PL")
    for user in (indian, pole):
        as_(user).post(url(event, "register"), {"motivation": "I want to teach this on our unit."})
    client = as_(coordinator)
    for registration in Registration.objects.all():
        client.post(reverse("registrations:approve", args=[registration.pk]))
    held = Registration.objects.confirmed().get()
    assert held.user == indian

    _let_it_be_over(event)
    session = event.sessions.get()
    actions.record_attendance(session=session, minutes={held.pk: session.minutes}, by=coordinator)
    assert "First the hub closes" in text(client.post(url(event, "release_certificates"), follow=True))
    assert "Closed." in text(client.post(url(event, "close_event"), follow=True))
    assert client.post(url(event, "approve_certificates")).status_code == 404
    assert "First the hub closes" in text(client.post(url(event, "release_certificates"), follow=True))
    assert "Approved." in text(as_(staff).post(url(event, "approve_certificates"), follow=True))
    with django_capture_on_commit_callbacks():
        page = text(as_(coordinator).post(url(event, "release_certificates"), {"days": "0"}, follow=True))

    assert "1 person gets a certificate." in page
    page = text(client.get(url(event)))
    assert "Everything is done. Thank you." in page
    assert page.count("Koordynatorka Żółć, ") >= 3


def _let_it_be_over(event):
    by = event.ends_at - timezone.now() + datetime.timedelta(days=1)
    for row in (event, *event.sessions.all()):
        type(row).objects.filter(pk=row.pk).update(starts_at=row.starts_at - by, ends_at=row.ends_at - by)
    event.refresh_from_db()


def test_nobody_sees_it_before_the_hub_publishes_it(as_, client, approved, participant):
    assert client.get(approved.get_absolute_url()).status_code == 404
    assert as_(participant).get(approved.get_absolute_url()).status_code == 404


def test_published_everybody_sees_it_with_who_teaches(as_, client, coordinator, approved):
    as_(coordinator).post(url(approved, "publish"))

    client.logout()
    page = text(client.get(approved.get_absolute_url()))
    assert "Zbigniew Wykładowca" in page
    assert "Polish" in page
    assert "Published" in text(as_(coordinator).get(url(approved)))


def test_the_second_to_publish_is_told(as_, coordinator, approved):
    client = as_(coordinator)
    client.post(url(approved, "publish"))

    page = text(client.post(url(approved, "publish"), follow=True))

    assert "This event is published already. Nothing was changed." in page


def test_a_hub_publishes_only_what_the_office_approved(as_, coordinator, staff, poland):
    event = EventFactory(hub=poland, is_published=False)

    assert "The office set up this event itself" in text(
        as_(coordinator).post(url(event, "publish"), follow=True)
    )
    as_(staff).post(url(event, "publish"))

    event.refresh_from_db()
    assert event.is_published


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cancelled_at": timezone.now(), "cancellation_reason": "Ill."}, "has been cancelled"),
        (
            {
                "starts_at": timezone.now() - datetime.timedelta(days=2),
                "ends_at": timezone.now() - datetime.timedelta(days=1),
            },
            "is over",
        ),
    ],
)
def test_what_is_off_or_over_is_not_published(approved, coordinator, changes, said):
    Event.objects.filter(pk=approved.pk).update(**changes)

    with pytest.raises(ValidationError, match=said):
        actions.publish_event(event=approved, by=coordinator)


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
def test_others_have_no_such_pages(as_, approved, request, who):
    client = as_(request.getfixturevalue(who))

    assert {client.get(url(approved, name)).status_code for name in PAGES} == {404}
    assert {client.post(url(approved, name), {"reason": "x"}).status_code for name in PAGES + DEEDS} == {404}
    approved.refresh_from_db()
    assert (approved.is_published, approved.cancelled_at) == (False, None)


def test_visitors_are_sent_to_the_log_in(client, approved):
    assert all("/accounts/login/" in client.get(url(approved, name)).url for name in PAGES + DEEDS)


def test_after_the_term_nothing_of_it_is_left(as_, coordinator, approved):
    Membership.objects.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    client = as_(coordinator)

    assert {client.get(url(approved, name)).status_code for name in PAGES} == {404}
    assert {client.post(url(approved, name)).status_code for name in DEEDS} == {404}


def test_a_term_that_ends_mid_edit_gives_back_what_was_typed(as_, coordinator, approved):
    Membership.objects.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))

    response = as_(coordinator).post(url(approved, "edit_event"), facts(approved, place="A new hall"))

    assert response.status_code == 403
    assert "Your term at Hub Poland ended on" in text(response)
    assert "A new hall" in text(response)
    approved.refresh_from_db()
    assert approved.place == "Kraków, Aula"


def test_a_hub_changes_facts_and_tells_nobody_of_what_nobody_saw(as_, coordinator, approved):
    response = as_(coordinator).post(
        url(approved, "edit_event"), facts(approved, place="A new hall", description="**Bring** cases.")
    )

    assert response.url == url(approved)
    approved.refresh_from_db()
    assert (approved.place, approved.description) == ("A new hall", "**Bring** cases.")
    assert not Message.objects.exists()


def test_a_moved_date_is_told_and_keeps_the_clock_on_the_wall(as_, coordinator, poland):
    """From winter to summer time: nine o'clock stays nine o'clock, for the event and for its session."""
    start = datetime.datetime(2027, 3, 27, 9, tzinfo=WARSAW)
    event = EventFactory(
        hub=poland,
        time_zone="Europe/Warsaw",
        starts_at=start,
        ends_at=start + datetime.timedelta(hours=6),
    )
    session = SessionFactory(event=event)
    registration = RegistrationFactory(event=event)
    changes = {"starts_at": "2027-03-29T09:00", "ends_at": "2027-03-29T15:00"}

    page = text(as_(coordinator).post(url(event, "edit_event"), facts(event, **changes), follow=True))

    assert "Everyone who is registered is told of the new date or place." in page
    for row in (event, session):
        row.refresh_from_db()
        assert row.starts_at.astimezone(WARSAW).hour == 9
        assert row.starts_at == datetime.datetime(2027, 3, 29, 7, tzinfo=datetime.UTC)
    message = Message.objects.get()
    assert (message.kind, message.user) == ("registrations/event_moved", registration.user)


def test_an_event_that_becomes_shorter_gets_new_sessions_unless_somebody_is_on_record(
    as_, coordinator, approved
):
    day = timezone.now().astimezone(approved.zone).replace(hour=9, minute=0) + datetime.timedelta(days=90)
    changes = {
        "starts_at": day.strftime("%Y-%m-%dT09:00"),
        "ends_at": (day + datetime.timedelta(days=1)).strftime("%Y-%m-%dT12:00"),
    }

    as_(coordinator).post(url(approved, "edit_event"), facts(approved, **changes))

    assert [session.minutes for session in approved.sessions.all()] == [180, 180]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_at": "", "ends_at": ""}, "Give the date, or say in words when it will be known."),
        ({"ends_at": ""}, "Give both, the start and the end."),
        ({"place": ""}, "This field is required."),
        ({"registration_opens_at": "2090-01-01T00:00"}, "Registration would never be open"),
        ({"team-0-email": "nobody@example.com"}, "Nobody from Poland has an account"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(as_, coordinator, approved, changes, said):
    page = text(
        as_(coordinator).post(url(approved, "edit_event"), facts(approved, summary="Typed", **changes))
    )

    assert said in page
    assert 'value="Typed"' in page
    approved.refresh_from_db()
    assert approved.summary == "Cases from Polish wards."


def test_a_hub_cancels_its_own_event_with_a_reason(as_, coordinator, approved):
    as_(coordinator).post(url(approved, "publish"))
    registration = RegistrationFactory(event=approved, state=State.REQUESTED, rule="received")

    page = text(as_(coordinator).post(url(approved, "cancel_event"), {"reason": "No hall."}, follow=True))

    assert "1 person is being told" in page
    registration.refresh_from_db()
    assert registration.state == State.CANCELLED
    assert "This event was cancelled." in text(as_(coordinator).get(url(approved)))


def test_a_hub_lays_out_places_for_anyone(as_, coordinator, approved):
    client = as_(coordinator)
    assert "Kept for" not in text(client.get(url(approved, "seats")))

    client.post(url(approved, "seats"), {"capacity": "25"})

    approved.refresh_from_db()
    assert (approved.capacity, approved.seats.filter(home="").count()) == (25, 25)


def test_closing_marks_who_did_not_come_until_it_is_recorded(as_, coordinator, over):
    page = text(as_(coordinator).post(url(over, "close_event"), follow=True))

    assert "1 person who held a place counts as not having come." in page
    absent = Registration.objects.no_shows().get()
    assert absent.user.name == "Stayed Away"
    assert not Message.objects.exists()

    actions.record_attendance(session=over.sessions.get(), minutes={absent.pk: 300}, by=coordinator)
    assert not Registration.objects.no_shows().exists()


def test_an_event_is_closed_once_when_it_is_over_and_recorded(coordinator, over):
    ahead = EventFactory(hub=over.hub)
    with pytest.raises(ValidationError, match="when it is over"):
        actions.close_event(event=ahead, by=coordinator)
    Event.objects.filter(pk=ahead.pk).update(cancelled_at=timezone.now(), cancellation_reason="Ill.")
    with pytest.raises(ValidationError, match="has been cancelled"):
        actions.close_event(event=ahead, by=coordinator)
    actions.close_event(event=over, by=coordinator)
    with pytest.raises(ValidationError, match="Koordynatorka Żółć has done this already"):
        actions.close_event(event=over, by=coordinator)


def test_an_event_without_any_attendance_is_not_closed(coordinator, over):
    over.sessions.get().attendances.all().delete()

    with pytest.raises(ValidationError, match="everyone would count as not having come"):
        actions.close_event(event=over, by=coordinator)


def test_certificates_are_approved_by_somebody_else_of_the_office_once(staff, coordinator, over):
    director = UserFactory(name="Director", is_staff=True)
    with pytest.raises(ValidationError, match="has to close the event first"):
        actions.approve_certificates(event=over, by=staff)
    actions.close_event(event=over, by=staff)
    with pytest.raises(ValidationError, match="You closed this event yourself"):
        actions.approve_certificates(event=over, by=staff)
    actions.approve_certificates(event=over, by=director)
    with pytest.raises(ValidationError, match="Director has done this already"):
        actions.approve_certificates(event=over, by=UserFactory(is_staff=True))


def test_the_office_finds_what_waits_for_approval(as_, staff, coordinator, over):
    actions.close_event(event=over, by=coordinator)

    page = text(as_(staff).get(reverse("registrations:office_proposals")))

    assert url(over) in page
    assert "closed by Koordynatorka Żółć" in page


def test_events_that_the_office_runs_need_no_closing(staff, over):
    Event.objects.filter(pk=over.pk).update(hub=None)

    assert actions.release_certificates(event=over, by=staff) == 1


def test_the_database_refuses_one_person_for_both(over, coordinator):
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        Closing.objects.create(
            event=over, closed_by=coordinator, approved_by=coordinator, approved_at=timezone.now()
        )
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        Closing.objects.create(event=over, closed_by=coordinator, approved_at=timezone.now())


def test_an_address_that_leads_elsewhere_is_refused(poland):
    with pytest.raises(ValidationError, match="leads to another page"):
        EventFactory.build(slug="proposals").clean_fields()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_queries_for_any_number(
    as_, coordinator, over, rows, django_assert_num_queries
):
    for _number in range(rows):
        RegistrationFactory(event=over)
        SessionFactory(event=over, starts_at=over.starts_at + datetime.timedelta(minutes=_number + 1))
    actions.close_event(event=over, by=coordinator)
    client = as_(coordinator)
    client.get(url(over))

    with django_assert_num_queries(9):
        client.get(url(over))
