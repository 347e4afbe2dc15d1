"""The report on one country: what it says, what it keeps to itself, and that it is one accessible page."""

import io
from datetime import UTC, date, timedelta

import pytest
from django.utils import timezone
from outloud import check
from pdfua import Severity, validate
from pypdf import PdfReader

from accounts.models import Profession
from accounts.tests.factories import UserFactory
from hubs.models import Rung, Society
from hubs.tests.factories import AmbassadorFactory
from impact import national_report
from impact.actions import snapshots
from impact.makers import counted
from impact.national_report import facts, words
from impact.periods import Period
from levels.tests.factories import EnrolmentFactory, LevelEnrolmentFactory, LevelFactory
from registrations.models import Attendance, State
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db
LONG = "Międzynarodowe warsztaty o postępowaniu w ciężkich zakażeniach i wstrząsie septycznym " * 2


@pytest.fixture
def period():
    today = timezone.now().astimezone(UTC).date().replace(day=1)
    return Period(date(today.year - 1, 1, 1), today)


def people_of(country, number, profession=Profession.DOCTOR, completed=False):
    found = []
    for _one in range(number):
        person = UserFactory(country=country, country__profession=profession)
        LevelEnrolmentFactory(
            enrolment=EnrolmentFactory(user=person),
            level=LevelFactory(number=1),
            completed_at=timezone.now() if completed else None,
        )
        found.append(person)
    return found


def held(title, people, there=True, **event):
    over = timezone.now() - timedelta(days=3)
    event = EventFactory(title=title, starts_at=over, ends_at=over + timedelta(hours=3), **event)
    session = SessionFactory(event=event)
    seats = iter(event.seats.all())
    for person in people:
        row = RegistrationFactory(
            seat=next(seats, None),
            event=event,
            user=person,
            home=str(person.profile.country),
            state=State.CONFIRMED,
            state_since=over,
        )
        if there:
            Attendance.objects.create(session=session, registration=row, minutes=180)
    return event


def gathered(hub, period):
    return facts.gather(hub, counted.of_period(period), period)


def rendered(hub, period, language="en"):
    return national_report.render(hub, counted.of_period(period), period, language)


def text_of(content):
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def is_accessible(content, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(content)
    found = [finding for finding in validate(str(file)).findings if finding.severity > Severity.INFO]
    return found == [] and not check(str(file)).errors


# ---- What it says -----------------------------------------------------------------------------------------------


def test_the_country_stands_beside_all_with_shares(poland, period):
    people_of("PL", 6, completed=True)
    people_of("PL", 6)
    people_of("IN", 12)

    rows = words.content(gathered(poland, period))["levels"]["rows"]

    assert rows[0] == ["On the pathway", "12", "", "24", ""]
    assert ["Level 1 completed", "6", "50 %", "6", "25 %"] in rows


def test_groups_that_could_give_somebody_away_are_said_not_to_be_shown(poland, romania, period):
    people_of("PL", 9)
    people_of("PL", 2, Profession.NURSE)
    people_of("RO", 8)
    people_of("RO", 6, Profession.NURSE)

    report = words.content(gathered(poland, period))
    rows = {row["label"]: row["people"] for row in report["groups"][0]["rows"]}

    assert rows["Nurse"] == "not shown"
    assert "2" not in rows.values()
    assert "fewer than 5 people" in report["small"]


def test_a_hub_of_few_people_tells_none_of_them(poland, period):
    people_of("PL", 3)
    people_of("IN", 9)

    report = words.content(gathered(poland, period))

    assert report["headline"][0]["figure"] == "not shown"
    assert report["levels"]["rows"][0][1:] == ["not shown", "", "12", ""]


def test_events_stand_with_their_attendance_and_the_seats_of_the_country(poland, period):
    people = people_of("PL", 7)
    held("Masterclass", people, capacity=9, quotas={"PL": 9}, filling="reviewed")
    held("Webinar", people[:6], there=False)

    rows = {row[0]: row[1:] for row in words.content(gathered(poland, period))["events"]["rows"]}

    assert rows["Masterclass"] == ["7", "7", "7 of 9"]
    assert rows["Webinar"][0] == "6"


def test_events_beyond_the_first_five_are_counted(poland, period):
    people = people_of("PL", 6)
    for number in range(7):
        held(f"Webinar {number}", people)

    events = words.content(gathered(poland, period))["events"]

    assert (len(events["rows"]), events["more"]) == (5, "and 2 more events")


def test_ambassadors_stand_by_their_step(poland, period):
    AmbassadorFactory(hub=poland, step=Rung.TRAINED)
    AmbassadorFactory(hub=poland)

    rows = words.content(gathered(poland, period))["ambassadors"]["rows"]

    assert [row["people"] for row in rows] == ["1", "1"]


def test_the_months_before_the_programme_make_a_report_of_nothing(poland, tmp_path):
    EnrolmentFactory(user=UserFactory(country="PL"))

    content = rendered(poland, Period(date(2020, 1, 1), date(2020, 2, 1)))

    assert "Nothing on record in these months." in text_of(content)
    assert is_accessible(content, tmp_path)


def test_scores_and_opinions_are_of_the_kept_figures(poland, period):
    people_of("PL", 6)
    assert gathered(poland, period).opinions_as_of is None

    taken = snapshots.take()

    assert gathered(poland, period).opinions_as_of == taken.as_of


# ---- The page ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "pl", "pt", "ro", "sv"])
def test_it_is_one_accessible_page_in_every_language(poland, period, language, tmp_path):
    held("Webinar", people_of("PL", 6, completed=True))
    snapshots.take()

    content = rendered(poland, period, language)

    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    assert PdfReader(io.BytesIO(content)).trailer["/Root"]["/Lang"] == language
    assert is_accessible(content, tmp_path)


def test_long_names_stay_on_one_page_and_are_never_markup(poland, period, tmp_path):
    poland.name = f"*Hub* #Poland $x$ {LONG}"[:120]
    poland.save()
    for number in range(12):
        Society.objects.create(hub=poland, name=f"{number} {LONG}")
    for rung in Rung:
        AmbassadorFactory(hub=poland, step=rung)
    people = [person for profession in Profession for person in people_of("PL", 6, profession)]
    for number in (1, 2, 3):
        for person in people:
            if number > 1:
                LevelEnrolmentFactory(enrolment=person.enrolments.get(), level=LevelFactory(number=number))
    for number in range(6):
        held(f"{number} {LONG}"[:200], people)

    content = rendered(poland, period)

    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    assert "*Hub* #Poland $x$" in text_of(content)
    assert is_accessible(content, tmp_path)


def test_the_period_and_the_moment_are_said(poland, period):
    content = rendered(poland, Period(date(2026, 3, 1), date(2026, 5, 1)))

    assert "March 2026 – May 2026" in text_of(content)
    assert "as of 1 June 2026, 00:00 (UTC)" in text_of(content)
