"""What counts as reached: a row for each step, whose it is, as of which day, and what is left out."""

import datetime

import pytest

from accounts.models import CareerStage, Profession
from accounts.tests.factories import UserFactory
from assessments.models import Attempt
from assessments.tests.factories import AssessmentFactory
from certificates.tests.factories import CertificateFactory
from impact import gathering
from impact.models import Step
from impact.tests.scores import DAY, scored
from levels.models import Progress
from levels.tests.factories import (
    EnrolmentFactory,
    LevelEnrolmentFactory,
    LevelFactory,
    ModuleFactory,
    PathwayFactory,
    ResourceFactory,
)
from registrations.models import Attendance, Seat, State
from registrations.tests.factories import (
    ClosingFactory,
    EventFactory,
    RegistrationFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db

LATER = DAY + datetime.timedelta(days=40)


def of(step, *fields):
    """The rows of a step, as tuples of (person, level) or of these fields."""
    with gathering.milestones() as milestones:
        rows = milestones.filter(step=step).order_by("person", "level", "event")
        return list(rows.values_list(*fields or ("person", "level")))


@pytest.fixture
def person(db):
    return UserFactory(country="IN")


@pytest.fixture
def level(db):
    tests = [AssessmentFactory(form="fixed", questions=0) for _test in range(2)]
    return LevelFactory(number=2, pretest=tests[0], posttest=tests[1])


def open_level(level, person, **facts):
    return LevelEnrolmentFactory(enrolment__user=person, level=level, opened_at=DAY, **facts)


# ---- Each step ----


def test_an_account_counts_once_it_has_a_profile(person):
    UserFactory()

    assert of(Step.JOINED, "person", "at") == [(person.pk, person.date_joined)]


def test_who_is_on_two_pathways_is_on_the_pathway_since_the_first(person):
    EnrolmentFactory(user=person, enrolled_at=LATER)
    EnrolmentFactory(user=person, enrolled_at=DAY, pathway=PathwayFactory(slug="another"))

    assert of(Step.ENROLLED, "person", "at") == [(person.pk, DAY)]


def test_a_level_is_open_since_its_day(level, person):
    open_level(level, person)

    assert of(Step.OPENED, "person", "level", "at") == [(person.pk, 2, DAY)]


def test_a_level_is_begun_with_the_first_resource_of_it(level, person):
    module = ModuleFactory(level=level)
    for at in (LATER, DAY):
        resource = ResourceFactory(module=module)
        Progress.objects.create(person=person, resource=resource, opened_at=at, last_at=LATER)

    assert of(Step.STARTED, "person", "level", "at") == [(person.pk, 2, DAY)]


def test_both_tests_count_with_the_attempt_that_counts(level, person):
    scored(level.pretest, person, 3000)
    scored(level.posttest, person, 5000, at=DAY, is_passed=False)
    scored(level.posttest, person, 8000, at=LATER)

    assert of(Step.PRETEST, "person", "level", "value", "at") == [(person.pk, 2, 3000, DAY)]
    assert of(Step.POSTTEST, "value", "passed", "at") == [(8000, True, LATER)]
    assert of(Step.ASSESSED) == []


def test_a_test_that_is_under_way_or_waits_to_be_marked_is_no_score(level, person):
    Attempt.objects.create(assessment=level.pretest, person=person, number=1, pass_mark=0)
    other = UserFactory(country="IN")
    Attempt.objects.create(
        assessment=level.pretest, person=other, number=1, pass_mark=0, state="marking", ended_at=DAY
    )

    assert of(Step.PRETEST) == []


def test_assessed_is_who_has_a_score_in_the_classroom_and_passed_who_passed_all_of_them(level, person):
    module, other = ModuleFactory(level=level), UserFactory(country="IN")
    tests = [AssessmentFactory(form="fixed", questions=0) for _test in range(2)]
    for test in tests:
        ResourceFactory(module=module, kind="assessment", body="", assessment=test)
    ResourceFactory(module=module, kind="assessment", body="", assessment=tests[0])
    scored(tests[0], person, 8000, at=LATER)
    scored(tests[1], person, 2000, is_passed=False)
    scored(tests[0], other, 7000)
    scored(AssessmentFactory(form="fixed", questions=0), other, 100)

    assert of(Step.ASSESSED, "person", "level", "value", "passed", "at") == [
        (person.pk, 2, 8000, False, DAY),
        (other.pk, 2, 7000, True, DAY),
    ]


def test_a_completion_that_was_taken_back_is_none(level, person):
    other = UserFactory(country="IN")
    open_level(level, person, completed_at=LATER, score=9000)
    open_level(level, other, completed_at=LATER, taken_back_at=LATER, taken_back_because="Not the own work.")
    open_level(level, UserFactory(country="IN"))

    assert of(Step.COMPLETED, "person", "level", "value", "at") == [(person.pk, 2, 9000, LATER)]


def certificate(person, at=DAY, **facts):
    return CertificateFactory(holder=person, award__holder=person, issued_at=at, **facts)


def test_certified_is_since_the_first_certificate_that_is_valid(person):
    certificate(person, revoked_at=DAY, revocation_reason="Issued by mistake.")
    certificate(person, at=LATER)
    certificate(UserFactory(country="IN"), revoked_at=DAY, revocation_reason="Issued by mistake.")

    assert of(Step.CERTIFIED, "person", "at") == [(person.pk, LATER)]


def test_of_a_certificate_made_anew_the_new_one_counts(person):
    old = certificate(person)
    certificate(person, at=LATER, award=old.award, edition=2, replaces=old, replacement_reason="The name.")

    assert of(Step.CERTIFIED, "person", "at") == [(person.pk, LATER)]


def test_a_certificate_made_anew_and_then_revoked_leaves_none(person):
    old = certificate(person)
    facts = {"edition": 2, "replaces": old, "replacement_reason": "The name.", "award": old.award}
    certificate(person, at=LATER, revoked_at=LATER, revocation_reason="Issued by mistake.", **facts)

    assert of(Step.CERTIFIED) == []


# ---- Events ----


@pytest.fixture
def event(db):
    event = EventFactory(starts_at=DAY, ends_at=DAY + datetime.timedelta(hours=4), minimum_attendance=75)
    for hours in (0, 2):
        SessionFactory(
            event=event,
            starts_at=DAY + datetime.timedelta(hours=hours),
            ends_at=DAY + datetime.timedelta(hours=hours + 2),
        )
    return event


def there(registration, *minutes):
    sessions = registration.event.sessions.order_by("starts_at")
    for session, number in zip(sessions, minutes, strict=False):
        Attendance.objects.create(session=session, registration=registration, minutes=number)


def placed(event, person, state=State.CONFIRMED, home="PL", **facts):
    return RegistrationFactory(event=event, user=person, state=state, home=home, **facts)


def test_who_asked_twice_for_an_event_asked_once_and_where_it_was_first(event, person):
    placed(event, person, State.CANCELLED, "PL", requested_at=DAY)
    placed(event, person, State.CONFIRMED, "RO", requested_at=LATER)

    assert of(Step.ASKED, "person", "event", "country", "at") == [(person.pk, event.pk, "PL", DAY)]
    assert of(Step.SEATED, "person", "event", "country") == [(person.pk, event.pk, "RO")]


@pytest.mark.parametrize(
    "state", [State.REQUESTED, State.WAITING, State.OFFERED, State.DECLINED, State.EXPIRED]
)
def test_only_a_confirmed_place_is_a_place(event, person, state):
    facts = {"decline_reason": "Full.", "decided_at": LATER} if state == State.DECLINED else {}
    if state == State.OFFERED:
        event.capacity = 1
        event.save()
        facts = {"seat": Seat.objects.create(event=event, number=1), "offer_ends_at": LATER}
    placed(event, person, state, **facts)
    ClosingFactory(event=event)

    assert len(of(Step.ASKED)) == 1
    assert of(Step.SEATED) == of(Step.ATTENDED) == of(Step.MISSED) == []


@pytest.mark.parametrize(("minutes", "reached"), [((120, 60), 1), ((90, 90), 1), ((120, 59), 0), ((180,), 1)])
def test_attended_is_who_was_there_for_the_minimum_of_all_sessions(event, person, minutes, reached):
    there(placed(event, person), *minutes)

    assert of(Step.ATTENDED, "person", "value", "at") == [(person.pk, sum(minutes), event.ends_at)] * reached
    assert of(Step.MISSED) == []


def test_who_was_there_too_short_has_neither_attended_nor_missed(event, person):
    there(placed(event, person), 30)
    ClosingFactory(event=event)

    assert of(Step.ATTENDED) == of(Step.MISSED) == []


def test_nobody_has_missed_an_event_before_it_is_closed(event, person):
    placed(event, person)
    assert of(Step.MISSED) == []

    ClosingFactory(event=event)

    assert of(Step.MISSED, "person", "event", "at") == [(person.pk, event.pk, event.ends_at)]


def test_a_cancelled_event_was_neither_attended_nor_missed(event, person):
    there(placed(event, person), 120, 120)
    placed(event, UserFactory(country="IN"))
    ClosingFactory(event=event)
    event.cancelled_at, event.cancellation_reason = LATER, "A strike."
    event.save()

    assert of(Step.ATTENDED) == of(Step.MISSED) == []


# ---- Who, and as what ----


def test_of_who_works_for_the_portal_nothing_counts(level, event):
    worker = UserFactory(is_staff=True, country="IN")
    open_level(level, worker, completed_at=LATER)
    scored(level.pretest, worker, 3000)
    certificate(worker)
    there(placed(event, worker), 120, 120)

    with gathering.milestones() as milestones:
        assert not milestones.filter(person=worker.pk).exists()


def test_each_step_has_the_country_and_the_profession_of_its_day(level):
    person = UserFactory(
        country="IN", country__profession=Profession.NURSE, country__career_stage=CareerStage.EARLY
    )
    profile = person.profile
    profile.history.update(history_date=DAY - datetime.timedelta(days=1))
    scored(level.pretest, person, 3000, at=DAY)
    profile.country, profile.profession = "FR", Profession.DOCTOR
    profile._history_date = DAY + datetime.timedelta(days=1)
    profile.save()
    scored(level.posttest, person, 6000, at=LATER)

    fields = ("country", "profession", "career_stage")
    assert of(Step.PRETEST, *fields) == [("IN", "nurse", "early")]
    assert of(Step.POSTTEST, *fields) == [("FR", "doctor", "early")]


def test_what_was_said_first_also_counts_for_the_time_before(level, person):
    scored(level.pretest, person, 3000, at=person.date_joined - datetime.timedelta(days=1000))

    assert of(Step.PRETEST, "country") == [("IN",)]


def test_a_change_counts_from_its_very_moment(level, person):
    profile = person.profile
    profile.history.update(history_date=DAY - datetime.timedelta(days=1))
    profile.country, profile._history_date = "FR", DAY
    profile.save()
    scored(level.pretest, person, 3000, at=DAY)

    assert of(Step.PRETEST, "country") == [("FR",)]


def test_a_profile_from_before_there_was_a_history_counts_as_it_is(level, person):
    person.profile.history.all().delete()
    scored(level.pretest, person, 3000)

    assert of(Step.PRETEST, "country", "profession") == [("IN", "doctor")]


def test_who_has_no_profile_counts_with_nothing_stated(level):
    person = UserFactory()
    scored(level.pretest, person, 3000)

    assert of(Step.PRETEST, "country", "profession", "career_stage") == [("", "", "")]
    assert of(Step.JOINED) == []


def test_the_place_at_an_event_is_that_of_its_home_and_not_of_the_profile(event, person):
    there(placed(event, person, home="RO"), 120, 120)

    assert of(Step.ATTENDED, "country", "profession") == [("RO", "doctor")]


def test_the_table_is_gone_afterwards_and_can_be_made_again(person):
    assert of(Step.JOINED) == of(Step.JOINED)
