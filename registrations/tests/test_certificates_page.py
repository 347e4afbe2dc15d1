"""The certificates of an event: who gets one, what the others lack, the release, and how far the issuing is."""

import datetime
import io

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.tests.factories import UserFactory
from certificates.actions import revoke
from certificates.document import printing
from certificates.models import Award, Certificate, Policy, SigningKey
from evaluations.tests.factories import opened
from hubs.models import Membership
from hubs.tests.factories import MembershipFactory
from mailing.models import Message
from registrations import actions, tasks
from registrations.models import Event, FacultyRole, Registration, State
from registrations.tests.factories import (
    ClosingFactory,
    EventFactory,
    FacultyFactory,
    RegistrationFactory,
    SessionFactory,
)
from registrations.tests.test_certification import attend

pytestmark = pytest.mark.django_db
URL = "/events/kick-off/certificates/"


@pytest.fixture(autouse=True)
def _files_of_this_test_only(settings, tmp_path):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    storages["default"]


@pytest.fixture
def event(poland):
    """Over since two days, three hours long, closed and approved; two thirds of the time are asked for."""
    start = timezone.now() - datetime.timedelta(days=2)
    event = EventFactory(slug="kick-off", starts_at=start, hub=poland, minimum_attendance=66)
    SessionFactory(event=event)
    ClosingFactory(event=event, approved_by=UserFactory(), approved_at=timezone.now())
    return event


@pytest.fixture
def everybody(event):
    """One of each kind."""
    Event.objects.update(evaluation=opened(), evaluation_required=True)
    event.refresh_from_db()
    people = {
        "unanswered": attend(event, UserFactory(name="Ewa Bez Ankiety")),
        "short": attend(event, UserFactory(name="Zofia Krótka"), minutes=60),
        "absent": RegistrationFactory(event=event, user=UserFactory(name="Nie Było")),
        "taught": attend(event, UserFactory(name="Uczący Adam")),
        "office": attend(event, UserFactory(name="Biuro Anna", is_staff=True)),
    }
    FacultyFactory(event=event, user=people["taught"].user, role=FacultyRole.LEAD, topic="Fluids")
    Event.objects.update(evaluation_required=False)
    people["ready"] = attend(event, UserFactory(name="Łukasz Gotowy"))
    people["nameless"] = attend(event, UserFactory(name="", email="nameless@example.com"))
    return people


def text(response):
    return " ".join(response.content.decode().split())


def released(event, by, **how):
    actions.release_certificates(event=event, by=by, **how)
    tasks.issue_missing_certificates()
    event.refresh_from_db()
    return event


def groups(response):
    return {str(name): number for name, _label, number in response.context["groups"]}


# ---- Before the release ------------------------------------------------------------------------------------------


def test_the_dry_run_says_who_gets_one_and_what_the_others_lack(as_, coordinator, everybody):
    response = as_(coordinator).get(URL)

    assert groups(response) == {"name": 1, "minutes": 1, "staff": 1, "ready": 2, "taught": 1, "absent": 1}
    page = text(response)
    assert "2 people will get a certificate of attendance" in page
    assert "1 person gets one of teaching." in page
    assert "3 people who were there lack something" in page
    assert 'Uczący Adam</span> <span class="quiet">Course lead: Fluids' in page


def test_who_has_not_answered_is_told_apart_where_that_is_asked(as_, coordinator, everybody):
    Event.objects.update(evaluation_required=True)

    response = as_(coordinator).get(URL, {"group": "evaluation"})

    # Without an answer nobody is ready; who has none of the other things is told that first.
    assert groups(response) == {"evaluation": 3, "minutes": 1, "staff": 1, "taught": 1, "absent": 1}
    assert "Ewa Bez Ankiety" in text(response)


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("minutes", ["Zofia Krótka", "has 1 h, needs 1 h 59 min"]),
        ("name", ["nameless@example.com", "accounts have no name"]),
        ("staff", ["Biuro Anna", "by accident"]),
        ("taught", ["Uczący Adam", "not one of attendance"]),
        ("ready", ["Łukasz Gotowy", "3 h"]),
        ("absent", ["Nie Było", "not recorded as having been there"]),
    ],
)
def test_each_group_says_why(as_, coordinator, everybody, group, words):
    page = text(as_(coordinator).get(URL, {"group": group}))

    for word in words:
        assert word in page


def test_the_group_in_which_something_is_to_do_is_shown_first(as_, coordinator, everybody):
    assert as_(coordinator).get(URL).context["group"] == "name"
    assert as_(coordinator).get(URL, {"group": "nonsense"}).context["group"] == "name"


def test_a_name_is_found_in_all_groups_without_accents(as_, coordinator, everybody):
    page = text(as_(coordinator).get(URL, {"q": "krotka"}))

    assert "Zofia Krótka" in page
    assert "Too few minutes" in page
    assert "Nie Było" not in page
    assert "Nobody here is called “Nikt”." in text(as_(coordinator).get(URL, {"q": "Nikt"}))


