"""The pages of attendance reports: upload, progress, questions, dry run, decisions, result."""

import csv
import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEntry
from hubs.tests.factories import MembershipFactory
from registrations import actions, importing
from registrations.models import Alias, AttendanceReport, Event, ReportState, Standing
from registrations.tests.factories import ReportFactory, SessionFactory
from registrations.tests.reports import samples
from registrations.tests.reports.samples import guest

pytestmark = pytest.mark.django_db
URL = "/events/kick-off/reports/"


@pytest.fixture
def anna(registered):
    return registered("Anna Lis", "anna@example.com")


@pytest.fixture
def report(anna, registered, upload):
    """Anna is matched; Bo’s name is like one; nobody knows X; W stayed in the waiting room; line 9 is broken."""
    registered("Bo Ek", "bo@example.com")
    rows = [guest("Anna", "anna@example.com", (0, 62)), guest("Ek, Bo"), guest("=X()", "x@y.example")]
    data = samples.zoom_joins(rows, waiting=[guest("W", "w@y.example", (0, 5))])
    return upload(data + b"Broken,,soon,,\n")


def file(data, name="participants.csv"):
    return SimpleUploadedFile(name, data, "text/csv")


def form(session, data, **more):
    return {"session": session.pk, "file": file(data), "time_zone": "Europe/Brussels"} | more


def text_of(response):
    return " ".join(response.content.decode().split())


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def was(person):
    return f"{person.standing}:{person.registration_id or ''}"


# ---- Upload -----------------------------------------------------------------------------------------------------------


def test_the_attendance_sheet_leads_to_the_reports(as_, coordinator, session):
    assert (
        f'href="{URL}?session={session.pk}"'
        in as_(coordinator).get("/events/kick-off/attendance/").content.decode()
    )


def test_an_event_without_reports_says_so(as_, coordinator, session):
    assert "No report of this event was uploaded yet." in text_of(as_(coordinator).get(URL))


def test_before_the_first_session_there_is_nothing_to_upload(as_, coordinator, session):
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    session.starts_at, session.ends_at = tomorrow, tomorrow + datetime.timedelta(hours=1)
    session.save()

    assert "No session of this event has begun yet." in text_of(as_(coordinator).get(URL))


def test_an_upload_leads_to_its_progress_and_is_read_in_the_background(as_, coordinator, session, anna):
    client = as_(coordinator)

    response = client.post(
        URL, form(session, samples.zoom_joins([guest("A", "anna@example.com")])), follow=True
    )

    report = AttendanceReport.objects.get()
    assert response.redirect_chain == [(f"{URL}{report.pk}/", 302)]
    assert (report.state, report.uploaded_by, report.file_name) == (
        ReportState.READING,
        coordinator,
        "participants.csv",
    )
    page = response.content.decode()
    assert f'href="{URL}{report.pk}/">Look again</a>' in page  # for those without JavaScript
    assert "Waiting for its turn" in page

    AttendanceReport.objects.update(progress=60)
    assert "60 % done" in client.get(f"{URL}{report.pk}/").content.decode()
    importing.read_report(report.pk)
    assert "1 person is ready to be counted" in text_of(client.get(f"{URL}{report.pk}/"))


