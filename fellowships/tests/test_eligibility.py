from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from fellowships import actions, eligibility, facts
from fellowships.eligibility import Facts
from fellowships.models import ApplicationState, EligibilityCheck, EligibilityRule, RuleKind, Stage
from fellowships.tests.factories import ApplicationFactory, at_stage, ready_call
from levels.actions.attending import set_shares
from levels.models import Activity, ActivityKind, Level, LevelEnrolment
from levels.tests.factories import EnrolmentFactory, LevelFactory

TODAY = date(2027, 3, 31)
DONE = datetime(2026, 6, 1, 12, tzinfo=UTC)


def rule(kind, **fields):
    return EligibilityRule(kind=kind, level=Level(pk=1, number=1), **fields)


def judged(one, **known):
    [finding] = eligibility.judge([one], Facts(**known), TODAY)
    return finding


@pytest.mark.parametrize(
    ("one", "known", "is_met", "says"),
    [
        (rule(RuleKind.LEVEL_COMPLETED), {}, False, "You have not completed it yet."),
        (rule(RuleKind.LEVEL_COMPLETED), {"completed": {1: DONE}}, True, "You completed it on 1 June 2026."),
        (rule(RuleKind.LEVEL_COMPLETED), {"completed": {2: DONE}}, False, "You have not completed it yet."),
        (rule(RuleKind.LEVEL_SCORE, value=7000), {}, False, "You have no score in this level yet."),
        (rule(RuleKind.LEVEL_SCORE, value=7000), {"scores": {1: 6999}}, False, "Your score is 69.9 %."),
        (rule(RuleKind.LEVEL_SCORE, value=7000), {"scores": {1: 7000}}, True, "Your score is 70 %."),
        (rule(RuleKind.LEVEL_SCORE, value=0), {}, False, "You have no score in this level yet."),
        (rule(RuleKind.ATTENDANCE, value=2), {}, False, "No attendance is on record for you yet."),
        (rule(RuleKind.ATTENDANCE, value=2), {"attended": {1: ["B"]}}, False, "You attended: B."),
        (rule(RuleKind.ATTENDANCE, value=2), {"attended": {1: ["B", "A"]}}, True, "You attended: A, B."),
        (
            rule(RuleKind.PROFESSION, professions=["nurse"]),
            {},
            False,
            "Your profile does not say your profession yet.",
        ),
        (
            rule(RuleKind.PROFESSION, professions=["nurse"]),
            {"profession": "doctor"},
            False,
            "Your profile says: Doctor.",
        ),
        (
            rule(RuleKind.PROFESSION, professions=["nurse", "doctor"]),
            {"profession": "doctor"},
            True,
            "Your profile says: Doctor.",
        ),
        (rule(RuleKind.NOT_AGAIN, value=24), {}, True, "You have had none."),
        (
            rule(RuleKind.NOT_AGAIN, value=24),
            {"last_day": date(2025, 4, 1)},
            False,
            "Your last one ended on 1 April 2025.",
        ),
        (
            rule(RuleKind.NOT_AGAIN, value=24),
            {"last_day": date(2025, 3, 31)},
            True,
            "Your last one ended on 31 March 2025.",
        ),
        # A month later than 31 August is the last of September; a stay that lies ahead counts as well.
        (
            rule(RuleKind.NOT_AGAIN, value=1),
            {"last_day": date(2027, 8, 31)},
            False,
            "Your last one ended on 31 August 2027.",
        ),
        (
            rule(RuleKind.NOT_AGAIN, value=1),
            {"last_day": date(2027, 2, 28)},
            True,
            "Your last one ended on 28 February 2027.",
        ),
    ],
)
def test_each_rule_is_judged_with_its_evidence(one, known, is_met, says):
    finding = judged(one, **known)

    assert (finding.is_met, finding.words) == (is_met, says)


@pytest.mark.parametrize(
    ("one", "asks"),
    [
        (rule(RuleKind.LEVEL_COMPLETED), "Level 1 completed"),
        (rule(RuleKind.LEVEL_SCORE, value=7050), "A score of at least 70.5 % in Level 1"),
        (rule(RuleKind.ATTENDANCE, value=1), "1 live event of Level 1 attended"),
        (rule(RuleKind.ATTENDANCE, value=3), "3 live events of Level 1 attended"),
        (rule(RuleKind.PROFESSION, professions=["doctor", "nurse"]), "Profession: Doctor, Nurse"),
        (rule(RuleKind.NOT_AGAIN, value=24), "No fellowship in the last 24 months"),
    ],
)
def test_each_rule_says_what_it_asks(one, asks):
    assert eligibility.asks(one) == asks


# ---- Facts ----


@pytest.fixture
def level(db):
    return LevelFactory(number=1)


def completed(person, level, score=8000):
    return LevelEnrolment.objects.create(
        enrolment=EnrolmentFactory(user=person), level=level, score=score, completed_at=DONE
    )


def attended(level, **shares):
    activity, _new = Activity.objects.get_or_create(level=level, kind=ActivityKind.LIVE, title="Live")
    for occasion, people in shares.items():
        set_shares(occasion=occasion, title=occasion.upper(), activity=activity, shares=people)