def test_an_event_without_people_says_so(as_, coordinator, event):
    page = text(as_(coordinator).get(URL))

    assert "Nobody holds a place at this event." in page
    assert "Somebody’s attendance has to be on record." in page
    assert "Nobody is named yet who teaches" in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"signatory_name": ""}, "ask the office to add the name"),
        ({"ends_at": timezone.now() + datetime.timedelta(days=1)}, "The event has to be over"),
        ({"cancelled_at": timezone.now(), "cancellation_reason": "Flood"}, "This event was cancelled."),
    ],
)
def test_what_the_release_still_needs_is_said(as_, coordinator, everybody, fields, words):
    Event.objects.update(**fields)

    page = text(as_(coordinator).get(URL))

    assert words in page
    assert 'name="days"' not in page


def test_at_a_hub_the_release_waits_for_two_people(as_, coordinator, event, everybody):
    event.closing.delete()

    page = text(as_(coordinator).get(URL))

    assert "The hub has to close the event, and then the office approves the certificates." in page
    assert reverse("registrations:manage_event", args=["kick-off"]) in page


# ---- Release -----------------------------------------------------------------------------------------------------


def test_the_days_are_those_of_the_office_unless_said_otherwise(as_, coordinator, everybody):
    Policy.objects.create(pk=1, preview_days=5)
    client = as_(coordinator)
    assert 'value="5"' in text(client.get(URL))

    page = text(client.post(URL, follow=True))

    assert "have time to look at their names first" in page
    event = Event.objects.get()
    assert event.certificates_due_at - event.certificates_released_at == datetime.timedelta(days=5)


def test_without_days_they_are_made_now(as_, coordinator, everybody):
    page = text(as_(coordinator).post(URL, {"days": "0"}, follow=True))

    assert "They are being made now." in page


@pytest.mark.parametrize("days", ["-1", "61", "soon"])
def test_days_that_cannot_be_are_refused_and_nothing_is_released(as_, coordinator, everybody, days):
    response = as_(coordinator).post(URL, {"days": days})

    assert response.status_code == 200
    assert "invalid-feedback" in text(response)
    assert Event.objects.get().certificates_released_at is None


def test_the_second_to_release_is_told(as_, coordinator, staff, event, everybody):
    released(event, staff)

    page = text(as_(coordinator).post(URL, {"days": "0"}, follow=True))

    assert "Staff has released these certificates already" in page


def test_the_preview_prints_this_event_and_says_that_it_is_none(as_, coordinator, everybody):
    client = as_(coordinator)
    address = reverse("registrations:certificate_preview", args=["kick-off"])
    assert address in text(client.get(URL))

    response = client.get(address)
    printed = " ".join(PdfReader(io.BytesIO(response.content)).pages[0].extract_text().split())

    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "no-store")
    for words in (Event.objects.get().title, coordinator.name, "Claire Roger", "PREVIEW"):
        assert words in printed
    assert not Certificate.objects.exists()


# ---- After the release -------------------------------------------------------------------------------------------


def test_while_names_are_looked_at_it_says_until_when(as_, coordinator, staff, event, everybody):
    released(event, staff, wait_days=3)

    page = text(as_(coordinator).get(URL, {"group": "ready"}))

    assert "0 of 4 certificates are made" in page
    assert "People look at their names until" in page
    assert '<dt>May still look at the name</dt><dd class="num">3</dd>' in page
    assert "<dt>Without a name</dt>" in page
    assert "Issue the remaining now" not in page
    assert "issuing.js" not in page
    assert "3 h, issued on" in page


def test_staff_issue_the_remaining_now(as_, staff, event, everybody):
    released(event, staff, wait_days=3)
    client = as_(staff)
    assert "Issue the remaining now" in text(client.get(URL))

    page = text(client.post(f"{URL}now/", follow=True))

    assert "4 certificates that waited are issued now." in page
    assert "waits for a day any more" in text(client.post(f"{URL}now/", follow=True))


def test_a_coordinator_does_not_cut_the_days_short(as_, coordinator, staff, event, everybody):
    released(event, staff, wait_days=3)

    assert as_(coordinator).post(f"{URL}now/").status_code == 404
    assert Award.objects.filter(due_at__gt=timezone.now()).count() == 4


def test_it_looks_again_while_something_is_under_way_and_stops_then(
    as_, coordinator, staff, event, everybody
):
    released(event, staff)
    client = as_(coordinator)
    page = text(client.get(URL))
    assert "0 of 4 certificates are made" in page
    assert 'data-busy="yes"' in page
    assert "issuing.js" in page

    for certificate in Certificate.objects.all():
        printing.make(certificate.pk)
    page = text(client.get(f"{URL}progress/"))
    assert "3 of 4 certificates are made" in page
    assert "3 on their way" in page
    assert "<html" not in page

    Message.objects.update(state="sent", sent_at=timezone.now())
    page = text(client.get(f"{URL}progress/"))
    assert 'data-busy="no"' in page
    assert '<dt>Mailed</dt><dd class="num">3</dd>' in page


