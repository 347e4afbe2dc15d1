"""Levels are completed by evidence, at once, once, and as the rules say that the person started under."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from assessments.models import Assessment
from evaluations.models import Participation
from evaluations.tests.factories import opened
from levels import tasks
from levels.actions import completion, enrolments
from levels.actions.evidence import record
from levels.models import Activity, Completion, Evidence, LevelEnrolment, Progress
from levels.standing import headings, in_short, lines
from levels.tests.factories import LevelEnrolmentFactory, LevelFactory, ModuleFactory, ResourceFactory, asking
from mailing import rendering
from mailing.models import Message

pytestmark = pytest.mark.django_db

SIGN_OFF = {"kind": "sign_off", "key": "signed", "title": "Bedside practice"}


@pytest.fixture
def level():
    return LevelFactory()


@pytest.fixture
def row(level, participant):
    return LevelEnrolmentFactory(enrolment__user=participant, level=level)


def done(person, resource, at=None):
    at = at or timezone.now()
    Progress.objects.create(
        person=person, resource=resource, opened_at=at, last_at=at, done_at=at, done_version=1
    )


def evidence(person, kind, at=None, **subject):
    """Comes in behind the portal's back: nothing is decided about it yet."""
    return Evidence.objects.create(person=person, kind=kind, happened_at=at or timezone.now(), **subject)


def sign(person, level, *, holds=True, key="signed", at=None):
    return evidence(person, "signed_off", at, level=level, data={"requirement": key, "holds": holds})


def decided(row):
    completion.decide(person=row.enrolment.user)
    row.refresh_from_db()
    return row


def test_the_last_piece_of_evidence_completes_the_level_and_says_on_which_grounds(row, level, participant):
    first, second = ResourceFactory(module__level=level), ResourceFactory(module__level=level)
    survey = opened()
    test = Assessment.objects.create(slug="test", title="Level 1 assessment", is_published=True)
    live = Activity.objects.create(level=level, kind="live", title="Live day")
    asking(
        level,
        {"kind": "resources"},
        {"kind": "assessment", "assessment": test},
        {"kind": "attendance", "activity": live},
        {"kind": "evaluation", "survey": survey},
        SIGN_OFF,
    )
    done(participant, first)
    done(participant, second)
    evidence(participant, "scored", assessment=test, data={"score": 8200, "passed": True, "attempt": 1})
    data = {"occasion": "level-1-live", "title": "Live day", "share": 7600}
    evidence(participant, "attended", activity=live, data=data)
    Participation.objects.create(survey=survey, person=participant)
    assert decided(row).completed_at is None
    assert (row.standing["have"], row.standing["of"]) == (4, 5)

    sign(participant, level)
    assert decided(row).completed_at

    kept = Completion.objects.get(level_enrolment=row)
    assert kept.requirements.number == 1
    assert [line["at"] is not None for group in kept.grounds["groups"] for line in group["lines"]] == [
        True
    ] * 5
    assert Evidence.objects.filter(person=participant, kind="completed", level=level).count() == 1
    assert AuditEntry.objects.get(action="level.completed").person_id == participant.pk


def test_a_completed_level_is_completed_once_and_told_once(row, level, participant):
    asking(level, SIGN_OFF)
    sign(participant, level)

    decided(row)
    decided(row)
    tasks.reconcile_completion()

    assert Completion.objects.count() == 1
    mail = Message.objects.get(kind="levels/completed")
    rendering.render(mail)
    assert "Level 1" in mail.subject
    assert mail.to == participant.email


def test_a_completion_stays_when_its_grounds_are_taken_back(row, level, participant):
    asking(level, SIGN_OFF)
    sign(participant, level, at=timezone.now() - datetime.timedelta(days=2))
    decided(row)

    sign(participant, level, holds=False)
    decided(row)

    assert row.completed_at
    assert row.standing["is_met"] is False


def test_a_completion_is_never_rewritten(row, level, participant):
    asking(level, SIGN_OFF)
    sign(participant, level)
    decided(row)

    with pytest.raises(IntegrityError), transaction.atomic():
        Completion.objects.update(score=10000)


def test_only_what_is_published_and_mandatory_has_to_be_done(row, level, participant):
    module = ModuleFactory(level=level)
    needed = ResourceFactory(module=module)
    ResourceFactory(module=module, is_mandatory=False)
    ResourceFactory(module=module, publish_on=None)
    ResourceFactory(module=module, publish_on=timezone.localdate() + datetime.timedelta(days=1))
    ResourceFactory(module=ModuleFactory(level=level, publish_on=None))
    ResourceFactory(module=ModuleFactory(level=LevelFactory(number=2)))
    asking(level, {"kind": "resources"})
    done(participant, needed)

    assert decided(row).completed_at


