"""Staff sign off, exempt with a second person, and take a completion back: each with words for the person."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from levels import standing
from levels.actions import completion
from levels.actions.exemptions import AlreadyDecided, ask_for_exemption, decide_exemption
from levels.actions.signing import sign_off
from levels.models import Completion, Evidence, Exemption, LevelEnrolment
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, ResourceFactory, asking
from mailing import rendering
from mailing.models import Message

SIGN_OFF = {"kind": "sign_off", "key": "signed", "title": "Bedside practice"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db):
    return UserFactory(name="Colleague", is_staff=True, is_superuser=True)


@pytest.fixture
def row(participant):
    level = LevelFactory()
    ResourceFactory(module__level=level)
    asking(level, SIGN_OFF, {"kind": "resources", "key": "e-learning", "title": "E-learning"})
    row = LevelEnrolmentFactory(enrolment__user=participant, level=level)
    completion.decide(person=participant)
    row.refresh_from_db()
    return row


def fresh(row):
    return LevelEnrolment.objects.get(pk=row.pk)


def sign(row, staff, holds=True):
    sign_off(level_enrolment=row, key="signed", holds=holds, by=staff)
    return fresh(row)


def exempt(row, staff, colleague, key="e-learning"):
    exemption = ask_for_exemption(level_enrolment=row, key=key, reason="Taught it for years.", by=staff)
    return decide_exemption(exemption=exemption, is_granted=True, by=colleague)


# ---- Signing off ----------------------------------------------------------------------------------------------


def test_a_signature_counts_at_once_and_can_be_taken_back(row, staff):
    assert sign(row, staff).standing["have"] == 1
    assert sign(row, staff, holds=False).standing["have"] == 0
    assert sign(row, staff).standing["have"] == 1
    assert AuditEntry.objects.filter(action="requirement.signed_off", actor_id=staff.pk).count() == 3


def test_who_signs_off_second_is_told_so(row, staff, colleague):
    sign(row, staff)

    with pytest.raises(ValidationError, match="signed off already"):
        sign(row, colleague)
    assert Evidence.objects.filter(kind="signed_off").count() == 1


@pytest.mark.parametrize("key", ["e-learning", "unknown"])
def test_only_what_staff_sign_off_can_be_signed_off(row, staff, key):
    with pytest.raises(ValidationError, match="not signed off by staff"):
        sign_off(level_enrolment=row, key=key, holds=True, by=staff)


# ---- Exemptions -----------------------------------------------------------------------------------------------


def test_an_exemption_counts_once_somebody_else_has_granted_it(row, staff, colleague, participant):
    exemption = ask_for_exemption(level_enrolment=row, key="e-learning", reason="Taught it.", by=staff)
    assert fresh(row).standing["have"] == 0

    decide_exemption(exemption=exemption, is_granted=True, by=colleague)

    line = standing.lines(fresh(row))[1]
    assert line.is_met
    assert line.words.startswith("You are exempt from this since")
    mail = Message.objects.get(kind="levels/exempted")
    rendering.render(mail)
    assert mail.to == participant.email
    assert "“E-learning”" in mail.text
    assert "Taught it." in mail.text


def test_nobody_decides_what_they_have_asked_for_themselves(row, staff):
    exemption = ask_for_exemption(level_enrolment=row, key="e-learning", reason="Taught it.", by=staff)

    with pytest.raises(ValidationError, match="somebody else has to decide"):
        decide_exemption(exemption=exemption, is_granted=True, by=staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.update(is_granted=True, decided_by=staff, decided_at=timezone.now())


def test_a_refused_exemption_changes_nothing_and_can_be_asked_for_again(row, staff, colleague):
    exemption = ask_for_exemption(level_enrolment=row, key="e-learning", reason="Taught it.", by=staff)
    decide_exemption(exemption=exemption, is_granted=False, by=colleague)

    assert fresh(row).standing["have"] == 0
    assert not Message.objects.filter(kind="levels/exempted").exists()
    ask_for_exemption(level_enrolment=row, key="e-learning", reason="Here is the proof.", by=staff)


def test_the_same_exemption_is_asked_for_once(row, staff, colleague):
    ask_for_exemption(level_enrolment=row, key="e-learning", reason="Taught it.", by=staff)

    with pytest.raises(ValidationError, match="already"):
        ask_for_exemption(level_enrolment=row, key="e-learning", reason="Me too.", by=colleague)


@pytest.mark.parametrize(
    ("key", "reason", "words"),
    [("unknown", "Because.", "does not ask this"), ("e-learning", "  ", "blank")],
)
def test_an_exemption_needs_a_requirement_and_a_reason(row, staff, key, reason, words):
    with pytest.raises(ValidationError, match=words):
        ask_for_exemption(level_enrolment=row, key=key, reason=reason, by=staff)


def test_who_has_met_it_needs_no_exemption(row, staff):
    row = sign(row, staff)

    with pytest.raises(ValidationError, match="met this already"):
        ask_for_exemption(level_enrolment=row, key="signed", reason="Because.", by=staff)


def test_an_exemption_may_be_the_last_piece(row, staff, colleague):
    sign(row, staff)
    exempt(row, staff, colleague)

    assert fresh(row).completed_at
    assert Completion.objects.get().grounds["groups"][0]["lines"][1]["exempt"] is True


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_decide_once(participant, staff):
    level = LevelFactory()
    asking(level, SIGN_OFF)
    row = LevelEnrolmentFactory(enrolment__user=participant, level=level)
    completion.decide(person=participant)
    exemption = ask_for_exemption(level_enrolment=row, key="signed", reason="Because.", by=staff)
    deciding = [UserFactory(is_staff=True) for _ in range(4)]

    def decide(number):
        try:
            decide_exemption(exemption=exemption, is_granted=number % 2 == 0, by=deciding[number])
        except AlreadyDecided:
            return 0
        else:
            return 1
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(decide, range(4))) == 1


# ---- Taking a completion back ---------------------------------------------------------------------------------


@pytest.fixture
def undone(row, staff, colleague):
    """Completed, and then the signature was taken back."""
    sign(row, staff)
    exempt(row, staff, colleague)
    return sign(row, staff, holds=False)


def test_staff_find_completions_that_are_no_longer_met(undone):
    assert list(LevelEnrolment.objects.no_longer_met()) == [undone]


def test_a_completion_is_taken_back_with_a_reason_that_the_person_reads(undone, staff, participant):
    completion.take_back(level_enrolment=undone, reason="The signature was a mistake.", by=staff)

    row = fresh(undone)
    assert row.completed_at is None
    assert standing.taken_back(row).endswith("The signature was a mistake.")
    entry = AuditEntry.objects.get(action="level.taken_back")
    assert entry.facts["completion"][0]["grounds"]["have"] == 2
    mail = Message.objects.get(kind="levels/taken_back")
    rendering.render(mail)
    assert "The signature was a mistake." in mail.text
    assert completion.reconcile(check=True).differing == []


def test_what_is_met_again_completes_again_and_is_told_again(undone, staff):
    completion.take_back(level_enrolment=undone, reason="The signature was a mistake.", by=staff)
    sign(undone, staff)

    row = fresh(undone)
    assert row.completed_at
    assert (row.taken_back_at, standing.taken_back(row)) == (None, "")
    assert Completion.objects.count() == 1
    assert Message.objects.filter(kind="levels/completed").count() == 2


def test_nothing_is_taken_back_while_the_evidence_holds(row, staff, colleague):
    sign(row, staff)
    exempt(row, staff, colleague)

    with pytest.raises(ValidationError, match="still meets everything"):
        completion.take_back(level_enrolment=row, reason="I do not like it.", by=staff)
    assert fresh(row).completed_at


def test_nothing_is_taken_back_without_a_reason(undone, staff):
    with pytest.raises(ValidationError, match="Say why"):
        completion.take_back(level_enrolment=undone, reason=" ", by=staff)
    assert fresh(undone).completed_at


def test_what_is_not_completed_cannot_be_taken_back(row, staff):
    with pytest.raises(ValidationError, match="not completed"):
        completion.take_back(level_enrolment=row, reason="Because.", by=staff)


def test_the_database_refuses_a_completion_taken_back_without_a_reason(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        LevelEnrolment.objects.update(taken_back_at=timezone.now() - timedelta(days=1))
