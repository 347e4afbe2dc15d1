import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from certificates import actions, tasks
from certificates.models import Certificate, Kind
from certificates.tests.factories import CertificateFactory
from mailing.models import Message


def issue(holder, **changes):
    facts = {
        "kind": Kind.ATTENDANCE,
        "source": "attendance:1",
        "holder": holder,
        "holder_name": holder.name,
        "title": "Level 1 live event",
        "programme": "Sepsis pathway",
        "dates": "6 May 2026",
        "place": "Online",
        "minutes": 345,
        "signatory_name": "Gennaro De Pascale",
        "signatory_post": "Rome",
    }
    return actions.issue(**facts | changes)


def test_issuing_twice_gives_the_same_certificate(participant):
    first, created = issue(participant)
    again, created_again = issue(participant, holder_name="Somebody else")

    assert (created, created_again, again) == (True, False, first)
    assert again.holder_name == "Łukasz Żółć"
    [entry] = AuditEntry.objects.filter(action="certificate.issued")
    assert entry.facts == {"number": first.number, "source": "attendance:1"}


def test_issuing_takes_three_statements_and_two_savepoints(participant, django_assert_num_queries):
    with django_assert_num_queries(3 + 2 * 2):
        issue(participant)


def test_a_certificate_without_a_name_is_refused(participant):
    with pytest.raises(ValidationError):
        issue(participant, holder_name="")


def test_place_programme_and_signatory_may_be_unknown(participant):
    _certificate, created = issue(participant, place="", programme="", signatory_name="", signatory_post="")

    assert created


def test_the_pdf_is_made_after_the_commit(participant, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        issue(participant)
        issue(participant)

    assert len(callbacks) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_four_at_once_issue_one():
    holder = UserFactory()
    barrier = threading.Barrier(4)
    made = []

    def work():
        barrier.wait()
        made.append(issue(holder)[1])
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == [False, False, False, True]
    assert Certificate.objects.count() == 1


def test_the_mail_that_it_is_ready_is_queued_with_the_pdf(participant):
    certificate, _ = issue(participant)

    tasks.render(certificate.pk)
    tasks.render(certificate.pk)

    message = Message.objects.get()
    assert (message.kind, message.user) == ("certificates/ready", participant)
    certificate.refresh_from_db()
    assert certificate.pdf.name == f"certificates/{certificate.number}.pdf"
    assert len(certificate.pdf_sha256) == 64


def test_what_was_lost_on_the_way_to_the_broker_is_made_up_for(monkeypatch, db):
    waiting = CertificateFactory()
    done = CertificateFactory()
    tasks.render(done.pk)
    asked = []
    monkeypatch.setattr(tasks.render, "delay", asked.append)

    tasks.render_waiting()

    assert asked == [waiting.pk]


def test_revoking_says_why_and_tells_the_holder(participant, staff):
    certificate, _ = issue(participant)

    actions.revoke(certificate=certificate, by=staff, reason=" Issued to the wrong person. ")

    certificate.refresh_from_db()
    assert certificate.revocation_reason == "Issued to the wrong person."
    assert Message.objects.get().kind == "certificates/revoked"
    assert AuditEntry.objects.get(action="certificate.revoked").actor_id == staff.pk


@pytest.mark.parametrize("reason", ["", "   "])
def test_revoking_without_a_reason_is_refused(participant, staff, reason):
    certificate, _ = issue(participant)

    with pytest.raises(ValidationError):
        actions.revoke(certificate=certificate, by=staff, reason=reason)


def test_revoking_twice_is_refused(participant, staff):
    certificate, _ = issue(participant)
    actions.revoke(certificate=certificate, by=staff, reason="First.")

    with pytest.raises(ValidationError):
        actions.revoke(certificate=certificate, by=staff, reason="Second.")


PRINTED = {
    "number": "SP-OTHER",
    "source": "other",
    "holder_name": "Other",
    "title": "Other",
    "programme": "Other",
    "dates": "Other",
    "place": "Other",
    "minutes": 1,
    "signatory_name": "Other",
    "signatory_post": "Other",
    "issued_at": timezone.now(),
}


@pytest.mark.parametrize("field", PRINTED)
def test_the_database_refuses_to_change_what_is_printed(db, field):
    certificate = CertificateFactory()

    with pytest.raises(IntegrityError, match="neither changed nor deleted"), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**{field: PRINTED[field]})


def test_the_database_refuses_to_delete_a_certificate(db):
    certificate = CertificateFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        certificate.delete()


def test_the_database_refuses_another_holder_another_pdf_and_to_take_revocation_back(db, stranger):
    certificate = CertificateFactory(
        pdf="certificates/a.pdf", pdf_sha256="a", revoked_at=timezone.now(), revocation_reason="Why"
    )
    changes = (
        {"holder": stranger},
        {"pdf": "certificates/b.pdf"},
        {"pdf_sha256": "b"},
        {"revoked_at": None, "revocation_reason": ""},
        {"revocation_reason": "Other"},
    )

    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(**change)


def test_a_certificate_outlives_its_holders_account(db):
    certificate = CertificateFactory()

    certificate.holder.delete()

    certificate.refresh_from_db()
    assert certificate.holder is None


@pytest.mark.parametrize(
    "broken",
    [
        {"number": ""},
        {"holder_name": ""},
        {"kind": "other"},
        {"revocation_reason": "But not when"},
        {"revoked_at": timezone.now()},
    ],
)
def test_the_database_refuses_a_broken_row(db, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(**{"holder_name": "Name"} | broken)
