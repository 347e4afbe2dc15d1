"""A completed level earns a certificate by itself, once; staff earn none by accident."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from certificates import actions as certificates
from certificates.facts import Facts
from certificates.models import Award, Certificate, Kind, Policy
from levels import tasks
from levels.actions import completion
from levels.actions.certifying import award_for, certify
from levels.models import Completion, Level, LevelEnrolment, Pathway
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, asking
from levels.tests.test_completion import SIGN_OFF, evidence, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def level():
    level = LevelFactory(signatory_name="Prof. Director", signatory_post="Director of Level 1, Rome")
    asking(level, SIGN_OFF)
    return level


def complete(person, level, **opened):
    """The person has done what the level asks; the portal decides."""
    row = LevelEnrolment.objects.filter(enrolment__user=person, level=level).first()
    if row is None:
        enrolment = person.enrolments.first()
        named = {"enrolment": enrolment} if enrolment else {"enrolment__user": person}
        row = LevelEnrolmentFactory(level=level, **named, **opened)
    sign(person, level)
    completion.decide(person=person)
    row.refresh_from_db()
    return row


def taken_back(row, by):
    sign(row.enrolment.user, row.level, holds=False)
    completion.decide(person=row.enrolment.user)
    return completion.take_back(level_enrolment=row, reason="Signed for somebody else.", by=by)


def facts_of(kind):
    return Facts.from_json(Award.objects.get(kind=kind).facts)


def test_completing_a_level_earns_its_certificate_which_waits_for_a_look_at_the_name(participant, level):
    LevelFactory(number=2, pathway=level.pathway)
    with translation.override("pl"), time_machine.travel("2026-11-21 09:00Z"):
        complete(participant, level, opened_at=timezone.now() - timedelta(days=199))

    award = Award.objects.get()
    assert (award.source, award.kind) == (f"level:{level.pk}:{participant.pk}", Kind.LEVEL)
    assert award.due_at.date() == date(2026, 11, 24)
    facts = facts_of(Kind.LEVEL)
    assert facts.title == "Level 1: Foundations in Sepsis and Severe Infections"
    assert facts.programme == level.pathway.title
    assert facts.dates == "6 May 2026 – 21 November 2026"
    assert (facts.first_day, facts.last_day) == (date(2026, 5, 6), date(2026, 11, 21))
    assert (facts.signatory_name, facts.signatory_post) == ("Prof. Director", "Director of Level 1, Rome")
    assert facts.address == level.get_absolute_url()
    assert facts.minutes == 0


def test_the_score_of_the_completion_is_printed(participant, level):
    from assessments.models import Assessment

    LevelFactory(number=2, pathway=level.pathway)
    test = Assessment.objects.create(slug="a", title="A")
    level.score_shares.create(assessment=test, weight=1)
    evidence(participant, "scored", assessment=test, data={"score": 8200, "passed": True, "attempt": 1})

    complete(participant, level)

    assert facts_of(Kind.LEVEL).score == 8200


def test_the_pathway_signs_where_the_level_names_nobody(participant, level):
    Pathway.objects.update(signatory_name="The President", signatory_post="ESICM")
    Level.objects.update(signatory_name="", signatory_post="Of nobody")
    LevelFactory(number=2, pathway=level.pathway)

    complete(participant, level)

    facts = facts_of(Kind.LEVEL)
    assert (facts.signatory_name, facts.signatory_post) == ("The President", "ESICM")


def test_a_clock_that_was_set_back_ends_no_level_before_it_began(participant, level):
    complete(participant, level, opened_at=timezone.now() + timedelta(days=2))

    assert facts_of(Kind.LEVEL).dates == facts_of(Kind.PATHWAY).dates
    assert facts_of(Kind.LEVEL).first_day == timezone.localdate()


def test_the_last_level_earns_the_pathway(participant, level):
    second = LevelFactory(number=2, pathway=level.pathway)
    asking(second, SIGN_OFF)
    with time_machine.travel("2026-05-06 09:00Z"):
        complete(participant, level)
    assert not Award.objects.filter(kind=Kind.PATHWAY).exists()

    with time_machine.travel("2026-11-21 09:00Z"):
        complete(participant, second)

    award = Award.objects.get(kind=Kind.PATHWAY)
    assert award.source == f"pathway:{level.pathway_id}:{participant.pk}"
    facts = facts_of(Kind.PATHWAY)
    assert (facts.title, facts.programme) == (level.pathway.title, "")
    assert facts.dates == "6 May 2026 – 21 November 2026"


def test_who_completes_two_levels_of_three_has_not_earned_the_pathway(participant, level):
    second = LevelFactory(number=2, pathway=level.pathway)
    LevelFactory(number=3, pathway=level.pathway)
    asking(second, SIGN_OFF)

    complete(participant, level)
    complete(participant, second)

    assert {award.kind for award in Award.objects.all()} == {Kind.LEVEL}


def test_neither_the_night_nor_anybody_else_issues_anything_twice(participant, level):
    row = complete(participant, level)
    while certificates.issue_batch(now=timezone.now() + timedelta(days=4)):
        pass

    tasks.reconcile_completion()
    completion.decide(person=participant)
    award_for(level)
    tasks.compare_with_evidence()

    assert Certificate.objects.count() == Award.objects.count() == 2
    assert not Award.objects.offering().exists()
    assert Completion.objects.get(level_enrolment=row).by_staff is False


def test_the_night_gives_what_was_forgotten_and_a_mere_look_gives_nothing(participant, level):
    complete(participant, level)
    Award.objects.all().delete()

    completion.reconcile(check=True)
    assert not Award.objects.exists()

    tasks.reconcile_completion()
    assert Award.objects.count() == 2


def test_what_the_level_says_before_the_certificate_is_issued_is_printed(participant, level):
    complete(participant, level)
    Level.objects.update(signatory_name="Another director")

    award_for(level)

    assert facts_of(Kind.LEVEL).signatory_name == "Another director"


def test_what_the_level_says_afterwards_is_offered_and_never_forced(participant, level):
    complete(participant, level)
    first = certificates.issue_now(award=Award.objects.get(kind=Kind.LEVEL))
    Level.objects.update(title="Foundations, corrected")

    award_for(level)

    assert Award.objects.offering().get().kind == Kind.LEVEL
    assert Certificate.objects.get() == first


# ---- Taken back ------------------------------------------------------------------------------------------------


def test_what_is_taken_back_before_it_is_issued_is_forgotten(participant, level, staff):
    taken_back(complete(participant, level), by=staff)

    assert not Award.objects.exists()
    tasks.reconcile_completion()
    assert not Award.objects.exists()


def test_what_is_taken_back_afterwards_is_shown_to_staff_with_the_reason(participant, level, staff):
    row = complete(participant, level)
    for award in Award.objects.all():
        certificates.issue_now(award=award)

    taken_back(row, by=staff)
    tasks.reconcile_completion()

    assert {award.kind for award in Award.objects.lapsed()} == {Kind.LEVEL, Kind.PATHWAY}
    assert Award.objects.first().lapsed_because == "Signed for somebody else."
    assert Certificate.objects.valid().count() == 2


def test_a_reason_of_any_length_is_kept_as_far_as_there_is_room(participant, level, staff):
    row = complete(participant, level)
    certificates.issue_now(award=Award.objects.get(kind=Kind.LEVEL))
    sign(participant, level, holds=False)
    completion.decide(person=participant)

    completion.take_back(level_enrolment=row, reason="ż" * 500, by=staff)

    assert Award.objects.lapsed().get().lapsed_because == "ż" * 300


def test_what_is_completed_anew_is_earned_anew(participant, level, staff):
    row = complete(participant, level)
    certificates.issue_now(award=Award.objects.get(kind=Kind.LEVEL))
    taken_back(row, by=staff)

    with time_machine.travel(timezone.now() + timedelta(days=9)):
        complete(participant, level)

    award = Award.objects.get(kind=Kind.LEVEL)
    assert award.lapsed_at is None
    assert award.offered_at, "the dates are others now"
    assert Award.objects.filter(kind=Kind.PATHWAY, issued_at=None).count() == 1


# ---- Staff -----------------------------------------------------------------------------------------------------


def test_staff_who_click_through_a_level_earn_nothing(staff, level):
    row = complete(staff, level)
    tasks.reconcile_completion()
    award_for(level)

    assert row.completed_at
    assert not Award.objects.exists()


def test_not_even_after_they_left_the_office(staff, level):
    complete(staff, level)
    staff.is_staff = staff.is_superuser = False
    staff.save()

    tasks.reconcile_completion()

    assert not Award.objects.exists()


def test_who_joins_the_office_later_keeps_what_was_earned(participant, level):
    complete(participant, level)
    participant.is_staff = True
    participant.save()

    tasks.reconcile_completion()

    assert Award.objects.count() == 2


def test_somebody_else_of_the_staff_may_decide_that_it_was_earned(staff, level):
    row = complete(staff, level)
    colleague = UserFactory(is_staff=True)
    with pytest.raises(ValidationError, match="Somebody else has to decide"):
        certify(level_enrolment=row, by=staff)

    certify(level_enrolment=row, by=colleague)

    assert {award.kind for award in Award.objects.all()} == {Kind.LEVEL, Kind.PATHWAY}
    entry = AuditEntry.objects.get(action="level.certified")
    assert (entry.actor_id, entry.person_id) == (colleague.pk, staff.pk)
    with pytest.raises(ValidationError, match="Somebody has decided so already"):
        certify(level_enrolment=row, by=colleague)
    tasks.reconcile_completion()
    assert Award.objects.count() == 2


def test_a_decision_is_about_one_completion_and_not_about_the_next(staff, level):
    row = complete(staff, level)
    colleague = UserFactory(is_staff=True)
    certify(level_enrolment=row, by=colleague)
    taken_back(row, by=colleague)

    complete(staff, level)

    assert not Award.objects.filter(lapsed_at=None).exists()


def test_nothing_is_decided_where_nothing_was_completed_or_it_comes_by_itself(participant, staff, level):
    row = LevelEnrolmentFactory(enrolment__user=staff, level=level)
    with pytest.raises(ValidationError, match="not completed"):
        certify(level_enrolment=row, by=participant)

    with pytest.raises(ValidationError, match="comes by itself"):
        certify(level_enrolment=complete(participant, level), by=staff)


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_two_who_decide_at_once_one_is_told():
    level = LevelFactory()
    asking(level, SIGN_OFF)
    row = complete(UserFactory(is_staff=True), level)
    colleagues = [UserFactory(is_staff=True), UserFactory(is_staff=True)]
    told, barrier = [], threading.Barrier(2)

    def decide(by):
        barrier.wait()
        try:
            certify(level_enrolment=row, by=by)
        except ValidationError as error:
            told.append(error.code)
        connections.close_all()

    threads = [threading.Thread(target=decide, args=[by]) for by in colleagues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told == ["already"]
    assert AuditEntry.objects.filter(action="level.certified").count() == 1


def test_the_page_of_the_level_offers_the_decision_to_others_of_the_staff(as_, staff, level):
    tester = UserFactory(is_staff=True, is_superuser=True)
    row = complete(tester, level)
    page = reverse("admin:levels_levelenrolment_change", args=[row.pk])
    deed = reverse("admin:levels_levelenrolment_deed", args=[row.pk, "certify"])
    assert f'action="{deed}"' not in as_(tester).get(page).content.decode()

    client = as_(staff)
    assert f'action="{deed}"' in client.get(page).content.decode()
    client.post(deed)

    assert Award.objects.filter(holder=tester).count() == 2
    assert f'action="{deed}"' not in client.get(page).content.decode()


def test_the_page_of_a_participant_offers_no_such_thing(as_, staff, participant, level):
    row = complete(participant, level)

    page = as_(staff).get(reverse("admin:levels_levelenrolment_change", args=[row.pk])).content.decode()

    assert "certify" not in page


def test_staff_tell_the_certificates_of_a_level_anew_in_the_admin(as_, staff, participant, level):
    complete(participant, level)
    Level.objects.update(signatory_name="Another director")
    data = {"action": "tell_certificates", "_selected_action": [level.pk]}

    page = as_(staff).post(reverse("admin:levels_level_changelist"), data, follow=True).content.decode()

    assert "Nobody gets a mail by this." in page
    assert facts_of(Kind.LEVEL).signatory_name == "Another director"


# ---- Many at once ----------------------------------------------------------------------------------------------


def test_three_people_take_as_many_statements_as_one(level):
    counts = []
    for people in (1, 3):
        Award.objects.all().delete()
        rows = [LevelEnrolmentFactory(level=level) for _ in range(people)]
        for row in rows:
            sign(row.enrolment.user, level)
        with CaptureQueriesContext(connection) as queries:
            completion.decide_all(people=[row.enrolment.user_id for row in rows])
        counts.append(len([query for query in queries if "accounts_auditentry" not in query["sql"]]))

    assert Award.objects.filter(kind=Kind.LEVEL).count() == 3
    assert counts[0] == counts[1]


def test_the_days_to_look_at_the_name_are_a_setting(participant, level):
    Policy.objects.create(pk=1, preview_days=0)

    complete(participant, level)

    assert certificates.issue_batch() == 2
