"""The report on an event for its accreditors: what it says, what it keeps to itself, and who gets it."""

import io
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from accounts.models import AuditEntry, Profession
from accounts.tests.factories import UserFactory
from certificates.models import Accreditation, Accreditor, Certificate, Credit
from certificates.tests.conftest import _files_of_this_test_only  # noqa: F401 (a fixture for all of them)
from evaluations import actions as evaluations
from evaluations.tests.factories import given as said
from evaluations.tests.factories import opened
from hubs.models import Membership
from registrations.models import Attendance, Event, State
from registrations.organiser_report import attendance, facts, pdf, xlsx
from registrations.organiser_report.suppressing import broken_down, tellable
from registrations.tests.certifying import issued_for
from registrations.tests.factories import EventFactory, FacultyFactory, RegistrationFactory, SessionFactory

PDF, XLSX = "/events/day/report.pdf", "/events/day/report.xlsx"


@pytest.fixture
def event(poland):
    yesterday = timezone.now() - timedelta(days=1)
    event = EventFactory(
        slug="day",
        title="Sepsis day *_#$",
        hub=poland,
        starts_at=yesterday,
        minimum_attendance=50,
        certificates_released_at=timezone.now(),
        certificates_due_at=yesterday,
    )
    SessionFactory(event=event)
    return event


@pytest.fixture
def accreditation(event):
    accreditor = Accreditor.objects.create(
        name="Accreditation Council",
        short_name="COUNCIL",
        unit="ECMEC®",
        wording_applied="a",
        wording_granted="g",
    )
    row = Accreditation.objects.create(
        accreditor=accreditor,
        title=event.title,
        state="granted",
        number="LEE-1",
        decided_on=date(2026, 1, 1),
        valid_from=date(2026, 1, 1),
        valid_until=date(2028, 1, 1),
    )
    event.accreditations.add(row)
    return row


def attend(event, number, minutes=180, home="PL", profession="doctor", state=State.CONFIRMED, **user):
    rows = []
    for _one in range(number):
        person = UserFactory(country=home, country__profession=profession, **user)
        rows.append(RegistrationFactory(event=event, user=person, home=home, state=state))
        if minutes:
            Attendance.objects.create(session=event.sessions.get(), registration=rows[-1], minutes=minutes)
    return rows


def report(event):
    return facts.gather(Event.objects.select_related("hub", "level__pathway", "evaluation").get(pk=event.pk))


def shown(lines):
    return [(line.label, line.count) for line in lines]


def text_of(content):
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)