def test_the_same_file_again_leads_to_the_report_that_is_there(as_, coordinator, session):
    data, client = samples.zoom_joins([guest("A")]), as_(coordinator)
    client.post(URL, form(session, data))

    response = client.post(URL, form(session, data), follow=True)

    assert "This very file is here already" in messages_of(response)[-1]
    assert AttendanceReport.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"file": ""}, "Choose the report that you downloaded."),
        ({"file": b""}, "The file is empty."),
        ({"file": b"x" * (5 * 1024 * 1024 + 1)}, "larger than 5 MB"),
        ({"session": 0}, "Select a valid choice"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_uploaded_is_said_at_its_field(as_, coordinator, session, change, told):
    if isinstance(change.get("file"), bytes):
        change = {"file": file(change["file"])}

    response = as_(coordinator).post(URL, form(session, b"Name\n") | change)

    assert told in text_of(response)
    assert not AttendanceReport.objects.exists()


def test_a_session_of_another_event_is_no_choice(as_, coordinator, session):
    response = as_(coordinator).post(URL, form(SessionFactory(), b"Name\n"))

    assert "Select a valid choice" in text_of(response)


# ---- Failed, and asked ------------------------------------------------------------------------------------------------


def test_a_zip_bomb_named_csv_is_refused_with_the_reason(as_, coordinator, upload):
    report = upload(b"PK\x03\x04" + b"\0" * 1000, file_name="attendance.csv")

    page = text_of(as_(coordinator).get(f"{URL}{report.pk}/"))
    assert "This is an archive or an Office file" in page
    assert "Read it again" not in page  # no answer can mend it


def test_another_meeting_is_refused_with_both_days(as_, coordinator, session, upload):
    session.starts_at += datetime.timedelta(days=7)
    session.ends_at += datetime.timedelta(days=7)
    session.save()
    report = upload(samples.teams([guest("A")]))

    page = text_of(as_(coordinator).get(f"{URL}{report.pk}/"))

    assert "it is about 14 September 2026, 09:00, the session is on 21 September 2026, 09:00" in page


def test_a_wrong_time_zone_can_be_mended_without_a_new_upload(as_, coordinator, upload, anna):
    report = upload(samples.zoom_joins([guest("A", "anna@example.com")]), zone="Asia/Tokyo")
    assert report.complaint == "another_meeting"

    as_(coordinator).post(f"{URL}{report.pk}/read-again/", {"time_zone": "Europe/Brussels"})
    importing.read_report(report.pk)

    report.refresh_from_db()
    assert report.state == ReportState.WAITING


def test_columns_are_asked_for_with_examples(as_, coordinator, upload, anna):
    report = upload(samples.other([guest("Anna", "anna@example.com")], encoding="utf-8"), provider="other")
    client = as_(coordinator)

    page = client.get(f"{URL}{report.pk}/").content.decode()
    assert "Please say what stands in which column." in page
    assert "Teilnehmer (Anna)" in page

    again = f"{URL}{report.pk}/read-again/"
    said = {"provider": "other", "time_zone": "Europe/Brussels"}
    assert '<option value="2" selected>E-mail (anna@example.com)' in page  # a guess
    assert "at least where the name or the e-mail address stands" in text_of(client.post(again, said))
    client.post(again, said | {"column_email": 2, "column_name": 3, "column_came": 4, "column_left": 5})
    importing.read_report(report.pk)
    assert report.people.get().registration == anna


def test_who_answers_second_is_told(as_, coordinator, staff, upload):
    report = upload(samples.other([guest("Anna")], encoding="utf-8"), provider="other")
    client = as_(coordinator)
    actions.read_again(report=report, by=staff, provider="", zone="UTC", day_order="")

    response = client.post(f"{URL}{report.pk}/read-again/", {"time_zone": "UTC"}, follow=True)

    assert "Somebody else has answered meanwhile. Nothing was changed." in messages_of(response)


# ---- The dry run, decisions, counting -----------------------------------------------------------------------------------


def test_the_dry_run_shows_groups_with_their_numbers(as_, coordinator, report):
    response = as_(coordinator).get(f"{URL}{report.pk}/")

    assert [(str(label), number) for _name, label, number in response.context["groups"]] == [
        ("To confirm", 1),
        ("Matched", 1),
        ("Not registered", 1),
        ("Waiting room", 1),
        ("Lines with problems", 1),
    ]
    assert response.context["group"] == Standing.TO_CONFIRM


def test_a_report_of_strangers_shows_them_and_that_nobody_counts(as_, coordinator, upload):
    report = upload(samples.zoom_joins([guest("Somebody", "who@example.com")]))

    page = text_of(as_(coordinator).get(f"{URL}{report.pk}/"))

    assert "Nobody is ready to be counted" in page
    assert "who@example.com" in page


@pytest.mark.parametrize(
    ("group", "told"),
    [
        ("to_confirm", ["Ek, Bo", "100 % alike", "line 7"]),
        ("matched", ["62 of 180 min", "line 6", "by the e-mail address of the account"]),
        ("unregistered", ["=X()", "x@y.example", "line 8"]),
        ("waiting_room", ["w@y.example", "line 5", "never let in"]),
        ("problems", ["Line 9", "“soon” is not a date with a time"]),
        ("nonsense", ["Ek, Bo"]),
    ],
)
def test_each_group_shows_its_people_with_their_lines(as_, coordinator, report, group, told):
    page = text_of(as_(coordinator).get(f"{URL}{report.pk}/", {"group": group}))

    assert [words for words in told if words not in page] == []


def test_a_suggestion_is_confirmed_and_counts(as_, coordinator, report, minutes):
    person, client = report.people.get(standing=Standing.TO_CONFIRM), as_(coordinator)
    suggested = person.suggestions[0][0]

    response = client.post(
        f"{URL}{report.pk}/decide/?group=to_confirm",
        {f"was-{person.pk}": was(person), f"p{person.pk}": suggested},
        follow=True,
    )
    assert messages_of(response) == ["1 decision saved."]
    assert Alias.objects.get().confirmed_by == coordinator

    response = client.post(f"{URL}{report.pk}/count/", follow=True)
    assert messages_of(response) == ["Counted: 2 people have minutes from this report."]
    assert minutes() == {"Anna Lis": 62, "Bo Ek": 180}
    assert "counted it on" in text_of(response)


def test_somebody_whom_only_people_know_is_named_by_the_address_of_the_account(
    as_, coordinator, report, registered
):
    zoe = registered("Zoë Brown", "zoe@example.com")
    person = report.people.get(standing=Standing.UNREGISTERED)

    as_(coordinator).post(
        f"{URL}{report.pk}/decide/",
        {f"was-{person.pk}": was(person), f"p{person.pk}": "other", f"e{person.pk}": "Zoe@example.com "},
    )

    person.refresh_from_db()
    assert person.registration == zoe


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            {"p": "other", "e": "nobody@example.com"},
            "Nobody with a place has the address “nobody@example.com”.",
        ),
        ({"p": "other", "e": ""}, "Give the e-mail address of the account of the person you mean."),
        ({"p": "99999999"}, "Give the e-mail address"),
        ({"p": "x"}, "Give the e-mail address"),
    ],
)
def test_who_holds_no_place_cannot_be_meant(as_, coordinator, report, said, told):
    person = report.people.get(standing=Standing.UNREGISTERED)
    data = {f"{name}{person.pk}": value for name, value in said.items()} | {f"was-{person.pk}": was(person)}

    response = as_(coordinator).post(f"{URL}{report.pk}/decide/?group=unregistered", data)

    assert told in text_of(response)
    person.refresh_from_db()
    assert person.standing == Standing.UNREGISTERED


