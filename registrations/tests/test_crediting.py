"""What being at an event, and teaching there, earns in credits."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Profession
from certificates.facts import CreditLine, Uncredited
from certificates.models import Form
from certificates.tests.factories import AccreditationFactory, AccreditorFactory
from levels.models import Progress
from levels.tests.factories import ResourceFactory
from registrations import crediting
from registrations.models import Attendance, Method, Stay
from registrations.tests.factories import EventFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 5, 6)


def at(hour, minute=0, day=DAY):
    """On the clock of Brussels, in summer."""
    moment = datetime.datetime.combine(day, datetime.time(hour, minute), datetime.UTC)
    return moment - datetime.timedelta(hours=2)


@pytest.fixture
def event():
    """From ten to four in Brussels: three hours before noon, three after."""
    event = EventFactory(starts_at=at(10), ends_at=at(16))
    SessionFactory(event=event)
    return event


def accredited(event, **facts):
    row = AccreditationFactory(**facts)
    event.accreditations.add(row)
    return row


def there(event, minutes, profession=Profession.DOCTOR, method=Method.HAND):
    registration = RegistrationFactory(event=event, user__country="PL", user__country__profession=profession)
    for session in event.sessions.all():
        Attendance.objects.create(session=session, registration=registration, minutes=minutes, method=method)
    return registration


def facts_of(registration):
    return crediting.facts_for(registration.event, [registration])[registration.pk]


def amount_of(registration):
    return sum(line.amount for line in facts_of(registration)["credits"])


def test_credits_follow_the_minutes_that_people_were_there(event):
    row = accredited(event)

    registration = there(event, 345)

    line = CreditLine(row.pk, amount=575, minutes=345, earned_on=DAY, number=row.number)
    assert crediting.lines_for(event, [registration]) == {registration.pk: (line,)}


def test_a_session_across_noon_is_shared_out_as_it_was_planned(event):
    accredited(event, most_half_day=250)

    # Half of six hours in each half day: 150 minutes each.
    assert amount_of(there(event, 300)) == 500
    assert amount_of(there(event, 360)) == 500


def test_stays_say_in_which_half_day_somebody_was_there(event):
    accredited(event, most_half_day=250)
    registration = there(event, 180, method=Method.SCAN)
    session = event.sessions.get()
    Stay.objects.create(
        session=session,
        registration=registration,
        came_at=at(10),
        left_at=at(13),
        method=Method.SCAN,
        source="scan:1",
    )

    assert amount_of(registration) == 250
    assert facts_of(registration)["uncredited"] == (
        Uncredited(event.accreditations.get().pk, 30, "half_day"),
    )


def test_what_somebody_set_by_hand_is_not_shared_out_by_stays(event):
    accredited(event, most_half_day=250)
    registration = there(event, 300, method=Method.HAND)
    Stay.objects.create(
        session=event.sessions.get(),
        registration=registration,
        came_at=at(10),
        left_at=at(10, 5),
        method=Method.SCAN,
        source="scan:1",
    )

    assert amount_of(registration) == 500


def test_noon_is_data(event):
    accredited(event, most_half_day=250, half_day_at=datetime.time(11))

    # One hour and five hours: 1 and 2.5.
    assert amount_of(there(event, 360)) == 350


def test_more_minutes_than_the_event_has_earn_no_more(event):
    accredited(event)

    assert amount_of(there(event, 700)) == 600


def test_two_rooms_at_once_are_credited_once(event):
    SessionFactory(event=event, title="Room 2", starts_at=at(10, 1), ends_at=at(16))
    accredited(event)

    assert amount_of(there(event, 359)) == 600


def test_two_days_have_a_most_each():
    event = EventFactory(starts_at=at(9), ends_at=at(18, day=DAY + datetime.timedelta(days=1)))
    for day in (DAY, DAY + datetime.timedelta(days=1)):
        SessionFactory(event=event, title=str(day), starts_at=at(9, day=day), ends_at=at(18, day=day))
    accredited(event, most_day=600)

    [line] = facts_of(there(event, 540))["credits"]

    assert (line.amount, line.minutes, line.earned_on) == (1200, 1080, DAY + datetime.timedelta(days=1))


def test_a_day_outside_the_validity_earns_nothing_and_says_so(event):
    row = accredited(event, valid_from=DAY + datetime.timedelta(days=1))

    assert facts_of(there(event, 60)) == {
        "accreditation_note": "",
        "credits": (),
        "uncredited": (Uncredited(row.pk, 60, "validity"),),
    }


def test_professions_that_are_not_named_earn_nothing(event):
    accredited(event, professions=[Profession.DOCTOR])

    assert amount_of(there(event, 60)) == 100
    assert amount_of(there(event, 60, Profession.NURSE)) == 0


def test_nobody_earns_before_it_is_granted_and_only_the_application_is_mentioned(event):
    accredited(event, applied=True)

    facts = facts_of(there(event, 60))

    assert (facts["credits"], facts["uncredited"]) == ((), ())
    assert (
        facts["accreditation_note"]
        == "An application has been made to Council of EACCME for “Level 1 live event”."
    )


@pytest.mark.parametrize("state", ["none", "refused"])
def test_nothing_at_all_is_said_before_an_application_and_after_a_refusal(event, state):
    accredited(event, state=state)

    assert facts_of(there(event, 60)) == {"accreditation_note": "", "credits": (), "uncredited": ()}


def test_several_accreditors_credit_side_by_side(event):
    accredited(event)
    accredited(event, accreditor=AccreditorFactory(short_name="SRATI", unit="EMC"), credits_per_hour=200)

    assert [line.amount for line in facts_of(there(event, 60))["credits"]] == [100, 200]


def test_a_recording_never_earns_live_credit(event):
    """The person watched it in the classroom from the first to the last second, and was not at the event."""
    accredited(event)
    registration = there(event, 0)
    film = ResourceFactory(video=True, title="Recording of the live event")
    Progress.objects.create(
        person=registration.user,
        resource=film,
        opened_at=timezone.now(),
        last_at=timezone.now(),
        covered=film.length,
        done_at=timezone.now(),
        done_version=1,
    )

    assert facts_of(registration)["credits"] == ()


def test_no_accreditation_of_e_learning_credits_being_there(event):
    accredited(event, form=Form.E_LEARNING)

    assert facts_of(there(event, 60))["credits"] == ()


def test_teaching_is_credited_by_its_own_accreditation(event, participant):
    accredited(event)
    row = accredited(event, form=Form.TEACHING, credits_per_hour=200)
    people = {participant.pk: 45}

    facts = crediting.teaching_facts_for(event, people)

    [line] = facts[participant.pk]["credits"]
    assert (line.accreditation, line.amount, line.minutes) == (row.pk, 150, 45)
    assert crediting.teaching_facts_for(event, {participant.pk: None})[participant.pk]["credits"] == ()


def test_an_event_without_sessions_earns_nothing():
    event = EventFactory()
    accredited(event)

    assert amount_of(there(event, 60)) == 0


def test_who_is_there_to_the_end_earns_the_most(event):
    row = accredited(event, most_half_day=250)

    assert crediting.most_of(event, row, event.sessions.all()) == 500


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_as_little_for_many_as_for_one(event, rows, django_assert_num_queries):
    for _ in range(rows):
        accredited(event)
    registrations = [there(event, 60) for _ in range(rows)]

    with django_assert_num_queries(5):
        facts = crediting.facts_for(event, registrations)

    assert all(len(one["credits"]) == rows for one in facts.values())