def test_a_requirement_may_name_one_module(row, level, participant):
    own, other = ModuleFactory(level=level), ModuleFactory(level=level)
    needed = ResourceFactory(module=own)
    ResourceFactory(module=other)
    asking(level, {"kind": "resources", "module": own})
    done(participant, needed)

    assert decided(row).completed_at


def test_an_evaluation_is_that_of_the_level_where_none_is_named(row, level, participant):
    level.evaluation = opened()
    level.save()
    asking(level, {"kind": "evaluation"})
    assert decided(row).completed_at is None
    assert lines(row)[0].url == "/levels/1/evaluation/"

    Participation.objects.create(survey=level.evaluation, person=participant)

    assert decided(row).completed_at


def test_who_started_before_anything_was_asked_is_asked_the_first_version(row, level):
    assert decided(row).standing == {}
    assert lines(row) == []

    version = asking(level, SIGN_OFF)

    assert decided(row).requirements == version


def test_who_started_under_a_version_keeps_it(row, level):
    first = asking(level, SIGN_OFF)
    decided(row)

    asking(level, SIGN_OFF, {"kind": "sign_off", "key": "more"})

    assert decided(row).requirements == first
    assert row.standing["of"] == 1


def test_newcomers_start_with_the_newest_published_version_and_see_where_they_stand(participant, level):
    asking(level, SIGN_OFF)
    newest = asking(level, SIGN_OFF, {"kind": "sign_off", "key": "more"})
    asking(level, SIGN_OFF, published=False)

    enrolments.enrol(user=participant, pathway=level.pathway, by=participant)

    row = LevelEnrolment.objects.get(enrolment__user=participant)
    assert row.requirements == newest
    assert in_short(row) == "0 of 2 requirements met"


def test_completing_a_level_opens_the_one_that_waits_for_it(row, level, participant):
    following = LevelFactory(number=2, pathway=level.pathway, needs_previous=True)
    LevelFactory(number=3, pathway=level.pathway, needs_previous=True)
    asking(level, SIGN_OFF)
    asking(following, SIGN_OFF)
    enrolments.open_due_levels()
    assert row.enrolment.levels.count() == 1

    sign(participant, level)
    decided(row)

    opened_row = row.enrolment.levels.get(level=following)
    assert opened_row.standing["of"] == 1
    assert row.enrolment.levels.count() == 2
    mail = Message.objects.get(kind="levels/opened")
    rendering.render(mail)
    assert "Level 2" in mail.subject


def test_a_level_whose_day_is_still_to_come_opens_on_that_day(row, level, participant):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    LevelFactory(number=2, pathway=level.pathway, needs_previous=True, opens_on=tomorrow)
    asking(level, SIGN_OFF)
    sign(participant, level)
    decided(row)
    assert row.enrolment.levels.count() == 1

    assert enrolments.open_due_levels(tomorrow) == 1
    assert enrolments.open_due_levels(tomorrow) == 0

    assert row.enrolment.levels.count() == 2
    assert Message.objects.filter(kind="levels/opened").count() == 1


def test_the_score_follows_the_results_and_waits_for_all_of_them(row, level, participant):
    first = Assessment.objects.create(slug="a", title="A")
    second = Assessment.objects.create(slug="b", title="B")
    level.score_shares.create(assessment=first, weight=3)
    level.score_shares.create(assessment=second, weight=1)
    asking(level, SIGN_OFF)
    evidence(participant, "scored", assessment=first, data={"score": 8000, "passed": True, "attempt": 1})
    assert decided(row).score is None

    evidence(participant, "scored", assessment=second, data={"score": 6000, "passed": False, "attempt": 1})
    assert decided(row).score == 7500


def test_alternatives_that_are_not_needed_any_more_say_so(row, level, participant):
    other = {"kind": "sign_off", "key": "other", "title": "Another way"}
    asking(level, SIGN_OFF, other, operator="any")
    assert headings(decided(row))[0].words == "One of these is enough."

    sign(participant, level)

    met, spared = lines(decided(row))
    assert (met.is_met, spared.is_met, spared.is_spared) == (True, False, True)
    assert spared.words == "Not needed any more."


def test_lines_ask_the_database_nothing(row, level, django_assert_num_queries):
    asking(level, SIGN_OFF, {"kind": "sign_off", "key": "more"})
    decided(row)

    with django_assert_num_queries(0):
        assert len(lines(row)) == 2


@pytest.mark.parametrize("number", [1, 3])
def test_a_decision_asks_as_often_for_three_levels_as_for_one(
    number, participant, django_assert_max_num_queries
):
    enrolment = None
    for n in range(1, number + 1):
        level = LevelFactory(number=n)
        for _ in range(n):
            done(participant, ResourceFactory(module__level=level))
        asking(level, {"kind": "resources"}, SIGN_OFF)
        enrolment = LevelEnrolmentFactory(
            level=level, **({"enrolment": enrolment} if enrolment else {"enrolment__user": participant})
        ).enrolment
    with django_assert_max_num_queries(16):
        completion.decide(person=participant)