def test_who_decides_second_is_told(as_, coordinator, staff, report, anna):
    person = report.people.get(standing=Standing.TO_CONFIRM)
    data = {f"was-{person.pk}": was(person), f"p{person.pk}": "nobody"}
    actions.decide_people(report=report, decisions={person.pk: (was(person), anna)}, by=staff)

    response = as_(coordinator).post(f"{URL}{report.pk}/decide/", data, follow=True)

    assert messages_of(response) == [
        "Staff has decided meanwhile that “Ek, Bo” is Anna Lis. Nothing was changed there."
    ]


def test_saving_without_a_decision_changes_nothing(as_, coordinator, report):
    person = report.people.first()

    response = as_(coordinator).post(
        f"{URL}{report.pk}/decide/",
        {f"was-{person.pk}": was(person), "was-x": "", "was-999999": ""},
        follow=True,
    )

    assert messages_of(response) == ["Nothing was changed, so nothing was saved."]


def test_time_that_is_not_known_has_to_be_decided_before_counting(as_, coordinator, upload, anna, minutes):
    report = upload(samples.teams_only_who_attended([guest("A", "anna@example.com")]))
    client = as_(coordinator)
    page = text_of(client.get(f"{URL}{report.pk}/"))
    assert "does not say how long they were there" in page
    assert "Was there, but for how long is not known." in page

    response = client.post(f"{URL}{report.pk}/count/")
    assert "Say what shall be done with people whose time is not known." in text_of(response)
    assert minutes() == {}

    client.post(f"{URL}{report.pk}/count/", {"unknown": "full"})
    assert minutes() == {"Anna Lis": 180}


def test_who_counts_second_is_told(as_, coordinator, staff, report):
    actions.count_report(report=report, by=staff)

    response = as_(coordinator).post(f"{URL}{report.pk}/count/", follow=True)

    assert "Staff has counted this report already" in messages_of(response)[0]


def test_withdrawing_takes_it_back(as_, coordinator, report, staff, minutes):
    actions.count_report(report=report, by=staff)
    client = as_(coordinator)

    response = client.post(f"{URL}{report.pk}/withdraw/", follow=True)

    assert minutes() == {}
    assert f"{coordinator} withdrew it on" in text_of(response)
    assert (
        "has withdrawn this report" in messages_of(client.post(f"{URL}{report.pk}/withdraw/", follow=True))[0]
    )


