"""Events, registrations, seats and attendance in the administration."""

import datetime
import io

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import UserFactory
from mailing.models import Message
from registrations import actions, warnings
from registrations.models import Attendance, Dispute, Event, Filling, Registration, Rule, Session, State
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    """That the admin asks for one is tested with the accounts."""
    settings.ADMIN_NEEDS_SECOND_FACTOR = False


@pytest.fixture
def admin(as_, staff):
    return as_(staff)


def url(model, page="changelist", *args):
    return reverse(f"admin:registrations_{model}_{page}", args=args)


def text(response):
    return " ".join(response.content.decode().split())


def moment(name, value):
    return {f"{name}_0": f"{value:%Y-%m-%d}", f"{name}_1": f"{value:%H:%M:%S}"} if value else {}


def event_form(**changes):
    """What the form of an event sends; `starts_at=None` leaves a moment empty."""
    start = timezone.now().replace(microsecond=0) + 30 * DAY
    values = {
        "title": "Kick-off webinar",
        "slug": "kick-off",
        "kind": "webinar",
        "starts_at": start,
        "ends_at": start + DAY,
        "time_zone": "Europe/Warsaw",
        "place": "Online",
        "filling": "first_come",
        "reminder_minutes": "10080,1440",
        "release_warning_days": "14,3",
        "join_opens_minutes": "30",
        "offer_hours": "0",
        "most_nominations": "20",
        "minimum_attendance": "0",
        "dispute_days": "30",
        "criterion": "lot",
        "language": "en",
        "sessions-TOTAL_FORMS": "0",
        "faculty-TOTAL_FORMS": "0",
        "faculty-INITIAL_FORMS": "0",
        "sessions-INITIAL_FORMS": "0",
    } | changes
    data = {}
    for name, value in values.items():
        data |= moment(name, value) if name.endswith("_at") else {name: value}
    return data


def errors_of(response):
    return response.context["adminform"].form.errors


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("model", ["event", "registration", "seat", "session", "attendance", "dispute"])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_asks_as_often_for_one_row_as_for_three(admin, model, rows, django_assert_max_num_queries):
    for number in range(rows):
        event = EventFactory(capacity=2, quotas={"PL": 2})
        seat = event.seats.first()
        was = RegistrationFactory(event=event, seat=seat, rule=Rule.HOME_SEAT, user__name=f"Łucja {number}")
        session = SessionFactory(event=event)
        Attendance.objects.create(session=session, registration=was, minutes=60)
        Dispute.objects.create(
            session=session, registration=was, claimed_minutes=90, statement="I was there."
        )
    admin.get(url(model))

    with django_assert_max_num_queries(15):
        response = admin.get(url(model))

    assert response.status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_events_counts_in_one_query(admin, rows, django_assert_num_queries):
    EventFactory.create_batch(rows, capacity=2, quotas={"PL": 2})
    admin.get(url("event"))

    with django_assert_num_queries(8):
        admin.get(url("event"))


@pytest.mark.parametrize("who", ["participant", "coordinator"])
def test_only_staff_enter(as_, request, who):
    assert as_(request.getfixturevalue(who)).get(url("event")).status_code in (302, 403)


def test_the_list_of_events_tells_how_full_they_are(admin):
    event = EventFactory(capacity=2, quotas={"PL": 2}, filling=Filling.REVIEWED)
    for _number in range(3):
        actions.register(event=event, user=UserFactory(country="PL"))
    actions.approve(registration=event.registrations.first(), by=None)

    row = admin.get(url("event")).context["cl"].result_list[0]

    assert (row.held_count, row.asking_count, row.waiting_count) == (1, 2, 0)


@pytest.mark.parametrize(
    ("when", "titles"), [("upcoming", {"Next"}), ("past", {"Last"}), ("cancelled", {"Off"})]
)
def test_events_are_filtered_by_when_they_are(admin, when, titles):
    EventFactory(title="Next")
    EventFactory(title="Last", starts_at=timezone.now() - 9 * DAY)
    EventFactory(title="Off", cancelled_at=timezone.now(), cancellation_reason="Moved.")

    rows = admin.get(url("event"), {"when": when}).context["cl"].result_list

    assert {row.title for row in rows} == titles


def test_an_event_is_made_with_its_sessions(admin):
    start = timezone.now().replace(microsecond=0) + 30 * DAY
    session = {"sessions-0-title": "Day 1", "sessions-TOTAL_FORMS": "1"}
    session |= moment("sessions-0-starts_at", start) | moment("sessions-0-ends_at", start + DAY / 8)

    response = admin.post(url("event", "add"), event_form(starts_at=start, ends_at=start + DAY) | session)

    assert response.status_code == 302
    assert Event.objects.get().capacity is None
    assert Session.objects.get().minutes == 180


