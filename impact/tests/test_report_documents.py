"""What stands in the reports for sponsors and accreditors, and that it can be read by everybody."""

import io
from datetime import UTC, date, datetime, timedelta

import pymupdf
import pytest
from openpyxl import load_workbook

from accounts.tests.factories import UserFactory
from assessments.tests.factories import AssessmentFactory
from certificates.actions import revoke
from certificates.tests.factories import AccreditationFactory, CertificateFactory, CreditFactory
from evaluations import actions as surveys
from evaluations.tests.factories import QuestionFactory, given, opened
from impact import reading
from impact.actions import snapshots
from impact.documents import content, pdf, xlsx
from impact.makers import MAKERS
from impact.models import Report
from impact.tests.scores import scored
from levels.tests.factories import EnrolmentFactory, LevelFactory, PathwayFactory
from registrations.models import Attendance
from registrations.tests.factories import ClosingFactory, EventFactory, RegistrationFactory, SessionFactory

MAY = datetime(2026, 5, 10, 12, tzinfo=UTC)


def made(kind="sponsor", extension="xlsx", first=date(2026, 5, 1), last=date(2026, 5, 1)):
    report = Report(kind=kind, extension=extension, first_month=first, last_month=last)
    return MAKERS[kind](report, lambda percent: None)


def sheets(made):
    book = load_workbook(io.BytesIO(made))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def read(made):
    with pymupdf.open(stream=made) as opened:
        return " ".join("".join(page.get_text() for page in opened).split())


@pytest.fixture
def people(db):
    """Nine from India and one from Malta joined in May, and one from India in June."""
    PathwayFactory()
    for country, number, when in [("IN", 9, MAY), ("MT", 1, MAY), ("IN", 1, MAY + timedelta(days=31))]:
        for _ in range(number):
            EnrolmentFactory(user=UserFactory(country=country), enrolled_at=when)


@pytest.fixture
def event(db):
    """Six of seven were there."""
    found = EventFactory(title="=Webinar", starts_at=MAY)
    session = SessionFactory(event=found)
    for number in range(7):
        when = {"requested_at": MAY, "state_since": MAY}
        row = RegistrationFactory(event=found, user__country="PL", user__name="Łukasz Żółć", **when)
        if number:
            Attendance.objects.create(session=session, registration=row, minutes=180)
    return found


# ---- For sponsors ----------------------------------------------------------------------------------------------------


def test_a_sponsor_reads_how_many_joined_in_these_months(people):
    headline = {row[0]: row[1] for row in sheets(made())["Headline"]}

    assert headline["People on the pathway"] == 10


def test_a_country_with_one_participant_stands_with_others(people):
    rows = sheets(made())["Countries"]

    assert [row for row in rows[1:] if row[1] is not None] == [["All others", 10]]


def test_a_report_of_months_before_the_programme_is_made_with_zeros_and_says_so(people):
    book = sheets(made(first=date(2025, 1, 1), last=date(2025, 3, 1)))

    note = dict(row[:2] for row in book["About"])["Please note"]
    assert note == "Nothing happened in these months: the programme began on 1 January 2026, after them."
    assert {row[1] for row in book["Headline"][1:]} == {0}


def test_a_month_that_is_not_over_is_so_far(people):
    today = datetime.now(UTC).date().replace(day=1)

    about = dict(row[:2] for row in sheets(made(last=today))["About"])

    assert about["Months"].endswith("so far")
    assert "will still grow" in about["Please note"]


def test_nothing_was_counted_twice_where_reports_are_put_in_a_row(people):
    def joined(first, last):
        return {row[0]: row[1] for row in sheets(made(first=first, last=last))["Funnel"]}[
            "People on the pathway"
        ]

    may, june = date(2026, 5, 1), date(2026, 6, 1)
    assert (joined(may, may), joined(june, june), joined(may, june)) == (10, "fewer than 5", 11)


def test_no_sheet_holds_a_name(people, event):
    for kind in ("sponsor", "accreditor"):
        assert "Łukasz" not in str(sheets(made(kind)))


def test_of_an_event_that_few_missed_it_is_not_said_that_nobody_did(event):
    ClosingFactory(event=event)

    book = sheets(made())

    assert {row[0]: row[1] for row in book["Attendance"]}[
        "People who held a place and did not come"
    ] == "fewer than 5"
    assert book["Events"][1] == ["'=Webinar", "10 May 2026", 7, 7, 6, "few"]


# ---- For accreditors -------------------------------------------------------------------------------------------------


def test_an_accreditor_reads_who_attended_each_event(event):
    EventFactory(title="In June", starts_at=MAY + timedelta(days=31))

    rows = sheets(made("accreditor"))["Events"]

    assert rows[1] == ["'=Webinar", "10 May 2026", "ESICM", "3 h", 7, 7, 6]
    assert not any("In June" in map(str, row) for row in rows)


def test_months_without_events_say_so(db):
    rows = sheets(made("accreditor"))["Events"]

    assert rows[-1][0] == "No event began in these months."


@pytest.mark.parametrize("events", [1, 3])
def test_the_progress_is_told_event_by_event(db, events):
    for _ in range(events):
        EventFactory(starts_at=MAY)
    told = []
    report = Report(
        kind="accreditor", extension="xlsx", first_month=date(2026, 5, 1), last_month=date(2026, 5, 1)
    )

    MAKERS["accreditor"](report, told.append)

    assert told == sorted(told)
    assert len(told) == 3 + events


