"""What is no longer earned: staff revoke the certificate, or keep it with a reason."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from certificates import actions
from certificates.models import Award
from certificates.tests.factories import FACTS, CertificateFactory

pytestmark = pytest.mark.django_db


def lapsed():
    certificate = CertificateFactory()
    actions.withdraw(source=certificate.award.source, because="Attendance was corrected.")
    return certificate


def test_what_is_kept_stays_valid_and_is_decided(staff):
    certificate = lapsed()
    assert list(Award.objects.lapsed()) == [certificate.award]

    award = actions.keep(award=certificate.award, by=staff, reason=" Our own mistake. ")

    certificate.refresh_from_db()
    assert (certificate.is_valid, award.kept_because, award.lapsed_because) == (True, "Our own mistake.", "")
    assert not Award.objects.lapsed().exists()
    entry = AuditEntry.objects.about(award).get(action="certificate.kept")
    assert (entry.actor_id, entry.person_id) == (staff.pk, certificate.holder_id)
    assert "mistake" not in str(entry.facts)


def test_what_was_kept_does_not_lapse_again_until_it_is_earned_again(staff):
    certificate = lapsed()
    actions.keep(award=certificate.award, by=staff, reason="Our own mistake.")

    actions.withdraw(source=certificate.award.source, because="Attendance was corrected.")
    assert not Award.objects.lapsed().exists()

    earned = {"source": certificate.award.source, "kind": certificate.kind, "holder": certificate.holder}
    assert actions.award(**earned, facts=FACTS).kept_at is None
    actions.withdraw(source=certificate.award.source, because="Not there at all.")
    assert Award.objects.lapsed().get().lapsed_because == "Not there at all."


def test_telling_the_same_again_leaves_one_line_on_the_trail():
    certificate = lapsed()

    actions.withdraw(source=certificate.award.source, because="Attendance was corrected.")

    assert AuditEntry.objects.about(certificate.award).filter(action="certificate.lapsed").count() == 1


def test_nothing_is_kept_without_a_reason_or_a_need(staff):
    with pytest.raises(ValidationError, match="Say why"):
        actions.keep(award=lapsed().award, by=staff, reason=" ")
    with pytest.raises(ValidationError, match="nothing to decide"):
        actions.keep(award=CertificateFactory().award, by=staff, reason="Just so.")


def test_a_revoked_certificate_leaves_the_list_and_is_not_kept(staff):
    certificate = lapsed()
    actions.revoke(certificate=certificate, by=staff, reason="Attendance was corrected.")

    assert not Award.objects.lapsed().exists()
    with pytest.raises(ValidationError, match="nothing to decide"):
        actions.keep(award=certificate.award, by=staff, reason="Too late.")


def test_the_database_refuses_to_keep_without_a_reason_or_what_has_lapsed():
    for wrong in ({"kept_at": timezone.now()}, {"kept_because": "So."}):
        award = CertificateFactory().award
        with pytest.raises(IntegrityError, match="kept_with_reason"), transaction.atomic():
            Award.objects.filter(pk=award.pk).update(**wrong)
    award = lapsed().award
    with pytest.raises(IntegrityError, match="kept_with_reason"), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(kept_at=timezone.now(), kept_because="So.")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_the_second_is_told(staff):
    certificate = lapsed()
    deeds = [
        lambda: actions.keep(award=certificate.award, by=staff, reason="Our own mistake."),
        lambda: actions.revoke(certificate=certificate, by=staff, reason="Attendance was corrected."),
        lambda: actions.keep(award=certificate.award, by=staff, reason="Me too."),
    ]

    def run(deed):
        try:
            return deed()
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(run, deeds))

    certificate.refresh_from_db()
    kept = [answer for answer in (answers[0], answers[2]) if isinstance(answer, Award)]
    # Who revokes what was just kept knows more than the one who kept it; who keeps what is revoked is told.
    assert len(kept) <= 1
    assert certificate.revoked_at
    assert Award.objects.get(pk=certificate.award_id).kept_at is None or len(kept) == 1
