import threading
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from certificates import actions, tasks
from certificates.actions import issuing
from certificates.models import Award, Certificate, Kind
from certificates.tests.factories import FACTS, CertificateFactory, TemplateFactory
from mailing.models import Message


def earn(holder, source="attendance:1", **changes):
    kind = changes.pop("kind", Kind.ATTENDANCE)
    due_at = changes.pop("due_at", None)
    return actions.award(
        source=source, kind=kind, holder=holder, facts=replace(FACTS, **changes), due_at=due_at
    )


def issue(holder, **changes):
    return actions.issue_now(award=earn(holder, **changes))


def test_earning_twice_gives_one_certificate(participant):
    first = issue(participant)

    again = issue(participant)

    assert again == first
    [entry] = AuditEntry.objects.filter(action="certificate.issued")
    assert entry.facts == {"number": first.number, "source": "attendance:1"}


def test_what_is_due_is_issued_in_batches_until_nothing_is(db, monkeypatch):
    monkeypatch.setattr(issuing, "BATCH", 2)
    for number in range(3):
        earn(UserFactory(), source=f"attendance:{number}")

    assert [actions.issue_batch() for _ in range(3)] == [2, 1, 0]
    assert Certificate.objects.count() == 3


def test_issuing_takes_as_many_statements_for_thirty_as_for_three(db, django_assert_num_queries):
    TemplateFactory()
    counts = []
    for people in (3, 30):
        for number in range(people):
            earn(UserFactory(), source=f"attendance:{people}:{number}")
        with CaptureQueriesContext(connection) as queries:
            actions.issue_batch()
        counts.append(len([query for query in queries if "accounts_auditentry" not in query["sql"]]))

    assert counts[0] == counts[1]


def test_nothing_is_issued_before_it_is_due(participant):
    earn(participant, due_at=timezone.now() + timedelta(days=3))

    assert actions.issue_batch() == 0


def test_who_confirms_the_name_gets_the_certificate_at_once(participant):
    award = earn(participant, due_at=timezone.now() + timedelta(days=3))

    actions.confirm_name(award=award, by=participant)

    assert actions.issue_batch() == 1
    with pytest.raises(ValidationError, match="issued already"):
        actions.confirm_name(award=award, by=participant)


def test_who_has_no_name_waits_for_it(db):
    person = UserFactory(name="")
    earn(person)
    assert actions.issue_batch() == 0

    person.name = "Zofia Zdrój"
    person.save()

    assert actions.issue_batch() == 1


def test_what_is_no_longer_earned_is_forgotten_before_it_is_issued_and_shown_to_staff_after(participant):
    earn(participant, source="attendance:1")
    issue(participant, source="attendance:2")

    actions.withdraw(source="attendance:1", because="Was not there")
    actions.withdraw(source="attendance:2", because="Was not there")

    assert [row.source for row in Award.objects.lapsed()] == ["attendance:2"]
    assert Award.objects.count() == 1


def test_place_programme_and_signatory_may_be_unknown(participant):
    assert issue(participant, place="", programme="", signatory_name="", signatory_post="")


def test_the_pdf_is_made_after_the_commit(participant, django_capture_on_commit_callbacks):
    award = earn(participant)

    with django_capture_on_commit_callbacks() as callbacks:
        actions.issue_now(award=award)
        actions.issue_now(award=award)

    assert len(callbacks) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_four_workers_at_once_issue_each_once():
    for number in range(30):
        earn(UserFactory(), source=f"attendance:{number}")
    barrier = threading.Barrier(4)

    def work():
        barrier.wait()
        while actions.issue_batch():
            pass
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Certificate.objects.count() == 30


def test_more_is_true_later_and_a_replacement_is_offered_never_forced(participant):
    first = issue(participant, minutes=60)

    award = earn(participant, minutes=120)

    assert award.offered_at
    assert Certificate.objects.get() == first
    second = actions.accept_replacement(certificate=first, by=participant)
    assert (second.minutes, second.edition, second.replaces) == (120, 2, first)
    assert second.number != first.number
    assert not Award.objects.offering().exists()
    assert Certificate.objects.valid().get() == second


def test_what_is_as_it_was_is_no_reason_for_a_replacement(participant):
    first = issue(participant)

    earn(participant)

    with pytest.raises(ValidationError, match="nothing new"):
        actions.accept_replacement(certificate=first, by=participant)


@pytest.mark.parametrize(
    "change",
    [{"signatory_name": "Somebody else"}, {"first_day": date(2026, 5, 6), "last_day": date(2026, 5, 6)}],
)
def test_who_would_sign_today_is_no_reason_for_a_replacement(participant, change):
    issue(participant)

    assert earn(participant, **change).offered_at is None


def test_people_correct_their_name_within_the_days_for_that(participant):
    first = issue(participant)
    with pytest.raises(ValidationError, match="says this name already"):
        actions.correct_name(certificate=first, by=participant)
    participant.name = "Łukasz Nowy"
    participant.save()

    second = actions.correct_name(certificate=first, by=participant)

    assert second.holder_name == "Łukasz Nowy"
    with pytest.raises(ValidationError, match=second.number):
        actions.correct_name(certificate=first, by=participant)