def sheets_of(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


# ---- What is counted ------------------------------------------------------------------------------------------


def test_who_registered_was_confirmed_came_and_stayed_is_counted(event):
    attend(event, 6, minutes=180)
    attend(event, 5, minutes=90)
    attend(event, 2, minutes=89)
    attend(event, 3, minutes=0)
    attend(event, 4, minutes=0, state=State.CANCELLED)

    found = report(event).participation

    assert (found.registered, found.confirmed, found.attended) == (20, 16, 11)
    assert (found.too_short, found.no_shows) == (2, 3)
    assert (found.total_minutes, found.median_minutes) == (6 * 180 + 5 * 90, 180)


def test_somebody_who_cancelled_and_came_back_is_one_person(event, participant):
    RegistrationFactory(event=event, user=participant, state=State.CANCELLED)
    RegistrationFactory(event=event, user=participant)

    assert report(event).participation.registered == 1


def test_before_the_end_nobody_is_said_to_have_stayed_away(event):
    Event.objects.update(ends_at=timezone.now() + timedelta(hours=1))
    attend(event, 3, minutes=0)

    assert report(event).participation.no_shows is None


def test_minutes_of_fewer_than_five_are_not_told(event):
    attend(event, 4)

    found = report(event)

    assert (found.participation.attended, found.participation.total_minutes) == (4, None)
    assert found.countries == found.professions == []


def test_small_countries_are_one_line_and_never_fewer_than_five_people(event):
    attend(event, 12, home="PL")
    attend(event, 6, home="PT")
    attend(event, 3, home="IN")

    # The 3 alone could be found by subtraction: the next smallest stand with them.
    assert shown(report(event).countries) == [("Poland", 12), ("All other countries", 9)]


def test_who_says_no_profession_is_a_group_like_the_others(event):
    attend(event, 7)
    attend(event, 5, profession="nurse")
    for row in attend(event, 6):
        row.user.profile.delete()

    assert shown(report(event).professions) == [("Doctor", 7), ("Not stated", 6), ("Nurse", 5)]


def test_issued_waiting_and_revoked_certificates_are_counted(event):
    people = attend(event, 5)
    issued_for(event)
    attend(event, 1)
    Certificate.objects.filter(award__source=f"attendance:{people[0].pk}").update(
        revoked_at=timezone.now(), revocation_reason="Was not there."
    )

    found = report(event).issued

    assert (found.attendance, found.waiting, found.teaching, found.revoked) == (4, 1, 0, 1)


def credit(event, accreditation, rows, amount=300):
    issued_for(event)
    for row in rows:
        certificate = Certificate.objects.get(award__source=f"attendance:{row.pk}")
        Credit.objects.filter(
            certificate=certificate, accreditation=accreditation
        ).exists() or Credit.objects.create(
            certificate=certificate,
            accreditation=accreditation,
            form="live",
            accreditor=accreditation.accreditor.name,
            number=accreditation.number,
            unit=accreditation.accreditor.unit,
            amount=amount,
            minutes=180,
            earned_on=date(2026, 5, 6),
            statement="s",
        )


def plain(event):
    """Credits are given by hand here: what people earn is another part's."""
    event.accreditations.update(credits_per_hour=1, step=100)


def credited(event):
    return [(figure.people, figure.amount) for figure in report(event).credits]


def test_credits_are_summed_by_accreditation(event, accreditation):
    plain(event)
    credit(event, accreditation, attend(event, 6))

    assert credited(event) == [(6, 1800)]


def test_credits_of_fewer_than_five_are_not_told(event, accreditation):
    plain(event)
    people = attend(event, 6)
    credit(event, accreditation, people[:4])

    assert credited(event) == [(None, None)]


def test_credits_for_one_profession_do_not_tell_how_few_have_another(event, accreditation):
    plain(event)
    Accreditation.objects.update(professions=[Profession.DOCTOR])
    doctors = attend(event, 8)
    attend(event, 2, profession="nurse")
    credit(event, accreditation, doctors)

    # 10 attended: "8 doctors were credited" would say that 2 are none.
    assert credited(event) == [(None, None)]


def test_teachers_are_named_as_on_the_programme(event):
    FacultyFactory(event=event, name="Zbigniew Wykładowca", topic="Lactate")

    assert "Zbigniew Wykładowca" in text_of(pdf.render(report(event)))


def answered(event, number):
    event.evaluation = opened()
    event.save(update_fields=["evaluation"])
    for row in attend(event, number):
        evaluations.answer(
            survey=event.evaluation,
            person=row.user,
            given=said(event.evaluation, text="Secret"),
        )


def test_the_evaluation_is_told_with_its_rate_and_without_free_text(event):
    answered(event, 6)
    evaluations.count_in(survey=event.evaluation, by=None)
    attend(event, 2)

    words = text_of(pdf.render(report(event)))

    assert "6 of 8 who were asked (75 %) answered" in words
    assert "6 answers, mean 4.0 of 5" in words
    assert "6 people wrote something" in words
    assert "Secret" not in words
    assert "Secret" not in str(sheets_of(xlsx.render(report(event))))


def test_answers_of_fewer_than_five_are_not_told(event):
    answered(event, 4)

    words = text_of(pdf.render(report(event)))

    assert "Fewer than five answers: not shown." in words
    assert "mean" not in words


@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_for_three_people_as_for_one(event, accreditation, number, django_assert_num_queries):
    attend(event, number)
    issued_for(event)
    FacultyFactory.create_batch(number, event=event)
    event = Event.objects.select_related("hub", "level__pathway", "evaluation").get(pk=event.pk)

    with django_assert_num_queries(9):
        facts.gather(event)


# ---- Nobody can be made out ------------------------------------------------------------------------------------

GROUPS = st.lists(st.integers(0, 12), max_size=8)


@settings(deadline=None)
@given(GROUPS)
def test_every_line_is_five_people_or_more_and_nobody_is_lost(sizes):
    values = [group for group, size in enumerate(sizes) for _person in range(size)]

    lines = broken_down(values, str, "others")

    assert all(line.count >= 5 for line in lines)
    assert sum(line.count for line in lines) == (len(values) if len(values) >= 5 else 0)


@settings(deadline=None)
@given(st.lists(st.sets(st.integers(1, 3)), max_size=40))
def test_what_is_told_of_credits_leaves_no_difference_of_one_to_four(people):
    told = tellable(people)
    cells = Counter(frozenset(given_to & told) for given_to in people)

    # Whatever the told numbers are added up to and taken from, they are made of these cells.
    for accreditation in told:
        count = sum(size for cell, size in cells.items() if accreditation in cell)
        assert count >= 5
        assert len(people) - count == 0 or len(people) - count >= 5


# ---- The documents ----------------------------------------------------------------------------------------------


@pytest.fixture
def full(event, accreditation):
    """Something of everything."""
    plain(event)
    FacultyFactory(event=event)
    answered(event, 7)
    credit(event, accreditation, attend(event, 8, home="PT", profession="nurse"))
    evaluations.count_in(survey=event.evaluation, by=None)
    return event


@pytest.mark.parametrize("checker", [["pdfua", "check"], ["outloud"]])
def test_checkers_of_accessible_pdfs_find_nothing(full, checker, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf.render(report(full)))
    module, *arguments = checker
    command = [sys.executable, "-c", f"from {module}.cli import main; main()", *arguments, str(file)]

    check = subprocess.run(command, capture_output=True, text=True, check=False)

    assert check.returncode == 0, check.stdout + check.stderr
    assert "WARNING" not in check.stdout


def test_the_report_of_an_empty_event_can_be_made_too(event, tmp_path):
    words = text_of(pdf.render(report(event)))

    assert "Nobody’s attendance is on record yet." in words
    assert "There is no evaluation of this event." in words
    assert "Sepsis day *_#$" in words


def test_the_pdf_says_what_accreditors_ask_for(full):
    words = text_of(pdf.render(report(full)))

    for fact in (
        "Hub Poland",
        "Granted on 1 January 2026",
        "LEE-1",
        "COUNCIL",
        "24 ECMEC®",
        "Portugal",
        "Nurse",
    ):
        assert fact in words
    assert "Confirmed, and there for 1 h 30 min or more" in words


def test_the_workbook_has_a_sheet_for_each_subject(full):
    sheets = sheets_of(xlsx.render(report(full)))

    assert list(sheets) == [
        "Event",
        "Accreditation",
        "Participation",
        "Countries",
        "Professions",
        "Career stages",
        "Certificates",
        "Credits",
        "Teachers",
        "Evaluation",
    ]
    assert ["Portugal", 8, 53] in sheets["Countries"]


def test_no_cell_is_run_as_a_formula(event):
    Event.objects.update(title="=HYPERLINK(1)", place="+1\x07")
    FacultyFactory(event=event, name="@SUM(1)")
    attend(event, 1, name="=cmd|' /C calc'!A0")

    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(report(event), attendance.rows(event))))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {"'=HYPERLINK(1)", "'+1", "'@SUM(1)", "'=cmd|' /C calc'!A0"} <= {cell.value for cell in cells}
    assert not any(cell.data_type == "f" for cell in cells)