def test_a_mail_that_was_refused_is_counted_and_led_to(as_, staff, event, everybody):
    released(event, staff)
    for certificate in Certificate.objects.all():
        printing.make(certificate.pk)
    Message.objects.update(state="failed")

    page = text(as_(staff).get(URL))

    assert "Mail not delivered" in page
    assert reverse("admin:mailing_message_changelist") in page


def test_before_the_release_there_is_no_progress(as_, coordinator, event):
    assert as_(coordinator).get(f"{URL}progress/").status_code == 404


def test_a_lost_key_is_said_to_staff_in_full(as_, staff, coordinator, event, everybody):
    released(event, staff)
    SigningKey.objects.update(retired_at=timezone.now())

    assert "make_keys" in text(as_(staff).get(URL))
    page = text(as_(coordinator).get(URL))
    assert "PDFs cannot be signed, so they wait." in page
    assert "make_keys" not in page


def test_offered_and_lapsed_ones_come_with_a_way_on(as_, staff, event, everybody):
    released(event, staff)
    session = event.sessions.get()
    actions.record_attendance(
        session=session,
        minutes={everybody["ready"].pk: 150, everybody["unanswered"].pk: 0},
        by=staff,
        reason="Looked again",
    )
    tasks.issue_missing_certificates()

    response = as_(staff).get(URL)

    assert groups(response)["lapsed"] == groups(response)["offered"] == 1
    assert "Ewa Bez Ankiety" in text(response)
    page = text(as_(staff).get(URL, {"group": "offered"}))
    assert "Łukasz Gotowy" in page
    assert f"{reverse('admin:certificates_award_changelist')}?q=attendance%3A{everybody['ready'].pk}" in page


def test_one_that_is_cancelled_with_a_certificate_out_is_still_shown(as_, staff, event, everybody):
    released(event, staff)
    Registration.objects.filter(pk=everybody["ready"].pk).update(state=State.CANCELLED)
    tasks.issue_missing_certificates()

    assert "Łukasz Gotowy" in text(as_(staff).get(URL, {"group": "lapsed"}))
    certificate = Certificate.objects.get(holder=everybody["ready"].user)
    revoke(certificate=certificate, by=staff, reason="Never came")
    assert "lapsed" not in groups(as_(staff).get(URL))


# ---- The office as participants ----------------------------------------------------------------------------------


def test_staff_say_that_somebody_of_the_office_took_part_to_learn(as_, staff, everybody):
    url = reverse("registrations:let_staff_learn", args=[everybody["office"].pk])
    client = as_(staff)
    assert url in text(client.get(URL, {"group": "staff"}))

    assert "Biuro Anna gets a certificate now." in text(client.post(url, {"learns": "yes"}, follow=True))
    assert groups(client.get(URL))["ready"] == 3
    assert "so already" in text(client.post(url, {"learns": "yes"}, follow=True))
    assert "gets no certificate now" in text(client.post(url, {"learns": "no"}, follow=True))
    assert groups(client.get(URL))["staff"] == 1


def test_a_coordinator_does_not_decide_that(as_, coordinator, everybody):
    url = reverse("registrations:let_staff_learn", args=[everybody["office"].pk])
    client = as_(coordinator)

    assert url not in text(client.get(URL, {"group": "staff"}))
    assert client.post(url, {"learns": "yes"}).status_code == 404
    assert not Registration.objects.filter(attends_to_learn=True).exists()


# ---- Who may look ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["participant", "stranger", "romanian_coordinator"])
@pytest.mark.parametrize("path", ["", "progress/", "preview.pdf"])
def test_others_have_no_such_page(as_, request, event, staff, everybody, who, path):
    released(event, staff)
    client = as_(request.getfixturevalue(who))

    assert client.get(URL + path).status_code == 404
    assert client.post(URL, {"days": "0"}).status_code == 404
    assert client.post(f"{URL}now/").status_code == 404


def test_a_term_that_has_ended_ends_it(as_, coordinator, everybody):
    Membership.objects.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))

    assert as_(coordinator).get(URL).status_code == 404
    assert as_(coordinator).post(URL, {"days": "0"}).status_code == 404


def test_another_hub_of_the_same_person_changes_nothing(as_, romania, everybody):
    person = MembershipFactory(hub=romania).user

    assert as_(person).get(URL).status_code == 404


def test_a_visitor_is_asked_to_log_in(client, everybody):
    assert client.get(URL).status_code == client.post(URL).status_code == 302


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize("is_released", [True, False])
def test_the_same_queries_for_any_number_of_people(
    as_, coordinator, staff, event, people, is_released, django_assert_num_queries
):
    for _number in range(people):
        attend(event)
        attend(event, UserFactory(name=""))
        FacultyFactory(event=event, user=UserFactory())
    if is_released:
        released(event, staff)
    client = as_(coordinator)
    client.get(URL, {"group": "ready"})

    with django_assert_num_queries(12 if is_released else 10):
        assert client.get(URL, {"group": "issued"}).status_code == 200
