"""What people earn at an event: by attending, by teaching, and what is taken back when it turns out not to be so."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from certificates import actions as certificates
from certificates.models import Award, Certificate, Kind
from certificates.tasks import issue_due
from evaluations.tests.factories import given, opened
from hubs.models import Ending, Rung
from hubs.tests.factories import AmbassadorFactory
from registrations import actions, certification, tasks, teaching
from registrations.models import Attendance, Event, FacultyRole, Registration, State
from registrations.tests.factories import EventFactory, FacultyFactory, RegistrationFactory, SessionFactory
from registrations.tests.test_race import at_once

pytestmark = pytest.mark.django_db


def ago(days):
    return timezone.localdate() - datetime.timedelta(days=days)


@pytest.fixture
def event(db):
    """Two days ago, three hours; certificates are released and due."""
    start = timezone.now() - datetime.timedelta(days=2)
    now = timezone.now()
    event = EventFactory(starts_at=start, certificates_released_at=now, certificates_due_at=now)
    SessionFactory(event=event)
    return event


def attend(event, user=None, minutes=180):
    row = RegistrationFactory(event=event, user=user or UserFactory())
    Attendance.objects.create(session=event.sessions.get(), registration=row, minutes=minutes)
    return row


def keep_up():
    """What the beat does."""
    tasks.issue_missing_certificates()


def awards():
    return dict(Award.objects.values_list("source", "kind"))


# ---- Teaching --------------------------------------------------------------------------------------------------


def test_nobody_of_the_office_decides_about_the_own_certificate(event, staff):
    row = attend(event, staff)

    with pytest.raises(ValidationError, match="Somebody else"):
        actions.let_staff_learn(registration=row, by=staff, learns=True)

    row.refresh_from_db()
    assert not row.attends_to_learn


def test_who_teaches_gets_a_certificate_with_role_topic_and_minutes(event):
    row = FacultyFactory(
        event=event, user=UserFactory(), role=FacultyRole.SPEAKER, topic="Source control", minutes=45
    )
    keep_up()

    certificate = Certificate.objects.get()
    assert certificate.award.source == f"faculty:{event.pk}:{row.user_id}"
    assert (certificate.kind, certificate.role) == (Kind.FACULTY, "Speaker: Source control")
    assert (certificate.title, certificate.minutes) == (event.title, 45)


def test_who_has_no_account_gets_none(event):
    FacultyFactory(event=event, user=None)
    FacultyFactory(event=event, user=UserFactory(is_active=False))

    assert certification.award_for(event) == 0


def test_who_teaches_twice_gets_one_certificate_with_both(event):
    user = UserFactory()
    FacultyFactory(event=event, user=user, role=FacultyRole.LEAD, minutes=60)
    FacultyFactory(event=event, user=user, role=FacultyRole.ASSESSOR, minutes=None, order=1)

    [teacher] = teaching.of(event)

    assert (teacher.role, teacher.minutes) == ("Course lead; Assessor", 60)


def test_a_long_role_is_cut_to_what_a_certificate_holds_and_time_to_that_of_the_event(event):
    user = UserFactory()
    for order in range(3):
        FacultyFactory(event=event, user=user, topic=f"{order}" * 120, minutes=100, order=order)

    keep_up()

    certificate = Certificate.objects.get()
    assert len(certificate.role) == 120
    assert certificate.minutes == 180


def test_minutes_that_are_not_given_are_not_printed(event):
    FacultyFactory(event=event, user=UserFactory())

    assert teaching.of(event)[0].minutes == 0


def test_rows_of_the_faculty_that_are_written_anew_earn_nothing_twice(event):
    user = UserFactory()
    for _time in range(2):
        event.faculty.all().delete()
        FacultyFactory(event=event, user=user, role=FacultyRole.LEAD)
        keep_up()

    assert Certificate.objects.count() == Award.objects.count() == 1
    assert not Award.objects.offering().exists()
    assert not Award.objects.lapsed().exists()


@pytest.mark.parametrize(
    ("step", "term", "kind"),
    [
        (Rung.AMBASSADOR, {}, Kind.AMBASSADOR),
        (Rung.TRAINER, {}, Kind.AMBASSADOR),
        (Rung.TRAINED, {}, Kind.FACULTY),
        (Rung.AMBASSADOR, {"starts_on": ago(0)}, Kind.FACULTY),
        (
            Rung.AMBASSADOR,
            {
                "starts_on": ago(99),
                "ends_on": ago(9),
            },
            Kind.FACULTY,
        ),
    ],
)
def test_an_ambassador_on_the_day_of_the_event_gets_that_of_an_ambassador(event, step, term, kind):
    ambassador = AmbassadorFactory(step=step, **term)
    FacultyFactory(event=event, user=ambassador.user)

    assert [teacher.kind for teacher in teaching.of(event)] == [kind]


@pytest.mark.parametrize(("days", "kind"), [(0, Kind.AMBASSADOR), (5, Kind.FACULTY)])
def test_a_term_that_was_ended_counts_until_that_day(event, staff, days, kind):
    ambassador = AmbassadorFactory(step=Rung.AMBASSADOR)
    ambassador.ended_at = timezone.now() - datetime.timedelta(days=days)
    ambassador.ending, ambassador.ended_by = Ending.RESIGNED, staff
    ambassador.save()
    FacultyFactory(event=event, user=ambassador.user)

    assert [teacher.kind for teacher in teaching.of(event)] == [kind]


def test_who_becomes_an_ambassador_of_that_day_while_it_is_not_printed_gets_that_kind(event):
    Event.objects.update(certificates_due_at=timezone.now() + datetime.timedelta(days=3))
    teacher = FacultyFactory(event=event, user=UserFactory())
    keep_up()
    AmbassadorFactory(user=teacher.user, step=Rung.AMBASSADOR)

    keep_up()

    assert awards() == {f"faculty:{event.pk}:{teacher.user_id}": Kind.AMBASSADOR}


def test_who_taught_does_not_get_a_participants_certificate_too(event):
    row = attend(event)
    FacultyFactory(event=event, user=row.user)

    keep_up()

    assert [certificate.kind for certificate in Certificate.objects.all()] == [Kind.FACULTY]


def test_who_turns_out_to_have_taught_keeps_what_is_out_until_staff_decide(event):
    row = attend(event)
    keep_up()
    FacultyFactory(event=event, user=row.user)

    keep_up()

    lapsed = Award.objects.lapsed().get()
    assert lapsed.kind == Kind.ATTENDANCE
    assert "on the faculty of the event" in lapsed.lapsed_because
    assert Certificate.objects.valid().count() == 2


def test_off_the_faculty_is_taken_back(event):
    row = FacultyFactory(event=event, user=UserFactory())
    keep_up()
    row.delete()

    keep_up()

    assert (
        Award.objects.lapsed().get().lapsed_because == "This person is no longer on the faculty of the event."
    )


# ---- The office ------------------------------------------------------------------------------------------------


def test_staff_get_no_certificate_by_accident(event, staff):
    attend(event, staff)

    keep_up()

    assert not Award.objects.exists()


def test_staff_who_are_said_to_learn_get_theirs(event, staff, django_capture_on_commit_callbacks):
    director = UserFactory(is_staff=True)
    row = attend(event, director)
    with django_capture_on_commit_callbacks() as callbacks:
        actions.let_staff_learn(registration=row, by=staff, learns=True)

    assert len(callbacks) == 1
    keep_up()
    assert Certificate.objects.get().holder == director
    entry = AuditEntry.objects.get(action="registration.attends_to_learn")
    assert (entry.actor_id, entry.person_id, entry.facts) == (staff.pk, director.pk, {"learns": True})


def test_that_is_taken_back_only_while_nothing_is_out(event, staff):
    row = attend(event, UserFactory(is_staff=True))
    actions.let_staff_learn(registration=row, by=staff, learns=True)
    with pytest.raises(ValidationError, match="so already"):
        actions.let_staff_learn(registration=row, by=staff, learns=True)
    actions.let_staff_learn(registration=row, by=staff, learns=False)
    actions.let_staff_learn(registration=row, by=staff, learns=True)
    keep_up()

    with pytest.raises(ValidationError, match="out already"):
        actions.let_staff_learn(registration=row, by=staff, learns=False)


def test_who_joins_the_office_later_keeps_the_certificate(event):
    row = attend(event)
    keep_up()
    row.user.is_staff = True
    row.user.save()

    keep_up()

    assert not Award.objects.lapsed().exists()


# ---- What is corrected later -----------------------------------------------------------------------------------


def correct(row, minutes, by):
    session = row.event.sessions.get()
    actions.record_attendance(session=session, minutes={row.pk: minutes}, by=by, reason="Looked again")


def test_attendance_that_is_recorded_later_earns_its_certificate(event, staff):
    keep_up()
    row = RegistrationFactory(event=event)
    correct(row, 90, staff)

    keep_up()

    assert Certificate.objects.get().minutes == 90


def test_minutes_that_are_corrected_later_offer_a_replacement(event, staff):
    row = attend(event, minutes=60)
    keep_up()
    correct(row, 120, staff)

    keep_up()

    award = Award.objects.offering().get()
    assert award.facts["minutes"] == 120
    assert Certificate.objects.get().minutes == 60
    replacement = certificates.accept_replacement(certificate=Certificate.objects.get(), by=row.user)
    assert replacement.minutes == 120


def test_minutes_that_are_corrected_before_the_issue_are_printed(event, staff):
    Event.objects.update(certificates_due_at=timezone.now() + datetime.timedelta(days=3))
    row = attend(event, minutes=60)
    keep_up()
    correct(row, 120, staff)
    keep_up()

    actions.issue_remaining(event=event, by=staff)
    issue_due()

    assert Certificate.objects.get().minutes == 120


@pytest.mark.parametrize("is_out", [True, False])
def test_attendance_that_is_corrected_to_nothing_is_taken_back(event, staff, is_out):
    if not is_out:
        Event.objects.update(certificates_due_at=timezone.now() + datetime.timedelta(days=3))
    row = attend(event)
    keep_up()
    correct(row, 0, staff)

    keep_up()
    keep_up()

    assert Award.objects.count() == Award.objects.lapsed().count() == is_out
    if is_out:
        assert "attendance was corrected" in Award.objects.get().lapsed_because


def test_a_minimum_that_is_raised_later_takes_nothing_back(event, staff):
    row = attend(event, minutes=60)
    keep_up()
    Event.objects.update(minimum_attendance=50)
    keep_up()
    assert not Award.objects.lapsed().exists()

    correct(row, 50, staff)
    keep_up()

    assert Award.objects.lapsed().get().holder == row.user


def test_what_is_earned_again_lapses_no_longer(event, staff):
    row = attend(event)
    keep_up()
    correct(row, 0, staff)
    keep_up()
    correct(row, 180, staff)

    keep_up()

    assert not Award.objects.lapsed().exists()
    assert not Award.objects.offering().exists()


def test_a_registration_that_is_cancelled_earns_nothing(event):
    row = attend(event)
    keep_up()
    Registration.objects.update(state=State.CANCELLED)

    keep_up()

    assert Award.objects.lapsed().get().source == certification.source(row)
    assert Award.objects.get().lapsed_because == "The registration was cancelled."


def test_an_erased_account_takes_nothing_back(event):
    row = attend(event)
    keep_up()
    Award.objects.update(holder=None)
    row.user.is_active = False
    row.user.save()

    keep_up()

    assert not Award.objects.lapsed().exists()
    assert Award.objects.count() == 1


def test_attendance_that_can_be_disputed_for_a_year_counts_as_long(event, staff):
    long_ago = timezone.now() - datetime.timedelta(days=300)
    Event.objects.update(
        starts_at=long_ago,
        ends_at=long_ago + datetime.timedelta(hours=3),
        certificates_released_at=long_ago + datetime.timedelta(days=1),
    )
    attend(event)
    assert not Event.objects.with_certificates_to_issue().exists()

    Event.objects.update(dispute_days=365)

    assert Event.objects.with_certificates_to_issue().exists()


def test_an_evaluation_that_is_asked_for_later_takes_nothing_back(event):
    answered, silent = attend(event), attend(event)
    keep_up()
    Event.objects.update(evaluation=opened(), evaluation_required=True)
    event.refresh_from_db()
    late = attend(event)

    keep_up()

    assert not Award.objects.lapsed().exists()
    assert {row.holder for row in Certificate.objects.all()} == {answered.user, silent.user}
    assert list(event.registrations.held_back()) == [late]


def test_an_evaluation_that_is_answered_later_earns_it_at_once(event):
    Event.objects.update(evaluation=opened(), evaluation_required=True)
    event.refresh_from_db()
    row = attend(event)
    keep_up()
    assert not Award.objects.exists()
    actions.answer_evaluation(registration=row, given=given(event.evaluation))

    tasks.issue_event_certificates(event.pk)

    assert Certificate.objects.get().holder == row.user


def test_a_person_without_a_name_waits_until_there_is_one(event):
    row = attend(event, UserFactory(name=""))
    keep_up()
    assert Award.objects.pending().count() == 1

    row.user.name = "Anna Lis"
    row.user.save()
    keep_up()

    assert Certificate.objects.get().holder_name == "Anna Lis"


@pytest.mark.parametrize("people", [1, 3])
def test_where_nothing_is_new_it_asks_the_same_few_queries(event, people, django_assert_num_queries):
    for _number in range(people):
        attend(event)
        FacultyFactory(event=event, user=UserFactory())
    keep_up()
    event = Event.objects.select_related("level__pathway").get()

    with django_assert_num_queries(7):
        assert certification.award_for(event) == 2 * people


# ---- Release ---------------------------------------------------------------------------------------------------


@pytest.fixture
def unreleased(event):
    Event.objects.update(certificates_released_at=None, certificates_due_at=None)
    event.refresh_from_db()
    attend(event)
    return event


def test_released_with_days_to_look_at_the_name_they_wait_so_long(unreleased, staff):
    assert actions.release_certificates(event=unreleased, by=staff, wait_days=3) == 1
    keep_up()

    award = Award.objects.get()
    assert award.issued_at is None
    assert award.due_at - timezone.now() > datetime.timedelta(days=2, hours=23)


def test_staff_issue_the_remaining_now(unreleased, staff):
    actions.release_certificates(event=unreleased, by=staff, wait_days=3)
    keep_up()

    assert actions.issue_remaining(event=unreleased, by=staff) == 1

    issue_due()
    assert Certificate.objects.count() == 1
    entry = AuditEntry.objects.get(action="event.certificates_hastened")
    assert (entry.actor_id, entry.facts) == (staff.pk, {"sooner": 1})
    with pytest.raises(ValidationError, match="waits for a day"):
        actions.issue_remaining(event=unreleased, by=staff)


def test_before_the_release_nothing_is_hastened(unreleased, staff):
    with pytest.raises(ValidationError, match="waits for a day"):
        actions.issue_remaining(event=unreleased, by=staff)


def test_a_second_release_is_told_who_was_faster(unreleased, staff):
    actions.release_certificates(event=unreleased, by=staff)

    with pytest.raises(actions.AlreadyReleased, match="Staff has released these certificates already"):
        actions.release_certificates(event=unreleased, by=UserFactory(is_staff=True), wait_days=9)


def test_a_cancelled_event_releases_nothing(unreleased, staff):
    Event.objects.update(cancelled_at=timezone.now(), cancellation_reason="Flood")

    with pytest.raises(ValidationError, match="cancelled"):
        actions.release_certificates(event=unreleased, by=staff)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_release_at_once_one_is_told():
    event = EventFactory(starts_at=timezone.now() - datetime.timedelta(days=2))
    SessionFactory(event=event)
    for _number in range(3):
        attend(event)
    office = [UserFactory(name=f"Officer {number}", is_staff=True) for number in range(4)]

    answers = at_once(
        [
            lambda by=by, days=days: actions.release_certificates(event=event, by=by, wait_days=days)
            for days, by in enumerate(office)
        ],
        threads=4,
    )

    assert answers.count(3) == 1
    assert sum(isinstance(answer, actions.AlreadyReleased) for answer in answers) == 3
    assert AuditEntry.objects.filter(action="event.certificates_released").count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_event_issue_each_certificate_once():
    now = timezone.now()
    event = EventFactory(
        starts_at=now - datetime.timedelta(days=2), certificates_released_at=now, certificates_due_at=now
    )
    SessionFactory(event=event)
    for _number in range(5):
        attend(event)
        FacultyFactory(event=event, user=UserFactory())

    answers = at_once([lambda: tasks.issue_event_certificates(event.pk)] * 3, threads=3)

    assert answers == [None] * 3
    assert Certificate.objects.count() == Award.objects.count() == 10