def test_the_page_of_an_event_links_its_workspaces(admin):
    event = EventFactory(slug="kick-off")

    page = text(admin.get(url("event", "change", event.pk)))

    for name in ("seats", "office_requests", "attendance", "cancel_event"):
        assert reverse(f"registrations:{name}", args=["kick-off"]) in page
    assert "View on site" in page


def test_saving_writes_what_was_edited_and_nothing_else(admin):
    event = EventFactory(slug="kick-off", capacity=2, quotas={"PL": 2})

    response = admin.post(
        url("event", "change", event.pk),
        event_form(title="A new title", starts_at=event.starts_at, ends_at=event.ends_at, capacity="7"),
    )

    assert response.status_code == 302
    event.refresh_from_db()
    assert (event.title, event.capacity, event.seats.count()) == ("A new title", 2, 2)
    assert event.history.count() == 2


def test_earlier_versions_are_for_reading(admin):
    event = EventFactory(slug="kick-off", capacity=2, quotas={"PL": 2}, title="An old title")
    old = event.history.get()
    event.title = "A new title"
    event.save(update_fields=["title"])
    page = url("event", "simple_history", event.pk, old.pk)

    assert "An old title" in text(admin.get(url("event", "history", event.pk)))
    assert admin.get(page).status_code == 200
    assert admin.post(page, event_form(title="An old title")).status_code == 403
    event.refresh_from_db()
    assert event.title == "A new title"


def test_a_registration_window_that_never_opens_is_refused(admin):
    start = timezone.now() + 30 * DAY

    response = admin.post(url("event", "add"), event_form(registration_opens_at=start + 2 * DAY))

    assert "never be open" in str(errors_of(response)["registration_opens_at"])


def test_a_new_event_whose_registration_is_past_is_refused(admin):
    response = admin.post(url("event", "add"), event_form(registration_closes_at=timezone.now() - DAY))

    assert "nobody could ever register" in str(errors_of(response)["registration_closes_at"])


def test_registration_does_not_outlast_the_event(admin):
    response = admin.post(url("event", "add"), event_form(registration_closes_at=timezone.now() + 60 * DAY))

    assert "when the event is over" in str(errors_of(response)["registration_closes_at"])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"starts_at": None, "ends_at": None}, "say in words when it will be known"),
        ({"ends_at": timezone.now() + DAY}, "ends after it starts"),
        ({"release_at": timezone.now() + 40 * DAY}, "released before the event starts"),
        ({"time_zone": "Europe/Nowhere"}, "There is no time zone"),
    ],
)
def test_impossible_dates_are_refused_in_words(admin, changes, told):
    assert told in text(admin.post(url("event", "add"), event_form(**changes)))
    assert not Event.objects.exists()


def test_how_places_are_given_stays_while_requests_are_open(admin):
    event = EventFactory(slug="kick-off", filling=Filling.REVIEWED)
    actions.register(event=event, user=UserFactory(country="PL"))
    form = event_form(starts_at=event.starts_at, ends_at=event.ends_at, filling="first_come")

    response = admin.post(url("event", "change", event.pk), form)

    assert "1 request is not decided yet" in str(errors_of(response)["filling"])


def test_odd_dates_are_warned_of_and_saved(admin):
    start = timezone.now().replace(microsecond=0) - 2 * DAY

    response = admin.post(url("event", "add"), event_form(starts_at=start, ends_at=start + 4 * DAY))

    assert response.status_code == 302
    warned = messages_of(response)
    assert any("which is past" in message for message in warned)
    assert any("no session yet" in message for message in warned)


def test_every_oddity_has_its_warning():
    now = timezone.now()
    event = EventFactory(
        starts_at=now + 30 * DAY,
        capacity=2,
        quotas={"PL": 2},
        registration_opens_at=now + 2 * DAY,
        registration_closes_at=now + 30 * DAY + DAY / 24,
        release_at=now - DAY,
    )
    SessionFactory(event=event, title="One", starts_at=now + 29 * DAY)
    SessionFactory(event=event, title="Two", starts_at=now + 29.5 * DAY)

    assert [found.split(":")[0] for found in warnings.of_event(event)] == [
        "Registration closes after the event has started.",
        "Unused seats are released before registration opens",
        "“One” is not within the hours of the event.",
        "“Two” is not within the hours of the event.",
        "“Two” starts before “One” has ended.",
        "The release date is past",
    ]