# ---- Who gets it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [PDF, XLSX])
def test_staff_and_the_coordinators_of_the_hub_that_runs_it_get_it(as_, staff, coordinator, event, address):
    for person in (staff, coordinator):
        answer = as_(person).get(address)
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == f'attachment; filename="report-day.{address[-4:].strip(".")}"'

    trail = AuditEntry.objects.filter(action="event.reported").values_list("actor_id", flat=True)
    assert set(trail) == {staff.pk, coordinator.pk}


@pytest.mark.parametrize("address", [PDF, XLSX])
def test_nobody_else_gets_it(as_, client, event, romanian_coordinator, stranger, coordinator, address):
    assert "/accounts/login/" in client.get(address)["Location"]
    for person in (romanian_coordinator, stranger):
        assert as_(person).get(address).status_code == 404
    Membership.objects.filter(user=coordinator).update(
        starts_on=timezone.localdate() - timedelta(days=9), ends_on=timezone.localdate() - timedelta(days=1)
    )
    assert as_(coordinator).get(address).status_code == 404
    assert as_(coordinator).post(address).status_code in (404, 405)


def test_there_is_no_other_form_of_it(as_, staff, event):
    assert as_(staff).get("/events/day/report.docx").status_code == 404


def test_only_staff_get_the_list_of_names_and_only_where_an_accreditor_asks(
    as_, staff, coordinator, event, accreditation
):
    [row] = attend(event, 1, name="Łukasz Żółć")
    issued_for(event)
    number = Certificate.objects.get(award__source=f"attendance:{row.pk}").number

    with_names = sheets_of(as_(staff).get(XLSX).content)
    assert with_names["Attendance list"][1] == ["Łukasz Żółć", "Poland", "Doctor", 180, number]
    assert AuditEntry.objects.get(action="event.reported").facts == {"form": "xlsx", "with_names": True}

    assert "Żółć" not in str(sheets_of(as_(coordinator).get(XLSX).content))
    Accreditor.objects.update(wants_attendance_list=False)
    assert "Attendance list" not in sheets_of(as_(staff).get(XLSX).content)
    Accreditor.objects.update(wants_attendance_list=True)
    Accreditation.objects.update(state="none")
    assert "Attendance list" not in sheets_of(as_(staff).get(XLSX).content)


def test_the_attendance_page_leads_to_it_once_the_event_is_over(as_, coordinator, event):
    assert PDF in as_(coordinator).get("/events/day/attendance/").text
    Event.objects.update(ends_at=timezone.now() + timedelta(hours=1))
    assert PDF not in as_(coordinator).get("/events/day/attendance/").text


def test_the_admin_leads_to_it(as_, staff, event):
    html = as_(staff).get(f"/admin/registrations/event/{event.pk}/change/").text

    assert PDF in html
    assert XLSX in html