def test_after_the_days_for_that_the_name_is_corrected_by_the_office(participant, staff):
    first = issue(participant)
    participant.name = "Łukasz Nowy"
    participant.save()

    with time_machine.travel(timezone.now() + timedelta(days=31)):
        with pytest.raises(ValidationError, match="write to the office"):
            actions.correct_name(certificate=first, by=participant)
        assert actions.replace(certificate=first, by=staff, reason="Married.").holder_name == "Łukasz Nowy"


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_two_who_replace_at_once_one_is_told():
    person = UserFactory()
    first = issue(person)
    told, made = [], []
    barrier = threading.Barrier(2)

    def work():
        barrier.wait()
        try:
            made.append(actions.replace(certificate=first, by=person, reason="Wrong date."))
        except ValidationError as error:
            told.append(error.code)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(made), told) == (1, ["replaced"])


def test_the_mail_that_it_is_ready_is_queued_with_the_pdf(participant):
    certificate = issue(participant)

    tasks.render(certificate.pk)
    tasks.render(certificate.pk)

    message = Message.objects.get()
    assert (message.kind, message.user) == ("certificates/ready", participant)
    rendition = certificate.renditions.get()
    assert rendition.file.name == f"certificates/{certificate.number}-en.pdf"
    assert len(rendition.sha256) == 64


def test_what_was_lost_on_the_way_to_the_broker_is_made_up_for(monkeypatch, db):
    waiting = CertificateFactory()
    done = CertificateFactory()
    tasks.render(done.pk)
    asked = []
    monkeypatch.setattr(tasks.render_some, "delay", asked.extend)

    tasks.render_waiting()

    assert asked == [waiting.pk]


def test_one_that_cannot_be_made_does_not_hold_up_the_others(db, caplog):
    certificate = CertificateFactory()

    tasks.render_some([0, certificate.pk])

    assert certificate.renditions.exists()
    assert "certificate 0 cannot be made" in caplog.text


def test_many_are_made_by_few_tasks(monkeypatch):
    asked = []
    monkeypatch.setattr(tasks.render_some, "delay", asked.append)

    tasks.render_in_batches(list(range(60)))

    assert [len(batch) for batch in asked] == [25, 25, 10]
    assert [pk for batch in asked for pk in batch] == list(range(60))


def test_revoking_says_why_and_tells_the_holder(participant, staff):
    certificate = issue(participant)

    actions.revoke(certificate=certificate, by=staff, reason=" Issued to the wrong person. ")

    certificate.refresh_from_db()
    assert certificate.revocation_reason == "Issued to the wrong person."
    assert Message.objects.get().kind == "certificates/revoked"
    assert AuditEntry.objects.get(action="certificate.revoked").actor_id == staff.pk


@pytest.mark.parametrize("reason", ["", "   "])
def test_revoking_without_a_reason_is_refused(participant, staff, reason):
    certificate = issue(participant)

    with pytest.raises(ValidationError):
        actions.revoke(certificate=certificate, by=staff, reason=reason)


def test_revoking_twice_is_refused(participant, staff):
    certificate = issue(participant)
    actions.revoke(certificate=certificate, by=staff, reason="First.")

    with pytest.raises(ValidationError):
        actions.revoke(certificate=certificate, by=staff, reason="Second.")


def test_a_revoked_one_that_is_earned_after_all_is_issued_anew_by_the_office_alone(participant, staff):
    first = issue(participant)
    actions.revoke(certificate=first, by=staff, reason="The wrong person.")

    with pytest.raises(ValidationError, match="not replaced"):
        actions.replace(certificate=first, by=participant, reason="I was there.")
    second = actions.replace(certificate=first, by=staff, reason="It was the right person.")

    assert Certificate.objects.valid().get() == second


def test_nobody_of_the_office_issues_the_own_revoked_one_anew(staff):
    colleague = UserFactory(is_staff=True)
    first = issue(staff)
    actions.revoke(certificate=first, by=colleague, reason="Was not there.")
    staff.name = "Another name"
    staff.save()

    for deed in (actions.correct_name, partial(actions.replace, reason="I was.")):
        with pytest.raises(ValidationError, match="not replaced"):
            deed(certificate=first, by=staff)

    assert actions.replace(certificate=first, by=colleague, reason="It was a mistake.")


def test_what_is_no_longer_earned_is_not_issued_anew(participant, staff):
    first = issue(participant)
    actions.withdraw(source="attendance:1", because="Was not there")
    actions.revoke(certificate=first, by=staff, reason="Was not there.")

    with pytest.raises(ValidationError, match="not replaced"):
        actions.replace(certificate=first, by=staff, reason="Please.")


PRINTED = {
    "number": "SP-OTHER",
    "edition": 2,
    "score": 1,
    "role": "Other",
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


def test_the_database_refuses_another_holder_and_to_take_revocation_back(db, stranger):
    certificate = CertificateFactory(revoked_at=timezone.now(), revocation_reason="Why")
    changes = (
        {"holder": stranger},
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
        {"edition": 2},
        {"replacement_reason": "Of what?"},
        {"first_day": date(2026, 5, 6)},
        {"first_day": date(2026, 5, 6), "last_day": date(2026, 5, 5)},
    ],
)
def test_the_database_refuses_a_broken_row(db, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(**{"holder_name": "Name"} | broken)