def test_an_event_in_order_has_no_warning():
    event = EventFactory(capacity=2, quotas={"PL": 2}, release_at=timezone.now() + DAY)
    SessionFactory(event=event)

    assert list(warnings.of_event(event)) == []


def test_a_session_is_not_cut_below_what_was_recorded(admin):
    event = EventFactory(starts_at=timezone.now() - 2 * DAY)
    session = SessionFactory(event=event)
    Attendance.objects.create(session=session, registration=RegistrationFactory(event=event), minutes=170)
    data = {"event": event.pk, "title": "Day 1"} | moment("starts_at", session.starts_at)

    response = admin.post(
        url("session", "change", session.pk), data | moment("ends_at", session.starts_at + DAY / 24)
    )

    assert "recorded for 170 minutes" in str(errors_of(response)["ends_at"])


@pytest.mark.parametrize("model", ["registration", "seat", "attendance"])
def test_what_is_decided_elsewhere_is_only_looked_at(admin, model):
    event = EventFactory(starts_at=timezone.now() - 2 * DAY, capacity=1, quotas={"PL": 1})
    seat = event.seats.get()
    was = RegistrationFactory(event=event, seat=seat, rule=Rule.HOME_SEAT)
    attendance = Attendance.objects.create(session=SessionFactory(event=event), registration=was, minutes=1)
    row = {"registration": was, "seat": seat, "attendance": attendance}[model]

    assert admin.get(url(model, "change", row.pk)).status_code == 200
    assert admin.post(url(model, "change", row.pk), {"state": "cancelled", "minutes": "5"}).status_code == 403
    assert admin.get(url(model, "add")).status_code == 403
    assert admin.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_a_registration_tells_its_steps(admin, coordinator):
    event = EventFactory(capacity=1, quotas={"PL": 1}, filling=Filling.REVIEWED)
    registration, _created = actions.register(event=event, user=UserFactory(country="PL", name="Łukasz Żółć"))
    actions.approve(registration=registration, by=coordinator)

    page = text(admin.get(url("registration", "change", registration.pk)))

    assert "Requested: received, not decided yet" in page
    assert "Confirmed: a free seat of the own country" in page
    assert page.index("Requested: received") < page.index("Confirmed: a free seat")
    assert "Koordynatorka Żółć" in page


@pytest.mark.parametrize("query", ["zolc", "ŻÓŁĆ", "lukasz"])
def test_people_are_found_without_their_accents(admin, query):
    RegistrationFactory(user__name="Łukasz Żółć")
    RegistrationFactory(user__name="Anna Lis")

    rows = admin.get(url("registration"), {"q": query}).context["cl"].result_list

    assert [row.user.name for row in rows] == ["Łukasz Żółć"]


def test_registrations_are_filtered_by_country(admin):
    RegistrationFactory(home="PL")
    RegistrationFactory(home="RO")

    response = admin.get(url("registration"), {"home": "RO"})

    assert [str(row.home) for row in response.context["cl"].result_list] == ["RO"]


def test_cancelling_for_a_person_asks_first_and_moves_the_line(admin):
    event = EventFactory(capacity=1, quotas={"PL": 1})
    first, second = (actions.register(event=event, user=UserFactory(country="PL"))[0] for _number in range(2))
    chosen = {"action": "cancel_for_the_person", "_selected_action": [first.pk]}

    asked = admin.post(url("registration"), chosen)
    assert "its seat goes to the next in line" in text(asked)
    assert Registration.objects.get(pk=first.pk).state == State.CONFIRMED

    admin.post(url("registration"), chosen | {"confirmed": "yes"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.rule) == (State.CANCELLED, Rule.BY_STAFF)
    assert second.state == State.CONFIRMED


def test_cancelling_where_nothing_is_live_says_so(admin):
    over = RegistrationFactory(state=State.CANCELLED, rule=Rule.GAVE_BACK)

    response = admin.post(
        url("registration"), {"action": "cancel_for_the_person", "_selected_action": [over.pk]}
    )

    assert "nothing to cancel" in messages_of(response)[0]


CSV, XLSX = "0", "1"


def export(admin, model, kind):
    fields = [name for name in admin.get(url(model, "export")).context["form"].fields if "resource_" in name]
    return admin.post(url(model, "export"), {"format": kind} | dict.fromkeys(fields, "on"))


def test_registrations_leave_as_csv_with_whole_names_and_no_formula(admin):
    RegistrationFactory(event=EventFactory(slug="kick-off"), user__name="Łukasz Żółć", motivation="=2+5")

    table = export(admin, "registration", CSV).content.decode()

    assert "kick-off" in table
    assert "Łukasz Żółć" in table
    assert "'=2+5" in table


def test_registrations_leave_as_a_spreadsheet(admin):
    RegistrationFactory(user__name="Ștefănescu", motivation="+1")

    book = openpyxl.load_workbook(io.BytesIO(export(admin, "registration", XLSX).content))
    cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row]

    assert "Ștefănescu" in cells
    assert "'+1" in cells