def test_facts_are_what_the_levels_know(level, participant):
    completed(participant, level)
    attended(level, one={participant.pk: 9000}, two={participant.pk: 7400})

    known = facts.of([participant.pk])[participant.pk]

    assert known == Facts(
        completed={level.pk: DONE},
        scores={level.pk: 8000},
        attended={level.pk: ["ONE"]},
        profession="doctor",
    )


def test_of_an_event_the_latest_word_counts(level, participant):
    attended(level, one={participant.pk: 9000})
    attended(level, one={participant.pk: 1000})

    assert facts.of([participant.pk])[participant.pk].attended == {}


@pytest.mark.parametrize("number", [1, 3])
def test_facts_take_as_many_queries_for_three_as_for_one(level, number):
    people = [UserFactory(country="PL") for _number in range(number)]
    for person in people:
        completed(person, level)
        attended(level, one={person.pk: 9000})

    with CaptureQueriesContext(
        connection,
    ) as queries:
        facts.of([person.pk for person in people])

    assert len(queries) == 5


# ---- Deciding ----


@pytest.fixture
def call(level):
    call = ready_call()
    EligibilityRule.objects.create(call=call, kind=RuleKind.LEVEL_COMPLETED, level=level)
    EligibilityRule.objects.create(call=call, kind=RuleKind.PROFESSION, professions=["doctor"], order=1)
    return actions.open_call(call=call, by=UserFactory(is_staff=True))


def handed_in(call, person=None):
    undecided = {"is_eligible": None, "eligibility_decided_at": None}
    return ApplicationFactory(call=call, person=person or UserFactory(country="PL"), **undecided)


def test_before_writing_everybody_sees_where_they_stand(call, participant):
    found = actions.findings(call=call, person=participant)

    assert [(one.asks, one.is_met) for one in found] == [
        ("Level 1 completed", False),
        ("Profession: Doctor", True),
    ]
    assert not EligibilityCheck.objects.exists()


def test_at_closing_it_is_decided_about_all_that_were_handed_in(call, level):
    good, bad = handed_in(call), handed_in(call)
    draft = ApplicationFactory(
        call=call,
        state=ApplicationState.DRAFT,
        submitted_at=None,
        is_eligible=None,
        eligibility_decided_at=None,
    )
    completed(good.person, level)
    at_stage(call, Stage.CLOSED)

    assert actions.decide_eligibility(call=call) == 1

    for one in (good, bad, draft):
        one.refresh_from_db()
    assert (good.is_eligible, bad.is_eligible, draft.is_eligible) == (True, False, None)
    assert bad.checks.get(is_met=False).rule.kind == RuleKind.LEVEL_COMPLETED
    assert AuditEntry.objects.filter(action="application.eligibility_decided").count() == 2


def test_deciding_again_changes_what_the_evidence_changed_and_records_nothing_else(call, level):
    one, other = handed_in(call), handed_in(call)
    at_stage(call, Stage.CLOSED)
    actions.decide_eligibility(call=call)
    completed(one.person, level)

    assert actions.decide_eligibility(call=call) == 1

    one.refresh_from_db()
    assert one.is_eligible
    assert EligibilityCheck.objects.count() == 4
    assert AuditEntry.objects.about(other).filter(action="application.eligibility_decided").count() == 1
    assert AuditEntry.objects.about(one).filter(action="application.eligibility_decided").count() == 2


def test_an_exception_that_two_people_made_stays(call):
    application = handed_in(call)
    at_stage(call, Stage.CLOSED)
    actions.decide_eligibility(call=call)
    application.checks.filter(is_met=False).update(
        waived_because="Was on sick leave.",
        waived_by=UserFactory(),
        confirmed_by=UserFactory(),
        confirmed_at=timezone.now(),
    )

    assert actions.decide_eligibility(call=call) == 1

    application.refresh_from_db()
    assert application.is_eligible


def test_an_exception_that_only_one_person_made_changes_nothing(call):
    application = handed_in(call)
    at_stage(call, Stage.CLOSED)
    actions.decide_eligibility(call=call)
    application.checks.filter(is_met=False).update(waived_because="Sick leave.", waived_by=UserFactory())

    assert not actions.settle_eligibility(application=application)


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.REVIEWING, Stage.SCORED, Stage.OFFERING])
def test_it_is_decided_between_closing_and_review_only(call, stage):
    at_stage(call, stage)

    with pytest.raises(ValidationError):
        actions.decide_eligibility(call=call)


@pytest.mark.parametrize("number", [1, 3])
def test_deciding_takes_as_many_queries_for_three_as_for_one(call, number):
    # The audit trail has a line for each.
    for _number in range(number):
        handed_in(call)
    at_stage(call, Stage.CLOSED)

    with CaptureQueriesContext(connection) as queries:
        actions.decide_eligibility(call=call)

    assert len(queries) - number == 13


def test_nobody_confirms_the_own_exception(call):
    application = handed_in(call)
    actions.check_eligibility(application=application)
    somebody = UserFactory()

    with pytest.raises(IntegrityError, match="fellowships_check"), transaction.atomic():
        application.checks.update(
            waived_because="Because.",
            waived_by=somebody,
            confirmed_by=somebody,
            confirmed_at=timezone.now() + timedelta(seconds=1),
        )