# ---- Files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sponsor", "accreditor"])
def test_the_pdf_is_accessible(people, event, kind, caplog):
    document = made(kind, "pdf")

    with pymupdf.open(stream=document) as opened:
        catalog = opened.xref_object(opened.pdf_catalog())
        assert "/StructTreeRoot" in catalog
        assert "/Lang (en)" in catalog or "/Lang(en)" in catalog.replace(" ", "")
        assert "pdfuaid:part" in opened.get_xml_metadata()
    assert "PDF/UA" not in caplog.text
    assert "=Webinar" in read(document)


def test_a_letter_without_a_font_does_not_stop_a_report(caplog):
    table = content.Table("Sheet", ["what", "number"], [["𓂀", 1]])
    document = content.Document("Title", "Kind", [], MAY, [content.Part("Part", [], [table])])

    assert pdf.render(document).startswith(b"%PDF")
    assert "not PDF/UA" in caplog.text


def test_numbers_are_numbers_and_tables_of_one_sheet_stand_below_each_other():
    def table(title, share):
        return content.Table("Shares", ["who", "share"], [["nurses", share]], title=title, under="level")

    part = content.Part(
        "Part", [], [table("Level 1", content.percent(6240)), table("Level 2", content.percent(100))]
    )
    book = load_workbook(io.BytesIO(xlsx.render(content.Document("T", "K", [], MAY, [part]))))

    rows = [[cell.value for cell in row] for row in book["Shares"]]
    assert rows == [["level", "who", "share"], ["Level 1", "nurses", 0.624], ["Level 2", "nurses", 0.01]]
    assert book["Shares"]["C2"].number_format == "0.0%"


# ---- What was learned and credited -----------------------------------------------------------------------------------


@pytest.fixture
def tested(db):
    """Six took both tests of Level 1, five only the first, and one only the second."""
    tests = [AssessmentFactory(form="fixed", questions=0, pass_mark=0) for _test in range(2)]
    level = LevelFactory(pretest=tests[0], posttest=tests[1])
    for before, after in [(4000, 7000)] * 3 + [(5000, 9000)] * 3 + [(6000, None)] * 5 + [(None, 8000)]:
        person = UserFactory(country="IN")
        for test, score in ((level.pretest, before), (level.posttest, after)):
            if score is not None:
                scored(test, person, score)
    return level


@pytest.mark.parametrize("kind", ["sponsor", "accreditor"])
def test_what_was_learned_is_what_the_dashboards_say(tested, kind):
    snapshots.take()
    shown = reading.latest().get("change", level=1)

    book = sheets(made(kind))

    level, both, before, after, change, between, gained = book["Before and after"][1]
    assert (level, both, before, after, change) == ("Level 1", 6, 0.45, 0.8, 35)
    assert (shown.people, shown["before"], shown["after"], shown["change"]) == (6, 4500, 8000, 3500)
    assert between == f"{shown['change_low'] / 100:.1f} and {shown['change_high'] / 100:.1f}"
    assert gained == shown["class_gain"] / 10000
    assert book["Not compared"][1] == ["Level 1", 5, "fewer than 5"]


def test_scores_are_told_since_the_beginning_whatever_the_months(tested):
    """By month, two reports taken from each other would tell the score of who came in between."""
    snapshots.take()

    books = [sheets(made(last=month)) for month in (date(2026, 5, 1), date(2026, 6, 1))]

    assert books[0]["Before and after"] == books[1]["Before and after"]


def test_before_the_first_count_there_is_nothing_to_tell(people):
    book = sheets(made())

    assert ["What was learned", "These figures have not been counted yet."] in book["About"]


def test_credits_of_few_people_are_not_told(db):
    few, many = AccreditationFactory(), AccreditationFactory()
    for accreditation, number in [(few, 2), (many, 5)]:
        for _ in range(number):
            certificate = CertificateFactory(issued_at=MAY)
            CreditFactory(
                certificate=certificate,
                accreditation=accreditation,
                form="e_learning",
                amount=150,
                accreditor=str(accreditation.pk),
            )

    rows = {row[0]: row[2:4] for row in sheets(made("accreditor"))["Credits of levels"][1:]}

    assert rows[str(few.pk)] == ["not shown", "not shown"]
    assert rows[str(many.pk)] == [5, 7.5]


def test_certificates_that_were_revoked_are_counted(db, staff):
    revoke(certificate=CertificateFactory(), by=staff, reason="Was not there.")
    today = datetime.now(UTC).date().replace(day=1)

    about = sheets(made("accreditor", first=today, last=today))["About"]

    assert any("Certificates revoked in these months: 1." in str(row[1]) for row in about)


def test_the_question_about_bias_is_among_the_answers(event, staff):
    QuestionFactory(survey=None, kind="single", text="Was it free of bias?")
    survey = opened()
    for _ in range(5):
        surveys.answer(survey=survey, person=UserFactory(), given=given(survey, text="Written by one."))
    surveys.count_in(survey=survey, by=staff)
    event.evaluation = survey
    event.save()

    rows = sheets(made("accreditor"))["Evaluation"]

    assert ["'=Webinar", "Was it free of bias?", "Yes", 5, 5] in rows
    assert "Written by one." not in str(rows)