def test_attendance_leaves_as_csv(admin):
    event = EventFactory(slug="kick-off", starts_at=timezone.now() - 2 * DAY)
    was = RegistrationFactory(event=event, user__name="Łukasz Żółć")
    Attendance.objects.create(session=SessionFactory(event=event), registration=was, minutes=95)

    assert "kick-off,Day 1,Łukasz Żółć" in export(admin, "attendance", CSV).content.decode()


def bring(admin, *rows):
    """Upload a table; the answer of the dry run."""
    table = "\n".join(["event,email,motivation", *rows]).encode()
    return admin.post(
        url("registration", "import"),
        {"format": CSV, "resource": "0", "import_file": SimpleUploadedFile("people.csv", table, "text/csv")},
    )


def confirm(admin, answer):
    return admin.post(url("registration", "process_import"), answer.context["confirm_form"].initial)


@pytest.fixture
def kick_off():
    return EventFactory(slug="kick-off", capacity=1, quotas={"PL": 1})


def test_an_import_registers_people_by_the_rules(admin, kick_off):
    for name in ("anna", "ewa"):
        UserFactory(email=f"{name}@example.com", country="PL")

    answer = bring(admin, "kick-off,anna@example.com,", "kick-off, EWA@example.com ,I want to learn")
    assert not Registration.objects.exists()  # a dry run
    assert not Message.objects.exists()
    confirm(admin, answer)

    assert dict(Registration.objects.values_list("user__email", "state")) == {
        "anna@example.com": State.CONFIRMED,
        "ewa@example.com": State.WAITING,
    }
    assert Message.objects.count() == 2


def test_each_row_says_what_is_wrong_with_it_and_nothing_is_imported(admin, kick_off):
    UserFactory(email="anna@example.com", country="PL")
    UserFactory(email="unverified@example.com", country="PL", verified=False)
    UserFactory(email="no-profile@example.com")
    EventFactory(slug="closed", registration_closes_at=timezone.now() - DAY)

    answer = bring(
        admin,
        "kick-off,anna@example.com,",
        "kick-off,nobody@example.com,",
        "nothing,anna@example.com,",
        "kick-off,unverified@example.com,",
        "kick-off,no-profile@example.com,",
        "closed,anna@example.com,",
        ",,",
    )

    wrong = {row.number: str(row.error) for row in answer.context["result"].invalid_rows}
    assert "confirm_form" not in answer.context
    assert "Nobody has an account with the address “nobody@example.com”." in wrong[2]
    assert "There is no event with the address “nothing”." in wrong[3]
    assert "confirm your e-mail address" in wrong[4]
    assert "complete your profile" in wrong[5]
    assert "Registration has closed" in wrong[6]
    assert 7 in wrong
    assert not Registration.objects.exists()


def test_a_rule_broken_between_preview_and_import_stops_all_of_it(admin, kick_off):
    for name in ("anna", "ewa"):
        UserFactory(email=f"{name}@example.com", country="PL")
    EventFactory(slug="other")
    answer = bring(admin, "other,anna@example.com,", "kick-off,ewa@example.com,")
    Event.objects.filter(slug="kick-off").update(registration_closes_at=timezone.now() - DAY)

    response = confirm(admin, answer)

    assert not Registration.objects.exists()
    assert not Message.objects.exists()
    assert any("Nothing was imported" in message for message in messages_of(response))


def test_who_is_registered_already_is_skipped(admin, kick_off):
    anna = UserFactory(email="anna@example.com", country="PL")
    actions.register(event=kick_off, user=anna)

    answer = bring(admin, "kick-off,anna@example.com,")
    confirm(admin, answer)

    assert [row.import_type for row in answer.context["result"].rows] == ["skip"]
    assert Registration.objects.count() == 1
    assert Message.objects.count() == 1


def test_a_table_without_its_columns_is_refused(admin, kick_off):
    table = SimpleUploadedFile("people.csv", b"name\nAnna", "text/csv")

    answer = admin.post(url("registration", "import"), {"format": CSV, "resource": "0", "import_file": table})

    assert "The table lacks a column: event, email." in text(answer)
