"""Each workspace on a phone: its main deed, done with a finger, what the page says and what is stored then."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.actions import give_consent
from accounts.models import ConsentKind
from accounts.tests.factories import UserFactory
from evaluations import actions as evaluations
from evaluations.models import AnswerSheet, Participation, QuestionKind, Survey
from evaluations.models import State as SurveyState
from evaluations.tests.factories import QuestionFactory, SurveyFactory, given
from hubs.models import Ambassador, Invitation, Rung
from hubs.tests.factories import AmbassadorFactory
from mailing.models import Message
from registrations import actions, presence, tasks
from registrations.models import (
    Announcement,
    Attendance,
    AttendanceReport,
    Closing,
    Dispute,
    Event,
    Filling,
    Method,
    Nomination,
    Proposal,
    Registration,
    SeatTransfer,
    State,
    Stay,
)
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory
from registrations.tests.reports import samples
from registrations.tests.reports.samples import guest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
IS_IN_SIGHT = """field => {
  const box = field.getBoundingClientRect();
  return document.elementFromPoint(box.left + 20, box.bottom - 5) === field;
}"""
REASON = "All seats go to people who have done Level 2."


def state_of(name):
    return Registration.objects.get(user__name=name).state


# ---- The desk of a hub --------------------------------------------------------------------------------------------


@pytest.fixture
def masterclass(coordinator, romanian_coordinator):
    """Two seats of Poland and three of Romania."""
    return EventFactory(slug="masterclass", capacity=5, quotas={"PL": 2, "RO": 3}, filling=Filling.REVIEWED)


def test_requests_are_approved_and_declined_one_by_one_and_several_at_once(phone, masterclass, coordinator):
    for name in ("Anna Lis", "Ewa Bąk", "Jan Nowak", "Łukasz Żółć"):
        actions.register(event=masterclass, user=UserFactory(name=name, country="PL"))
    desk = phone(coordinator)
    desk.open("/hubs/pl/manage/masterclass/")

    desk.press("Approve Anna Lis")
    desk.reads("Anna Lis has a seat, and has been told.")
    assert state_of("Anna Lis") == State.CONFIRMED

    desk.follow("Decline Ewa Bąk")
    seen = desk.get_by_role("region", name="What the person will see")
    expect(seen).to_contain_text("your words")
    desk.press(re.compile("^Decline$"))
    desk.reads("nobody is declined without a reason")
    desk.get_by_label("In your words").fill(REASON)
    desk.press(re.compile("^Decline$"))
    declined = Registration.objects.get(user__name="Ewa Bąk")
    assert (declined.state, declined.decline_reason, declined.decided_by) == (
        State.DECLINED,
        REASON,
        coordinator,
    )

    desk.tick("Pick Jan Nowak")
    desk.tick("Pick Łukasz Żółć")
    desk.press("Approve them")
    desk.reads("2 requests approved.")
    desk.reads("1 person waits in line.")
    assert (state_of("Jan Nowak"), state_of("Łukasz Żółć")) == (State.CONFIRMED, State.WAITING)


def test_a_seat_moves_when_both_hubs_agree(phone, masterclass, coordinator, romanian_coordinator):
    asks, gives = phone(coordinator), phone(romanian_coordinator)
    asks.open("/hubs/pl/manage/masterclass/")
    asks.follow("Propose to move seats")
    asks.get_by_role("radio", name="Poland asks for seats").tap()
    asks.get_by_label("The other country").select_option("RO")
    asks.get_by_label("How many seats").fill("4")
    asks.get_by_label("A word to the other side").fill("Three of ours wait.")
    asks.press("Propose it")
    asks.reads("Romania has 3 free seats now, so 4 cannot move.")
    asks.get_by_label("How many seats").fill("1")
    asks.press("Propose it")
    asks.reads("Nothing has moved yet: Romania has to confirm")
    assert SeatTransfer.objects.get().state == "open"

    gives.open("/hubs/ro/manage/masterclass/")
    gives.reads("Three of ours wait.")
    gives.press("Agree for Romania")
    gives.reads("Done: 1 seat has moved from Romania to Poland.")
    assert SeatTransfer.objects.get().giver_confirmed_by == romanian_coordinator
    assert sorted(masterclass.seats.values_list("home", flat=True)) == ["PL"] * 3 + ["RO"] * 2


def test_somebody_who_has_not_asked_is_nominated(phone, masterclass, coordinator):
    desk = phone(coordinator)
    desk.open("/hubs/pl/manage/masterclass/")
    desk.follow("Nominate somebody")
    desk.get_by_role("textbox", name=re.compile("^Name")).fill("Zdzisława Wójcik")
    desk.get_by_label("E-mail").fill("zdzislawa@example.net")
    desk.get_by_label("In a sentence, why").fill("She leads a sepsis team.")
    desk.press("Send the invitation")

    desk.reads("an invitation is on its way")
    desk.reads("She leads a sepsis team.")
    assert Nomination.objects.get().by == coordinator
    assert Message.objects.get().kind == "registrations/nominated"
    assert not Registration.objects.exists()


# ---- Attendance ---------------------------------------------------------------------------------------------------


@pytest.fixture
def session(poland):
    """180 minutes of an event of the hub, on the day of the reports."""
    event = EventFactory(slug="kick-off", hub=poland, starts_at=samples.START)
    return SessionFactory(event=event)


def place_of(session, name, email=None):
    who = {"name": name, "email": email} if email else {"name": name}
    return RegistrationFactory(event=session.event, user=UserFactory(country="PL", **who))


def minutes():
    return dict(Attendance.objects.values_list("registration__user__name", "minutes"))


def test_a_report_of_zoom_is_read_looked_through_and_counted(phone, session, coordinator):
    place_of(session, "Anna Lis", "anna@example.com")
    place_of(session, "Bo Ek", "bo@example.com")
    data = samples.zoom_joins(
        [guest("Anna", "anna@example.com", (0, 62)), guest("Ek, Bo"), guest("X", "x@y.example")]
    )
    desk = phone(coordinator)
    desk.open("/events/kick-off/reports/")
    file = {"name": "participants.csv", "mimeType": "text/csv", "buffer": data}
    desk.locator("input[type=file]").set_input_files(file)
    desk.press("Upload and look")
    desk.reads("Waiting for its turn")

    tasks.read_report(AttendanceReport.objects.get().pk)

    desk.reads("1 person is ready to be counted")  # the page has noticed by itself
    desk.reads("1 person is still to confirm, below.")
    desk.get_by_role("radio", name="Bo Ek").tap()
    desk.press("Save what I decided")
    desk.reads("1 decision saved.")
    assert minutes() == {}
    desk.press("Count them")
    desk.reads("Counted: 2 people have minutes from this report.")
    assert minutes() == {"Anna Lis": 62, "Bo Ek": 180}


def test_minutes_of_a_scan_are_changed_by_hand_with_a_reason(phone, session, coordinator):
    here = place_of(session, "Łukasz Żółć")
    left = session.starts_at + datetime.timedelta(hours=1)
    Stay.objects.create(
        session=session,
        registration=here,
        came_at=session.starts_at,
        left_at=left,
        method=Method.SCAN,
        source="scan:1",
    )
    presence.count(session, [here.pk])
    desk = phone(coordinator)
    desk.open("/events/kick-off/attendance/")
    desk.get_by_label("min, Łukasz Żółć").fill("170")
    desk.press(re.compile("^Save$"))
    desk.reads("recorded by a scan with 60 minutes. Say why")
    assert minutes() == {"Łukasz Żółć": 60}

    expect(desk.get_by_label("min, Łukasz Żółć")).to_have_value("170")
    why = desk.get_by_label("Why by hand")
    why.focus()
    assert why.evaluate(IS_IN_SIGHT), "It lies under the button that stays at the lower edge."
    why.fill("The scanner failed at the exit.")
    desk.press(re.compile("^Save$"))
    desk.reads("1 record saved.")
    row = Attendance.objects.get()
    assert (row.minutes, row.method, row.reason) == (170, Method.HAND, "The scanner failed at the exit.")


def test_a_person_disputes_the_own_attendance_and_is_answered(phone, poland, coordinator, participant):
    start = timezone.now() - datetime.timedelta(days=3)
    session = SessionFactory(event=EventFactory(slug="kick-off", starts_at=start, hub=poland))
    place = RegistrationFactory(event=session.event, user=participant)
    Attendance.objects.create(session=session, registration=place, minutes=20)
    own = phone(participant)
    own.open(reverse("registrations:my_attendance"))
    own.follow("not right")
    own.get_by_label("Minutes that you were there").fill("170")
    own.get_by_label("What happened").fill("I joined with my hospital account from 09:00 on.")
    own.press(re.compile("^Send$"))
    own.reads("You say 2 h 50 min.")

    desk = phone(coordinator)
    desk.open("/events/kick-off/attendance/")
    desk.follow("Łukasz Żółć")
    desk.reads("I joined with my hospital account")
    desk.get_by_label("Minutes to record").fill("170")
    desk.get_by_label("Your answer").fill("Found you under that address.")
    desk.press("Record these minutes")
    desk.reads("Łukasz Żółć has been told, with your answer.")
    assert (Dispute.objects.get().answered_by, minutes()) == (coordinator, {"Łukasz Żółć": 170})


# ---- Events of a hub ----------------------------------------------------------------------------------------------


def test_a_hub_proposes_the_office_approves_and_the_hub_runs_it(phone, coordinator, staff, participant):
    hub = phone(coordinator)
    hub.open("/hubs/pl/manage/events/")
    hub.follow("Propose an event")
    _fill_in_a_proposal(hub)
    hub.press("Propose to the office")
    hub.reads("Proposed. The office has been told")

    office = phone(staff)
    office.open("/events/proposals/")
    office.follow("Decide")
    office.get_by_label("To the hub").fill("A good plan.")
    office.press(re.compile("^Approve$"))
    office.reads("Approved. Hub Poland has been told.")
    event = Proposal.objects.get().event
    assert (event.title, event.capacity, event.is_published) == ("Sepsis day", 20, False)

    hub.open(reverse("registrations:manage_event", args=[event.slug]))
    hub.reads("Approved, and seen by nobody yet.")
    hub.press(re.compile("^Publish$"))
    hub.reads("Published. Everybody can see it now.")

    _hold(event, participant, coordinator)
    hub.open(reverse("registrations:manage_event", args=[event.slug]))
    hub.press(re.compile("^Close$"))
    hub.reads("1 person who held a place did not come.")
    hub.reads("The office approves the certificates next.")
    assert Closing.objects.get().closed_by == coordinator


def _fill_in_a_proposal(page):
    page.get_by_role("combobox", name="Kind").select_option("national")
    page.get_by_role("textbox", name="Title").fill("Sepsis day")
    page.get_by_label("In one sentence").fill("Cases from Polish wards.")
    day = timezone.localdate() + datetime.timedelta(days=60)
    page.get_by_label("Starts").fill(f"{day}T09:00")
    page.get_by_label("Ends").fill(f"{day}T15:00")
    page.get_by_role("textbox", name=re.compile("^Place")).fill("Kraków, Aula")
    page.get_by_role("combobox", name="Language").select_option("pl")
    page.get_by_role("spinbutton", name="Places").fill("20")
    page.get_by_label("Who signs the certificates").fill("Koordynatorka Żółć")
    page.get_by_role("textbox", name=re.compile("^Name")).first.fill("Zbigniew Wykładowca")


def _hold(event, present, by):
    """Two register, and then the day is over: one was there, one stayed away."""
    event.refresh_from_db()
    places = [actions.register(event=event, user=user)[0] for user in (present, UserFactory(country="PL"))]
    ended = timezone.now() - datetime.timedelta(hours=1)
    times = {"starts_at": ended - datetime.timedelta(hours=6), "ends_at": ended}
    event.sessions.update(**times)
    Event.objects.filter(pk=event.pk).update(**times)
    actions.record_attendance(session=event.sessions.get(), minutes={places[0].pk: 360}, by=by)


# ---- Announcements and ambassadors ----------------------------------------------------------------------------------


def test_an_announcement_is_written_looked_at_and_sent(phone, poland, coordinator):
    event = EventFactory(title="Sepsis day", hub=poland)
    for name in ("Anna Lis", "Bo Ek"):
        RegistrationFactory(event=event, user__name=name)
    desk = phone(coordinator)
    desk.open("/hubs/pl/manage/announcements/")
    desk.follow("Write an announcement")
    desk.get_by_role("combobox", name="Registered for").select_option(str(event))
    desk.get_by_role("textbox", name="Subject").fill("News of {event}")
    desk.get_by_role("textbox", name="Text").fill("Dear {name}, please bring a case.")
    desk.press("Save, and look at the mail")
    desk.reads("2 people get it")
    desk.get_by_label("Show it as this person reads it").fill("Anna")
    desk.press(re.compile("^Show$"))
    mail = desk.frame_locator("iframe")
    expect(mail.get_by_text("Dear Anna Lis, please bring a case.")).to_be_visible()
    assert not Message.objects.exists()

    desk.press("Send now to 2 people")
    desk.reads("On its way.")
    tasks.send_announcement(Announcement.objects.get().pk)
    assert sorted(Message.objects.values_list("user__name", flat=True)) == ["Anna Lis", "Bo Ek"]
    desk.open(Announcement.objects.get().get_absolute_url())
    desk.reads("sent it to 2 people")


def test_ambassadors_are_nominated_step_up_and_go_on(phone, poland, coordinator, participant):
    give_consent(participant, ConsentKind.HUB)
    starts_on = timezone.localdate() - datetime.timedelta(days=700)
    teacher = AmbassadorFactory(
        hub=poland,
        user__name="Ewa Bąk",
        step=Rung.AMBASSADOR,
        starts_on=starts_on,
        ends_on=timezone.localdate() + datetime.timedelta(days=20),
    )
    desk = phone(coordinator)
    desk.open("/hubs/pl/manage/ambassadors/")
    for address in (participant.email, "new@example.net"):
        desk.get_by_label("E-mail address").fill(address)
        desk.press(re.compile("^Nominate$"))
        desk.reads("Noted.")
    assert Invitation.objects.get().email == "new@example.net"

    desk.follow("Łukasz Żółć")
    desk.press("Record: ")
    desk.reads("Say what shows it, in a few words.")
    desk.get_by_label("What shows it").fill("Faculty development day, Warsaw")
    desk.press("Record: ")
    desk.reads("Recorded. The person has been told.")
    assert Ambassador.objects.get(user=participant).rung == Rung.TRAINED

    desk.follow("Ambassadors of Poland")
    desk.follow("Ewa Bąk")
    desk.press("Renew the term")
    desk.reads("One more term. The person has been told.")
    before = teacher.ends_on
    teacher.refresh_from_db()
    assert teacher.ends_on > before + datetime.timedelta(days=300)


# ---- Evaluations ----------------------------------------------------------------------------------------------------


def test_a_survey_is_opened_answered_and_not_shown_under_five_answers(
    phone, poland, staff, participant, settings
):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False  # test_second_factor.py sets one up
    survey = SurveyFactory(title="After the day")
    QuestionFactory(survey=survey, text="Was it worth your time?")
    QuestionFactory(survey=survey, kind=QuestionKind.SINGLE, text="Would you come again?")
    QuestionFactory(survey=survey, kind=QuestionKind.TEXT, text="What should change?")
    start = timezone.now() - datetime.timedelta(days=1)
    event = EventFactory(slug="day", starts_at=start, hub=poland, evaluation=survey)
    session = SessionFactory(event=event)
    people = [participant, *UserFactory.create_batch(3)]
    for user in people:
        place = RegistrationFactory(event=event, user=user)
        Attendance.objects.create(session=session, registration=place, minutes=60)

    office = phone(staff)
    office.open(reverse("admin:evaluations_survey_change", args=[survey.pk]))
    office.press("Open it")
    expect(office.get_by_text("The survey is open: it can be answered.")).to_be_visible()
    assert Survey.objects.get().state == SurveyState.OPEN

    own = phone(participant)
    own.open("/events/day/evaluation/")
    own.get_by_role("radio", name=re.compile("^4")).tap()
    own.get_by_label("What should change?").fill("More cases, fewer slides.")
    own.press("Send my answers")
    own.reads("What you have answered is still there.")
    assert not Participation.objects.exists()
    expect(own.get_by_role("radio", name=re.compile("^4"))).to_be_checked()
    expect(own.get_by_label("What should change?")).to_have_value("More cases, fewer slides.")
    own.get_by_role("radio", name="Yes").tap()
    own.press("Send my answers")
    own.reads("Thank you. Your answers are in")
    assert Participation.objects.get().person == participant

    survey = Survey.objects.get()
    for person in people[1:]:
        evaluations.answer(survey=survey, person=person, given=given(survey))
    assert AnswerSheet.objects.count() == 4
    office.open(reverse("evaluations:results", args=[survey.pk]))
    office.reads("4 of 4 people have answered")
    office.reads("No results to show yet")
    expect(office.get_by_text("More cases, fewer slides.")).to_have_count(0)
