"""From the upload to minutes, and back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import erase
from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from registrations import actions, importing
from registrations.actions.reports import shown
from registrations.models import (
    Alias,
    AliasKind,
    Attendance,
    AttendanceReport,
    Match,
    ReportedPerson,
    ReportRow,
    ReportState,
    Standing,
    State,
    Stay,
)
from registrations.tests.factories import ReportFactory, SessionFactory
from registrations.tests.reports import samples
from registrations.tests.reports.samples import guest
from registrations.tests.test_race import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(registered):
    return registered("Anna Lis", "anna@example.com")


@pytest.fixture
def bo(registered):
    return registered("Bo Ek", "bo@example.com")


def decide(report, person, registration, by):
    return actions.decide_people(report=report, decisions={person.pk: (shown(person), registration)}, by=by)


def count(report, by, **said):
    return actions.count_report(report=report, by=by, **said)


def test_a_report_lies_before_those_who_decide_and_counts_nothing_yet(anna, upload, minutes):
    report = upload(samples.zoom_joins([guest("Anna", "anna@example.com"), guest("Who", "w@example.com")]))

    assert (report.state, report.provider, report.progress) == (ReportState.WAITING, "zoom", 100)
    assert sorted(report.people.values_list("standing", flat=True)) == [
        Standing.MATCHED,
        Standing.UNREGISTERED,
    ]
    assert minutes() == {}


def test_counting_makes_stays_and_minutes_of_the_union_within_the_session(anna, bo, upload, staff, minutes):
    rows = [
        guest("Anna", "anna@example.com", (-30, 60), (50, 90)),  # early, and on two devices
        guest("Bo", "bo@example.com", (170, 200)),
        guest("Not ours", "not@example.com"),
    ]
    report = upload(samples.zoom_joins(rows, waiting=[guest("Bo", "bo@example.com", (0, 20))]))

    assert count(report, staff) == 2
    assert minutes() == {"Anna Lis": 90, "Bo Ek": 10}
    assert Stay.objects.filter(source__startswith=f"report:{report.pk}:", recorded_by=staff).count() == 3
    entry = AuditEntry.objects.about(report).first()
    assert (entry.action, entry.actor_id, entry.facts["people"]) == ("report.counted", staff.pk, 2)


def test_the_same_file_again_is_the_same_report(anna, session, upload, staff, minutes):
    data = samples.zoom_joins([guest("Anna", "anna@example.com", (0, 50))])
    report = upload(data)
    count(report, staff)

    again, is_new = actions.upload_report(
        session=session, file_name="copy.csv", data=data, zone="Europe/Brussels", by=staff
    )

    assert (again, is_new) == (report, False)
    assert minutes() == {"Anna Lis": 50}
    with pytest.raises(actions.AlreadyDone, match="has counted this report already"):
        count(report, staff)


def test_a_second_report_of_a_meeting_that_was_restarted_adds_up(anna, upload, staff, minutes):
    for span in [(0, 60), (50, 100)]:
        count(upload(samples.teams([guest("Anna", "anna@example.com", span)])), staff)

    assert minutes() == {"Anna Lis": 100}


def test_so_do_two_of_durations_only_where_each_says_when_its_meeting_was(anna, upload, staff, minutes):
    for start, length in [(0, 60), (70, 110)]:
        begins = samples.START + timedelta(minutes=start)
        who = [guest("Anna", "anna@example.com", (0, length))]
        data = samples.zoom_unique(who, start=begins, end=begins + timedelta(minutes=length))
        count(upload(data), staff)

    assert minutes() == {"Anna Lis": 170}


def test_withdrawing_takes_back_what_the_report_counted_and_no_more(anna, bo, upload, staff, minutes):
    both = [guest("Anna", "anna@example.com", (0, 60)), guest("Bo", "bo@example.com", (0, 60))]
    first, second = (
        upload(samples.teams(both)),
        upload(samples.teams([guest("A", "anna@example.com", (90, 100))])),
    )
    count(first, staff)
    count(second, staff)

    assert actions.withdraw_report(report=first, by=staff) == 2
    assert minutes() == {"Anna Lis": 10}
    with pytest.raises(actions.AlreadyDone, match="Staff has withdrawn this report"):
        actions.withdraw_report(report=first, by=staff)


def test_after_withdrawing_the_same_file_may_come_anew(anna, upload, staff, minutes):
    data = samples.teams([guest("Anna", "anna@example.com", (0, 60))])
    first = upload(data)
    count(first, staff)
    actions.withdraw_report(report=first, by=staff)

    second = upload(data)
    count(second, staff)

    assert second != first
    assert minutes() == {"Anna Lis": 60}


def test_minutes_that_somebody_set_by_hand_stand(anna, session, upload, staff, minutes):
    Attendance.objects.create(session=session, registration=anna, minutes=12)

    report = upload(samples.teams([guest("Anna", "anna@example.com")]))
    count(report, staff)
    actions.withdraw_report(report=report, by=staff)

    assert minutes() == {"Anna Lis": 12}


def test_presence_of_unknown_length_is_never_zero_and_somebody_has_to_say(anna, upload, staff, minutes):
    report = upload(samples.teams_only_who_attended([guest("Anna", "anna@example.com")]))

    with pytest.raises(ValidationError, match="time in the meeting is not known"):
        count(report, staff)
    assert minutes() == {}

    assert count(report, staff, full_if_unknown=True) == 1
    assert minutes() == {"Anna Lis": 180}


def test_leaving_the_unknown_out_records_nothing(anna, upload, staff, minutes):
    report = upload(samples.teams_only_who_attended([guest("Anna", "anna@example.com")]))

    assert count(report, staff, full_if_unknown=False) == 0
    assert minutes() == {}


def test_two_rows_of_durations_may_be_two_devices_so_the_longer_counts(anna, upload, staff, minutes):
    rows = [guest("Anna", "anna@example.com", (0, 100)), guest("iPad", "anna@example.com", (0, 40))]

    count(upload(samples.zoom_unique(rows)), staff)

    assert minutes() == {"Anna Lis": 100}


def test_who_gave_the_place_back_since_is_not_counted(anna, upload, staff, minutes):
    report = upload(samples.teams([guest("Anna", "anna@example.com")]))
    anna.state = State.CANCELLED
    anna.save()

    assert count(report, staff) == 0
    assert minutes() == {}


# ---- Decisions ------------------------------------------------------------------------------------------------------


def test_a_confirmed_person_counts_and_is_known_the_next_time(anna, upload, staff, minutes):
    report = upload(samples.teams([guest("Lis, Anna", "", (0, 60))]))

    assert decide(report, report.people.get(), anna, staff) == (1, [])
    count(report, staff)

    assert minutes() == {"Anna Lis": 60}
    alias = Alias.objects.get()
    assert (alias.user, alias.kind, alias.text, alias.confirmed_by) == (
        anna.user,
        AliasKind.NAME,
        "lis anna",
        staff,
    )
    later = upload(samples.teams([guest("LIS, Anna (External)", "", (100, 120))])).people.get()
    assert (later.registration, later.matched_by) == (anna, Match.ALIAS)


def test_an_address_is_remembered_whatever_the_name(anna, upload, staff):
    report = upload(samples.teams([guest("ICU workstation 3", "icu3@hospital.example")]))

    decide(report, report.people.get(), anna, staff)

    assert Alias.objects.get().text == "icu3@hospital.example"


def test_a_name_that_could_be_anybodys_is_not_remembered(anna, upload, staff):
    report = upload(samples.teams([guest("iPhone")]))

    decide(report, report.people.get(), anna, staff)

    assert report.people.get().registration == anna
    assert not Alias.objects.exists()


def test_a_match_can_be_undone_and_is_then_forgotten(anna, upload, staff):
    report = upload(samples.teams([guest("Lis, Anna", "")]))
    decide(report, report.people.get(), anna, staff)

    decide(report, report.people.get(), None, staff)

    assert report.people.get().standing == Standing.LEFT_OUT
    assert not Alias.objects.exists()


def test_a_decision_after_counting_counts_at_once(anna, bo, upload, staff, minutes):
    report = upload(samples.teams([guest("Somebody", "who@example.com", (0, 60))]))
    count(report, staff)

    decide(report, report.people.get(), anna, staff)
    assert minutes() == {"Anna Lis": 60}
    decide(report, report.people.get(), bo, staff)
    assert minutes() == {"Bo Ek": 60}
    decide(report, report.people.get(), None, staff)
    assert minutes() == {}


def test_who_decides_second_is_told_and_changes_nothing(anna, bo, upload, staff):
    report = upload(samples.teams([guest("Somebody", "who@example.com")]))
    as_seen = shown(report.people.get())
    decide(report, report.people.get(), anna, staff)

    changed, beaten = actions.decide_people(
        report=report, decisions={report.people.get().pk: (as_seen, bo)}, by=UserFactory()
    )

    assert (changed, [person.registration for person in beaten]) == (0, [anna])


def test_nobody_confirms_being_somebody_of_a_report(anna, upload):
    report = upload(samples.teams([guest("Somebody", "who@example.com")]))

    with pytest.raises(ValidationError, match="Somebody else has to say that this is you"):
        decide(report, report.people.get(), anna, anna.user)
    assert report.people.get().registration is None


def test_deciding_the_same_again_is_no_change(anna, upload, staff):
    report = upload(samples.teams([guest("Somebody", "who@example.com")]))
    decide(report, report.people.get(), anna, staff)

    assert decide(report, report.people.get(), anna, staff) == (0, [])


# ---- Failures and questions -------------------------------------------------------------------------------------------


def test_a_file_that_is_no_report_fails_with_its_reason_and_may_come_again(upload):
    report = upload(b"PK\x03\x04" + b"\0" * 50)

    assert (report.state, report.complaint) == (ReportState.FAILED, "archive")
    assert upload(b"PK\x03\x04" + b"\0" * 50) != report


def test_a_report_of_another_meeting_is_refused(upload, session):
    session.starts_at += timedelta(days=3)
    session.ends_at += timedelta(days=3)
    session.save()

    report = upload(samples.teams([guest("Anna")]))

    assert (report.state, report.complaint) == (ReportState.FAILED, "another_meeting")


def test_columns_are_asked_for_once_and_remembered_for_alike_files(anna, upload, staff, minutes):
    who = guest("Anna", "anna@example.com", (0, 30))
    report = upload(samples.other([who], encoding="utf-8"), provider="other")
    assert (report.state, report.complaint) == (ReportState.ASKING, "which_columns")

    columns = {"email": 1, "name": 2, "came": 3, "left": 4}
    actions.read_again(
        report=report, by=staff, provider="other", zone="Europe/Brussels", day_order="", columns=columns
    )
    importing.read_report(report.pk)
    report.refresh_from_db()
    count(report, staff)

    assert minutes() == {"Anna Lis": 30}
    again = upload(samples.other([who, guest("Bo")], encoding="utf-8"), provider="other")
    assert (again.state, again.columns) == (ReportState.WAITING, columns)


def test_the_order_of_dates_is_asked_for_where_nothing_tells_it(anna, session, upload, staff):
    session.starts_at, session.ends_at = (
        session.starts_at - timedelta(days=5),
        session.ends_at + timedelta(days=40),
    )
    session.save()
    data = b"Name,Email,Join,Leave,Min\nAnna,anna@example.com,09/10/2026 09:00,09/10/2026 12:00,180\n"

    report = upload(data)
    assert (report.state, report.complaint, report.complaint_line) == (ReportState.ASKING, "which_order", 2)
    actions.read_again(report=report, by=staff, provider="", zone="Europe/Brussels", day_order="dmy")
    with pytest.raises(actions.AlreadyDone):
        actions.read_again(report=report, by=staff, provider="", zone="Europe/Brussels", day_order="mdy")
    importing.read_report(report.pk)

    report.refresh_from_db()
    assert (report.state, report.day_order) == (ReportState.WAITING, "dmy")


def test_before_a_session_there_is_nothing_to_report(session, upload):
    tomorrow = timezone.now() + timedelta(days=1)
    later = SessionFactory(event=session.event, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1))

    with pytest.raises(ValidationError, match="has not begun"):
        upload(samples.teams([guest("Anna")]), to=later)


def test_reading_twice_is_harmless(anna, upload):
    report = upload(samples.teams([guest("Anna", "anna@example.com")]))

    importing.read_report(report.pk)

    assert report.people.count() == report.rows.count() == 1


def test_what_was_withdrawn_while_it_was_read_stays_withdrawn(session, staff):
    report = ReportFactory(session=session, data=samples.teams([guest("Anna")]))
    actions.withdraw_report(report=report, by=staff)

    importing.read_report(report.pk)

    report.refresh_from_db()
    assert (report.state, report.people.count()) == (ReportState.WITHDRAWN, 0)


# ---- Privacy --------------------------------------------------------------------------------------------------------


def test_the_file_is_kept_encrypted_and_comes_back_whole(upload):
    data = samples.teams([guest("Anna", "anna@example.com")], encoding="utf-8")
    report = upload(data)

    assert b"anna" not in bytes(report.content)
    assert importing.unseal(report) == data


def test_after_its_months_the_file_goes_and_with_it_who_was_not_registered(anna, upload, settings):
    people = [guest("Anna", "anna@example.com"), guest("Stranger", "stranger@example.com")]
    old, new = upload(samples.teams(people)), upload(samples.zoom_joins(people))
    then = timezone.now() - timedelta(days=31 * settings.REPORT_FILES_KEPT_MONTHS)
    AttendanceReport.objects.filter(pk=old.pk).update(uploaded_at=then)

    importing.forget_old_files()

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.content, bool(new.content)) == (None, True)
    assert sorted(old.people.values_list("email", flat=True)) == ["", "anna@example.com"]
    assert new.people.filter(email="stranger@example.com").exists()


def test_an_erased_person_is_named_in_no_report(anna, upload, staff):
    upload(samples.teams([guest("Anna Lis", "anna@example.com")]))
    upload(samples.zoom_joins([guest("Anna Lis", "", (0, 5))]))

    erase(anna.user)

    assert set(ReportedPerson.objects.values_list("name", "email")) == {("", "")}


# ---- What the database refuses ----------------------------------------------------------------------------------------


def refused(deed):
    with pytest.raises(IntegrityError), transaction.atomic():
        deed()


def test_the_database_refuses_what_must_not_be(session, staff, anna, bo):
    report = ReportFactory(session=session)
    person = report.people.create(name="A", standing=Standing.UNREGISTERED)

    refused(lambda: ReportFactory(session=session))  # the same bytes again
    refused(lambda: ReportFactory(session=session, data=b"2", state="lost"))
    refused(lambda: ReportFactory(session=session, data=b"2", state=ReportState.COUNTED))
    refused(lambda: ReportFactory(session=session, data=b"2", state=ReportState.WITHDRAWN))
    refused(lambda: ReportFactory(session=session, data=b"2", state=ReportState.FAILED))
    refused(lambda: report.people.create(name="B", standing=Standing.MATCHED))
    refused(lambda: report.people.create(name="B", standing=Standing.TO_CONFIRM, registration=anna))
    refused(lambda: report.people.create(name="B", standing="friend"))
    refused(
        lambda: report.people.create(
            name="B", standing=Standing.MATCHED, registration=anna, matched_by=Match.PERSON
        )
    )
    report.rows.create(line=2, person=person)
    refused(lambda: report.rows.create(line=2, person=person))
    refused(lambda: report.rows.create(line=3))
    refused(lambda: report.rows.create(line=3, person=person, problem="short"))
    now = timezone.now()
    refused(
        lambda: report.rows.create(line=3, person=person, came_at=now, left_at=now - timedelta(minutes=1))
    )
    Alias.objects.create(user=anna.user, kind=AliasKind.EMAIL, text="x@y.eu", confirmed_by=staff)
    refused(
        lambda: Alias.objects.create(user=bo.user, kind=AliasKind.EMAIL, text="x@y.eu", confirmed_by=staff)
    )
    refused(lambda: Alias.objects.create(user=bo.user, kind=AliasKind.NAME, text="", confirmed_by=staff))
    assert ReportRow.objects.count() == 1


# ---- At once ----------------------------------------------------------------------------------------------------------


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_once_count_once(anna, upload, staff, minutes):
    report = upload(samples.teams([guest("Anna", "anna@example.com", (0, 60))]))

    answers = at_once([lambda: count(report, staff)] * 8, 8)

    assert sorted(answer for answer in answers if answer == 1) == [1]
    assert sum(isinstance(answer, actions.AlreadyDone) for answer in answers) == 7
    assert minutes() == {"Anna Lis": 60}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_on_one_report_keep_its_rows_once(anna, session):
    report = ReportFactory(session=session, data=samples.teams([guest("Anna", "anna@example.com")]))

    at_once([lambda: importing.read_report(report.pk)] * 6, 6)

    report.refresh_from_db()
    assert (report.state, report.people.count(), report.rows.count()) == (ReportState.WAITING, 1, 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_same_file_uploaded_by_ten_at_once_is_one_report(session, staff):
    data = samples.teams([guest("Anna", "anna@example.com")])

    def take_in():
        return actions.upload_report(session=session, file_name="r.csv", data=data, zone="UTC", by=staff)

    answers = at_once([take_in] * 10, 10)

    assert sum(is_new for _report, is_new in answers) == 1
    assert AttendanceReport.objects.count() == 1