def test_evidence_decides_at_once(row, level, participant):
    page = ResourceFactory(module__level=level)
    asking(level, {"kind": "resources"}, SIGN_OFF)

    record(person=participant, kind="declared", resource=page)
    row.refresh_from_db()
    assert row.standing["have"] == 1

    record(person=participant, kind="signed_off", level=level, data={"requirement": "signed", "holds": True})
    row.refresh_from_db()
    assert row.completed_at


def test_opening_a_resource_decides_nothing(row, level, participant):
    page = ResourceFactory(module__level=level)
    asking(level, {"kind": "resources"})

    record(person=participant, kind="opened", resource=page)

    row.refresh_from_db()
    assert row.standing == {}


def test_one_level_may_ask_for_another_and_both_are_completed_at_once(row, level, participant):
    second = LevelFactory(number=2, pathway=level.pathway)
    following = LevelEnrolmentFactory(enrolment=row.enrolment, level=second)
    asking(level, SIGN_OFF)
    asking(second, {"kind": "level", "earlier": level})
    assert not decided(following).completed_at
    assert lines(following)[0].words == "Level 1 comes first."

    sign(participant, level)

    assert len(completion.decide(person=participant)) == 2
    assert decided(following).completed_at


def test_the_first_thing_to_do_is_marked_and_leads_there(row, level, participant):
    module = ModuleFactory(level=level, slug="bundles")
    first = ResourceFactory(module=module, slug="hour-1", title="The first hour")
    ResourceFactory(module=module, slug="hour-3", title="The third hour")
    asking(level, SIGN_OFF, {"kind": "resources", "title": "E-learning"})
    done(participant, first)

    signed, learning = lines(decided(row))

    assert (signed.is_next, learning.is_next) == (False, True)
    assert learning.words == "1 of 2 mandatory resources done. Next: The third hour"
    assert learning.url == "/learn/1/bundles/hour-3/"


# ---- The nightly look -----------------------------------------------------------------------------------------


def test_the_night_finds_nothing_where_every_piece_was_decided_at_once(row, level, participant):
    asking(level, SIGN_OFF)
    sign(participant, level)
    decided(row)

    report = completion.reconcile(check=True)

    assert (report.levels, report.caught_up, report.differing, report.late) == (1, 0, [], [])


def test_the_night_names_what_was_missed_and_mends_it(row, level, participant):
    asking(level, SIGN_OFF)
    decided(row)
    sign(participant, level)

    report = completion.reconcile(check=True)
    row.refresh_from_db()
    assert (report.differing, report.late) == ([row.pk], [row.pk])
    assert row.completed_at is None

    completion.reconcile()
    row.refresh_from_db()
    assert row.completed_at
    assert completion.reconcile(check=True).differing == []


def test_a_resource_that_was_published_since_is_no_difference(row, level, participant):
    asking(level, {"kind": "resources"})
    decided(row)
    ResourceFactory(module__level=level)

    report = completion.reconcile()
    row.refresh_from_db()

    assert (report.caught_up, report.differing) == (1, [])
    assert row.standing["groups"][0]["lines"][0]["of"] == 1


def test_a_standing_that_somebody_changed_by_hand_is_put_right(row, level, participant):
    asking(level, SIGN_OFF)
    decided(row)
    LevelEnrolment.objects.update(standing=row.standing | {"have": 1, "is_met": True}, score=9999)

    assert completion.reconcile().differing == [row.pk]
    row.refresh_from_db()
    assert (row.standing["have"], row.score) == (0, None)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_ten_decisions_at_once_are_one_completion(participant):
    level = LevelFactory()
    LevelEnrolmentFactory(enrolment__user=participant, level=level)
    asking(level, SIGN_OFF)
    sign(participant, level)

    def decide(_number):
        try:
            return len(completion.decide(person=participant))
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(decide, range(10))) == 1
    assert Completion.objects.count() == 1
    assert Message.objects.filter(kind="levels/completed").count() == 1


def test_the_command_reports_and_only_mends_when_it_may(row, level, participant, capsys):
    asking(level, SIGN_OFF)
    decided(row)
    sign(participant, level)

    with pytest.raises(CommandError):
        call_command("reconcile_completion", "--check")
    assert f"Level enrolment {row.pk} differs." in capsys.readouterr().out
    row.refresh_from_db()
    assert row.completed_at is None

    call_command("reconcile_completion")
    call_command("reconcile_completion", "--check")
    assert "0 differed" in capsys.readouterr().out