def test_what_does_not_count_leaves_as_a_table_in_which_nothing_runs(as_, coordinator, report):
    response = as_(coordinator).get(f"{URL}{report.pk}/not-counted.csv")

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1:] == [
        ["5", "W", "w@y.example", "only in the waiting room"],
        ["7", "Ek, Bo", "", "to confirm"],
        ["8", "'=X()", "x@y.example", "not registered"],
        ["9", "", "", "“soon” is not a date with a time"],
    ]
    assert "attachment" in response["Content-Disposition"]


def test_names_of_a_report_cannot_become_markup(as_, coordinator, upload):
    report = upload(samples.zoom_joins([guest("<script>alert(1)</script>")]))

    assert "<script>alert" not in as_(coordinator).get(f"{URL}{report.pk}/").content.decode()


# ---- Who may, and how much it asks ------------------------------------------------------------------------------------


def addresses(report):
    page = f"{URL}{report.pk}/"
    return [("get", URL), ("post", URL), ("get", page), ("get", f"{page}not-counted.csv")] + [
        ("post", f"{page}{deed}/") for deed in ("decide", "count", "withdraw", "read-again")
    ]


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
def test_strangers_get_404_and_nothing_changes(as_, report, request, who):
    client = as_(request.getfixturevalue(who))
    before = AuditEntry.objects.count()

    assert {getattr(client, method)(url).status_code for method, url in addresses(report)} == {404}
    assert AuditEntry.objects.count() == before


def test_visitors_are_sent_to_log_in(client, report):
    assert {getattr(client, method)(url).status_code for method, url in addresses(report)} == {302}


def test_when_the_term_is_over_the_reports_are_gone(as_, poland, report):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    client = as_(MembershipFactory(hub=poland, ends_on=yesterday).user)

    assert {getattr(client, method)(url).status_code for method, url in addresses(report)} == {404}


def test_a_coordinator_sees_reports_of_the_own_hub_only(as_, coordinator, staff, report):
    Event.objects.update(hub=None)

    assert as_(coordinator).get(f"{URL}{report.pk}/").status_code == 404
    assert as_(staff).get(f"{URL}{report.pk}/").status_code == 200


def test_a_report_is_found_under_its_own_event_only(as_, staff, report):
    other = SessionFactory().event

    assert as_(staff).get(f"/events/{other.slug}/reports/{report.pk}/").status_code == 404


def test_deeds_are_done_by_post_only(as_, staff, report):
    client = as_(staff)

    for deed in ("decide", "count", "withdraw", "read-again"):
        assert client.get(f"{URL}{report.pk}/{deed}/").status_code == 405


def test_the_list_asks_as_often_for_three_reports_as_for_one(as_, coordinator, session):
    client, asked = as_(coordinator), []
    for number in range(3):
        ReportFactory(session=session, data=b"%d" % number)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        asked.append(len(queries))

    assert asked[0] == asked[2] <= 12


@pytest.mark.parametrize("group", ["to_confirm", "matched", "unregistered", "problems"])
def test_a_report_asks_as_often_for_three_people_as_for_one(as_, coordinator, registered, upload, group):
    client, asked = as_(coordinator), []
    for number in (1, 3):
        rows = []
        for place in range(number):
            name = f"{'Abcdefghij'[place]}nna {number}"
            registered(name, f"{number}{place}@example.com")
            rows += [
                guest("x", f"{number}{place}@example.com"),
                guest(name),
                guest("Q", f"q{place}@y.example"),
            ]
        report = upload(samples.zoom_joins(rows) + b"Broken,,soon,,\n" * number)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"{URL}{report.pk}/", {"group": group})
        assert len(response.context["page"]) == number
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 16


def test_the_admin_shows_reports_and_forgets_a_wrong_alias(as_, staff, report, anna):
    alias = Alias.objects.create(user=anna.user, kind="name", text="ania", confirmed_by=staff)
    client = as_(staff)

    for name in ("attendancereport", "alias"):
        assert client.get(f"/admin/registrations/{name}/").status_code == 200
    assert client.get(f"/admin/registrations/attendancereport/{report.pk}/change/").status_code == 200
    client.post(f"/admin/registrations/alias/{alias.pk}/delete/", {"post": "yes"})
    assert not Alias.objects.exists()
