"""An account is erased: its certificates stay, can be checked, and lead to nobody."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import erasures, personal_data
from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory
from certificates import actions, holdings, tasks
from certificates.badges import status as badge_status
from certificates.models import Award, Certificate, Kind
from certificates.tests.test_issue import earn, issue
from mailing.models import Message, MessageState

pytestmark = pytest.mark.django_db
NAME = "Łukasz Żółć"


@pytest.fixture
def leaver(db):
    return UserFactory(name=NAME, country="PL", password=PASSWORD)


def test_the_certificate_keeps_the_name_and_the_account_is_gone(leaver):
    certificate = issue(leaver)

    erasures.erase(leaver)

    certificate.refresh_from_db()
    award = certificate.award
    assert (certificate.holder, certificate.holder_name, award.holder) == (None, NAME, None)
    assert User.objects.get(pk=leaver.pk).name == ""
    assert award.source == "attendance:1", "ids only"
    assert NAME not in str(award.facts)


def test_whoever_has_the_number_still_sees_that_it_is_genuine(client, leaver):
    certificate = issue(leaver)

    erasures.erase(leaver)

    page = client.get(reverse("certificates:verified", args=[certificate.number])).content.decode()
    assert NAME in page
    assert "genuine" in page
    assert leaver.email not in page


def test_its_badge_counts_as_before(leaver):
    certificate = issue(leaver)
    before = badge_status.entry(certificate)

    erasures.erase(leaver)

    certificate.refresh_from_db()
    assert badge_status.entry(certificate) == before
    assert badge_status.exists(0)
    assert certificate.is_valid


def test_nobody_but_staff_gets_at_the_file_any_more(as_, staff, stranger, leaver):
    certificate = issue(leaver)
    tasks.render(certificate.pk)
    pdf = reverse("certificates:pdf", args=[certificate.number])

    erasures.erase(leaver)

    assert as_(stranger).get(pdf).status_code == 404
    assert as_(staff).get(pdf).status_code == 200


def test_what_was_not_issued_is_forgotten_and_is_not_noted_again(leaver):
    earn(leaver, due_at=timezone.now() + timedelta(days=3))

    erasures.erase(leaver)

    assert not Award.objects.exists()
    assert earn(User.objects.get(pk=leaver.pk)) is None
    assert not Award.objects.exists()


def test_what_is_true_later_is_offered_to_nobody(leaver):
    issue(leaver, minutes=60)
    erasures.erase(leaver)

    earn(User.objects.get(pk=leaver.pk), minutes=120)

    assert not Award.objects.offering().exists()


def test_mails_that_have_not_left_do_not_leave_any_more(leaver):
    earn(leaver, due_at=timezone.now() + timedelta(days=3))

    erasures.erase(leaver)

    assert not Message.objects.filter(state=MessageState.QUEUED, kind="certificates/coming").exists()


def test_it_can_still_be_revoked_and_nobody_gets_a_mail(staff, leaver):
    certificate = issue(leaver)
    erasures.erase(leaver)

    actions.revoke(certificate=certificate, by=staff, reason="Issued by mistake.")

    assert not Certificate.objects.valid().exists()
    assert not Message.objects.filter(kind="certificates/revoked").exists()


def test_all_of_it_is_said_before(as_, leaver):
    client = as_(leaver)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    page = client.get(reverse("accounts:erasure_request")).content.decode()

    assert "stay valid for good" in page
    assert "Download your PDFs and badges before." in page
    assert "have it issued before, if you want it" in page
    assert (
        "can be checked by its number even when the account is gone"
        in Client().get("/privacy/").content.decode()
    )


def test_a_copy_of_everything_holds_certificates_what_is_coming_and_the_files(leaver):
    issue(leaver, kind=Kind.FACULTY, source="faculty:1:1", role="Speaker")
    earn(leaver, source="level:1:1", due_at=timezone.now() + timedelta(days=3))
    tasks.render(Certificate.objects.get().pk)
    by_model = {holding.model: holding for holding in personal_data.holdings()}

    [certificate] = by_model["certificates.Certificate"].export(leaver)
    awards = list(by_model["certificates.Award"].export(leaver))
    files = [name for name, _file in by_model["certificates.Certificate"].files(leaver)]

    assert certificate["name"] == NAME
    assert {row["source"] for row in awards} == {"faculty:1:1", "level:1:1"}
    assert len(files) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_what_is_issued_at_that_very_moment_leads_to_nobody_either():
    person = UserFactory(name=NAME)
    award = earn(person)
    issued = threading.Event()

    def issue_slowly():
        with transaction.atomic():
            actions.issue_now(award=award)
            issued.set()
            time.sleep(0.5)
        connections.close_all()

    thread = threading.Thread(target=issue_slowly)
    thread.start()
    issued.wait(5)
    with transaction.atomic():
        holdings.erase(person)
        holdings.erase_awards(person)
    thread.join()

    assert Certificate.objects.get().holder is None
    assert Award.objects.get().holder is None
