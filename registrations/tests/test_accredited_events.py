"""From an application to credits on certificates that are out: offered, never forced. And what pages say meanwhile."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from accounts.tests.factories import UserFactory
from certificates import actions as certificates
from certificates.actions import accrediting
from certificates.models import Award, Certificate, Credit, Form
from certificates.tests.factories import AccreditationFactory
from registrations import actions, tasks, warnings
from registrations.models import Attendance, Event
from registrations.tests.factories import EventFactory, FacultyFactory, RegistrationFactory, SessionFactory

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime.datetime(2026, 5, 20, 12, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 5, 6)
GRANT = {"number": "LEE-7", "valid_from": DAY, "valid_until": DAY}


@pytest.fixture(autouse=True)
def celery_at_once(settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def event(clock):
    """Held on 6 May from ten to four in Brussels."""
    event = EventFactory(
        title="Live day",
        starts_at=datetime.datetime(2026, 5, 6, 8, tzinfo=datetime.UTC),
        ends_at=datetime.datetime(2026, 5, 6, 14, tzinfo=datetime.UTC),
    )
    SessionFactory(event=event)
    return event


@pytest.fixture
def application(event):
    row = AccreditationFactory(applied=True, title="Live day", valid_from=None, valid_until=None)
    event.accreditations.add(row)
    return row


def attended(event, user, minutes=345):
    registration = RegistrationFactory(event=event, user=user)
    Attendance.objects.create(session=event.sessions.get(), registration=registration, minutes=minutes)
    return registration


def text(response):
    return " ".join(response.content.decode().split())


def test_from_the_application_to_the_replacement(event, application, participant, staff):
    attended(event, participant)
    actions.release_certificates(event=event, by=staff)
    first = Certificate.objects.get()
    assert first.accreditation_note == "An application has been made to Council of EACCME for “Live day”."
    assert not Credit.objects.exists()

    accrediting.grant(accreditation=application, on=DAY, by=staff, **GRANT)

    assert Certificate.objects.count() == 1
    award = Award.objects.get()
    assert award.offered_at
    again = certificates.accept_replacement(certificate=first, by=participant)
    first = Certificate.objects.select_related("replacement").get(pk=first.pk)
    assert first.is_replaced
    assert again.accreditation_note == ""
    credit = again.credits.get()
    assert (credit.amount, credit.minutes, credit.number, credit.earned_on) == (575, 345, "LEE-7", DAY)
    assert "with 5.75 ECMEC®" in credit.statement
    assert Award.objects.get().offered_at is None


def test_teaching_earns_what_its_own_accreditation_says(event, application, participant, staff):
    attended(event, UserFactory(country="PL"))
    event.accreditations.add(AccreditationFactory(form=Form.TEACHING, credits_per_hour=200))
    FacultyFactory(event=event, user=participant, minutes=45)

    actions.release_certificates(event=event, by=staff)

    certificate = Certificate.objects.get(kind="faculty")
    assert [(credit.amount, credit.form) for credit in certificate.credits.all()] == [(150, "teaching")]
    assert certificate.accreditation_note == ""


def test_a_corrected_number_is_offered_and_counts_once(event, application, participant, staff):
    attended(event, participant)
    accrediting.grant(accreditation=application, on=DAY, by=staff, **GRANT)
    actions.release_certificates(event=event, by=staff)
    first = Certificate.objects.get()
    application.refresh_from_db()
    application.number = "LEE-8"

    accrediting.amend(accreditation=application, fields=["number"], by=staff, understood=True)

    assert Award.objects.get().offered_at
    certificates.accept_replacement(certificate=first, by=participant)
    assert [credit.number for credit in Credit.objects.counting()] == ["LEE-8"]
    assert Credit.objects.count() == 2


def test_a_grant_that_is_taken_back_is_offered_too_and_nothing_is_forced(
    event, application, participant, staff
):
    attended(event, participant)
    accrediting.grant(accreditation=application, on=DAY, by=staff, **GRANT)
    actions.release_certificates(event=event, by=staff)

    accrediting.refuse(accreditation=application, on=DAY, by=staff, understood=True)

    assert Certificate.objects.get().credits.count() == 1
    assert Award.objects.get().offered_at


def test_wordings_that_change_offer_nothing(event, application, participant, staff):
    attended(event, participant)
    actions.release_certificates(event=event, by=staff)

    application.accreditor.wording_applied = "Otherwise."
    application.accreditor.save()
    tasks.tell_credits()

    assert Award.objects.get().offered_at is None


def test_the_beat_makes_up_for_what_was_lost(event, application, participant, staff, settings):
    attended(event, participant)
    actions.release_certificates(event=event, by=staff)
    Event.objects.update(certificates_released_at=timezone.now() - datetime.timedelta(days=400))
    application.state, application.number = "granted", "LEE-7"
    application.decided_on = application.valid_from = application.valid_until = DAY
    application.save()
    assert Award.objects.get().offered_at is None

    tasks.tell_credits()

    assert Award.objects.get().offered_at
    assert not Event.objects.with_credits_to_tell().exists()


def test_an_accreditation_that_is_chosen_later_is_told_too(event, participant, staff):
    attended(event, participant)
    actions.release_certificates(event=event, by=staff)
    assert not Event.objects.with_credits_to_tell().exists()

    event.accreditations.add(AccreditationFactory())
    tasks.tell_credits()

    assert Award.objects.get().offered_at


def test_what_changes_while_it_is_told_is_told_again(event, participant, staff):
    attended(event, participant)
    actions.release_certificates(event=event, by=staff)
    event.accreditations.add(AccreditationFactory())
    tasks.tell_credits()

    event.accreditations.clear()

    assert list(Event.objects.with_credits_to_tell()) == [event]


# ---- Pages ------------------------------------------------------------------------------------------------------


def test_the_page_that_is_kept_says_each_state_at_once(client, event, staff):
    page = event.get_absolute_url()
    row = AccreditationFactory(
        state="none", number="", decided_on=None, applied_on=None, title="Live day", professions=["doctor"]
    )
    event.accreditations.add(row)
    for _ in range(2):
        assert "Accreditation" not in text(client.get(page))

    accrediting.apply(accreditation=row, on=DAY, by=staff)
    applied = text(client.get(page))
    assert "An application has been made to Council of EACCME for “Live day”." in applied
    assert "ECMEC" not in applied
    assert "Credits" not in applied

    accrediting.grant(accreditation=row, on=DAY, by=staff, **GRANT)
    granted = text(client.get(page))
    assert "“Live day” is accredited by Council of EACCME (number LEE-7) with 6 ECMEC®." in granted
    assert "Credits are for: Doctor." in granted
    assert "An application" not in granted

    accrediting.refuse(accreditation=row, on=DAY, by=staff)
    assert "EACCME" not in text(client.get(page))


def test_a_corrected_wording_shows_at_once(client, event, application):
    client.get(event.get_absolute_url())

    application.accreditor.wording_applied = "Applied for at {accreditor}."
    application.accreditor.save()

    assert "Applied for at Council of EACCME." in text(client.get(event.get_absolute_url()))


def test_teaching_is_no_business_of_the_public(client, event):
    event.accreditations.add(AccreditationFactory(form=Form.TEACHING))

    assert "Accreditation" not in text(client.get(event.get_absolute_url()))


@pytest.mark.parametrize("rows", [0, 3])
def test_saying_so_costs_no_query(client, event, rows, django_assert_num_queries):
    event.accreditations.add(*[AccreditationFactory() for _ in range(rows)])

    with django_assert_num_queries(2):
        client.get(f"{event.get_absolute_url()}?anew")


# ---- Warnings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"form": Form.E_LEARNING}, "is for e-learning"),
        ({"state": "refused"}, "nothing is said of it"),
        ({"valid_until": DAY - datetime.timedelta(days=1)}, "is not valid on all days"),
    ],
)
def test_staff_are_warned_of_what_credits_nobody(event, facts, said):
    event.accreditations.add(AccreditationFactory(**facts))

    assert [text for text in warnings.of_event(event) if said in text]


def test_staff_are_warned_when_certificates_are_out_before_the_grant(event, application):
    event.certificates_released_at = timezone.now()

    assert [text for text in warnings.of_event(event) if "not granted yet" in text]


def test_all_in_order_gives_no_warning(event):
    event.accreditations.add(AccreditationFactory())

    assert not [text for text in warnings.of_event(event) if "Council" in text or "EACCME" in text]
