"""Merit lists, runs and signatures: what is written down, who may, and what the database keeps as it was."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.tests.factories import UserFactory
from fellowships import actions, allocation, runs
from fellowships.models import (
    Application,
    ApplicationState,
    Call,
    Conflict,
    ConflictKind,
    ConflictSource,
    Offer,
    OfferState,
    Review,
    Role,
    Run,
    RunState,
    SignOff,
    Snapshot,
    SnapshotRow,
    Stage,
    Turn,
)
from fellowships.tests.factories import (
    ApplicationFactory,
    CallRoleFactory,
    at_stage,
    open_call,
    review,
    scored_call,
    signed_run,
)
from levels.tests.factories import EnrolmentFactory, LevelEnrolmentFactory, LevelFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


@pytest.fixture
def other():
    return UserFactory(is_staff=True)


@pytest.fixture
def call():
    return scored_call()


@pytest.fixture
def proposal(call, staff):
    actions.take_snapshot(call=call, by=staff)
    return actions.propose_run(call=call, by=staff)


def placed(run):
    turns = run.turns.filter(outcome="placed").order_by("place")
    return {turn.application.code: str(turn.offering) for turn in turns}


def hold(run, *leaving):
    """Offers to all who were placed; those leaving have declined, and the call is offering."""
    for turn in run.turns.filter(outcome="placed"):
        has_left = turn.application.code in leaving
        Offer.objects.create(
            application=turn.application,
            run=run,
            offering=turn.offering,
            state=OfferState.DECLINED if has_left else OfferState.ACCEPTED,
            ended_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=1),
        )
    return at_stage(run.call, Stage.OFFERING)


def stake(person, application):
    return Conflict.objects.create(
        application=application, person=person, source=ConflictSource.COMPUTED, kind=ConflictKind.WORKPLACE
    )


# --- the merit list ----------------------------------------------------------------------------------------------


def test_the_score_is_weighted_and_a_half_goes_up(staff):
    """40 % of 80.00, 40 % of 71.11 and 20 % of the mean of 60.00 and 65.01 is 72.946, written 72.95."""
    call = open_call(minimum=0)
    application = ApplicationFactory(call=call)
    enrolment = EnrolmentFactory(user=application.person)
    for number, score in ((1, 8000), (2, 7111)):
        LevelEnrolmentFactory(enrolment=enrolment, level=LevelFactory(number=number), score=score)
    review(application, 6000, 6501)
    at_stage(call, Stage.SCORED)

    row = actions.take_snapshot(call=call, by=staff).rows.get()

    assert (row.level_1, row.level_2, row.rubric, row.score) == (8000, 7111, 6251, 7295)
    assert row.parts["reviews"] == {"weight": 20, "scores": [6000, 6501]}
    assert row.lot == allocation.lot(call.seed, application.code)


def test_a_level_without_a_score_counts_nothing(staff):
    call = open_call()
    review(ApplicationFactory(call=call), 5000)
    at_stage(call, Stage.SCORED)

    row = actions.take_snapshot(call=call, by=staff).rows.get()

    assert (row.level_1, row.level_2, row.score) == (0, 0, 1000)


def test_the_merit_list_has_those_who_are_eligible_best_first(call, staff):
    for code, change in (("A", {"is_eligible": False}), ("B", {"state": ApplicationState.WITHDRAWN})):
        Application.objects.filter(code=code).update(
            **change, withdrawn_at=timezone.now() if code == "B" else None
        )

    snapshot = actions.take_snapshot(call=call, by=staff)

    rows = list(snapshot.rows.values_list("place", "application__code", "score"))
    assert rows[:2] == [(1, "C", 8800), (2, "D", 8600)]
    assert len(rows) == 8


def test_void_reviews_and_drafts_do_not_count(call, staff):
    Review.objects.filter(assignment__application__code="A").update(void_because="a stake, found late")

    with pytest.raises(ValidationError, match="1 application has no review"):
        actions.take_snapshot(call=call, by=staff)


def test_where_nobody_is_eligible_there_is_no_merit_list(call, staff):
    Application.objects.update(is_eligible=False)

    with pytest.raises(ValidationError, match="Nobody"):
        actions.take_snapshot(call=call, by=staff)


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.REVIEWING, Stage.ALLOCATED, Stage.OFFERING])
def test_a_merit_list_is_taken_when_the_reviews_are_done_and_not_later(call, staff, stage):
    at_stage(call, stage)

    with pytest.raises(ValidationError) as refused:
        actions.take_snapshot(call=call, by=staff)

    assert refused.value.code == "stage"


# --- the run -----------------------------------------------------------------------------------------------------


def test_the_worked_example_is_proposed_as_in_the_study(proposal):
    assert placed(proposal) == {
        "A": "Lund",
        "B": "Lund",
        "C": "Porto",
        "F": "Porto",
        "H": "Utrecht",
        "I": "Utrecht",
    }
    reserve = proposal.turns.filter(outcome="reserve").order_by("reserve")
    assert list(reserve.values_list("application__code", flat=True)) == ["D", "E", "G", "J"]
    assert Call.objects.get().stage == Stage.ALLOCATED
    assert AuditEntry.objects.filter(action="run.proposed").exists()


def test_without_a_merit_list_nothing_is_proposed(call, staff):
    with pytest.raises(ValidationError) as refused:
        actions.propose_run(call=call, by=staff)

    assert refused.value.code == "snapshot"


def test_scores_that_change_after_the_merit_list_change_nothing_and_are_said(call, staff):
    snapshot = actions.take_snapshot(call=call, by=staff)
    assert not runs.drift(snapshot)
    Review.objects.filter(assignment__application__code="G").update(score=9900)

    run = actions.propose_run(call=call, by=staff)
    drift = runs.drift(snapshot)

    assert "G" not in placed(run)
    assert drift.changed == [("G", 8000, 9900)]
    assert (drift.gains, drift.loses) == (["G"], ["C"])


def test_somebody_who_became_eligible_after_the_merit_list_is_said(call, staff):
    Application.objects.filter(code="A").update(is_eligible=False)
    snapshot = actions.take_snapshot(call=call, by=staff)
    Application.objects.filter(code="A").update(is_eligible=True)

    assert runs.drift(snapshot).changed == [("A", None, 9200)]


def test_what_is_kept_leads_to_the_same_turns_again(proposal):
    replay = runs.replay(Run.objects.get())

    assert replay.is_same
    assert replay.has_same_lots


def test_a_replay_with_other_facts_is_not_the_same(proposal):
    run = Run.objects.get()
    run.facts["people"][0]["score"] = 1

    assert not runs.replay(run).is_same


def test_a_run_is_replayed_from_the_command_line(proposal, capsys):
    call_command("replay_run", proposal.call.slug, "1")

    assert "the same" in capsys.readouterr().out


# --- signatures --------------------------------------------------------------------------------------------------


def test_two_people_sign_and_the_call_is_signed_off(proposal, staff, other):
    assert actions.sign(run=proposal, by=staff).state == RunState.PROPOSED
    assert Call.objects.get().stage == Stage.ALLOCATED

    assert actions.sign(run=proposal, by=other).state == RunState.SIGNED
    assert Call.objects.get().stage == Stage.APPROVED


def test_one_person_does_not_sign_twice(proposal, staff):
    actions.sign(run=proposal, by=staff)

    with pytest.raises(ValidationError) as refused:
        actions.sign(run=proposal, by=staff)

    assert refused.value.code == "signed"
    assert Run.objects.get().state == RunState.PROPOSED


def test_a_third_signature_finds_it_signed_off(proposal, staff, other):
    actions.sign(run=proposal, by=staff)
    actions.sign(run=proposal, by=other)

    with pytest.raises(actions.RunEnded, match="Signed off"):
        actions.sign(run=proposal, by=UserFactory(is_staff=True))


def test_a_chair_signs_while_the_role_lasts(proposal, staff):
    chair = CallRoleFactory(call=proposal.call, role=Role.CHAIR).user
    former = CallRoleFactory(
        call=proposal.call,
        role=Role.CHAIR,
        starts_on=timezone.localdate() - timedelta(days=9),
        ends_on=timezone.localdate() - timedelta(days=1),
    ).user
    actions.sign(run=proposal, by=staff)

    with pytest.raises(ValidationError) as refused:
        actions.sign(run=proposal, by=former)
    assert refused.value.code == "board"
    assert actions.sign(run=proposal, by=chair).state == RunState.SIGNED


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.FINANCE])
def test_reviewers_and_finance_sign_nothing(proposal, role):
    person = CallRoleFactory(call=proposal.call, role=role).user

    for deed in (actions.sign, lambda **given: actions.discard(**given, because="No")):
        with pytest.raises(ValidationError) as refused:
            deed(run=proposal, by=person)
        assert refused.value.code == "board"


def test_whoever_has_a_stake_in_one_application_leaves_the_list_to_others(call, staff, other):
    stake(other, Application.objects.get(code="J"))
    actions.take_snapshot(call=call, by=staff)
    run = actions.propose_run(call=call, by=staff)

    for deed in (
        lambda: actions.sign(run=run, by=other),
        lambda: actions.discard(run=run, by=other, because="No"),
    ):
        with pytest.raises(ValidationError) as refused:
            deed()
        assert refused.value.code == "stake"


def test_staff_who_applied_decide_nothing_about_the_list(call):
    applicant = Application.objects.get(code="J").person
    applicant.is_staff = True
    applicant.save()

    with pytest.raises(ValidationError) as refused:
        actions.take_snapshot(call=call, by=applicant)

    assert refused.value.code == "stake"


def test_somebody_who_withdraws_after_the_proposal_makes_it_out_of_date(proposal, staff):
    Application.objects.filter(code="A").update(state=ApplicationState.WITHDRAWN, withdrawn_at=timezone.now())

    with pytest.raises(ValidationError) as refused:
        actions.sign(run=proposal, by=staff)

    assert refused.value.code == "changed"
    assert not SignOff.objects.exists()


def test_a_proposal_put_aside_takes_the_call_back_to_its_scores(proposal, staff):
    actions.discard(run=proposal, by=staff, because="A review was wrong")

    assert Run.objects.get().state == RunState.DISCARDED
    assert Call.objects.get().stage == Stage.SCORED
    with pytest.raises(actions.RunEnded):
        actions.sign(run=proposal, by=staff)
    assert actions.propose_run(call=proposal.call, by=staff).number == 2


def test_a_proposal_is_put_aside_with_a_reason(proposal, staff):
    with pytest.raises(ValidationError) as refused:
        actions.discard(run=proposal, by=staff, because=" ")

    assert refused.value.code == "required"


# --- replacements ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leaving", "bound", "expected"),
    [
        ("A", True, {"D": "Utrecht"}),
        ("B", True, {"J": "Lund"}),
        ("B", False, {"D": "Utrecht"}),
    ],
)
def test_what_is_given_back_is_filled_as_in_the_study(staff, leaving, bound, expected):
    call = scored_call(does_minimum_bind_replacements=bound)
    first = signed_run(call)
    call = hold(first, leaving)

    run = actions.propose_run(call=call, by=staff)

    assert placed(run) == expected
    assert run.turns.filter(outcome="held").count() == 5
    assert not run.turns.filter(application__code=leaving).exists()
    assert Call.objects.get().stage == Stage.OFFERING


def test_a_second_run_is_decided_from_the_list_of_the_first(staff):
    call = scored_call()
    first = signed_run(call)
    Review.objects.filter(assignment__application__code="G").update(score=9900)
    call = hold(first, "A")

    run = actions.propose_run(call=call, by=staff)

    assert run.snapshot == first.snapshot
    assert placed(run) == {"D": "Utrecht"}


def test_a_second_run_is_signed_by_two_and_the_stage_stays(staff):
    call = scored_call()
    call = hold(signed_run(call), "A")

    run = signed_run(call)

    assert run.state == RunState.SIGNED
    assert call.stage == Stage.OFFERING


def test_a_newer_proposal_takes_the_place_of_the_one_before(staff):
    call = hold(signed_run(scored_call()), "A")
    before = actions.propose_run(call=call, by=staff)

    actions.propose_run(call=call, by=staff)

    before.refresh_from_db()
    assert before.state == RunState.DISCARDED


def test_whoever_lost_the_centre_chooses_before_anybody_is_moved_up(staff):
    call = hold(signed_run(scored_call()), "A")
    Offer.objects.filter(application__code="C").update(offering=None)

    with pytest.raises(ValidationError) as refused:
        actions.propose_run(call=call, by=staff)

    assert refused.value.code == "choosing"


def test_after_the_reserve_list_has_ended_nobody_is_moved_up(staff):
    call = hold(signed_run(scored_call()), "A")
    call.reserve_ends_on = timezone.localdate(timezone=call.zone)
    call.save()

    with pytest.raises(ValidationError) as refused:
        actions.propose_run(call=call, by=staff)

    assert refused.value.code == "reserve"


# --- the totals --------------------------------------------------------------------------------------------------


def test_totals_are_published_once_and_not_before_the_offers(staff):
    call = scored_call()
    with pytest.raises(ValidationError):
        actions.publish_result(call=call, by=staff)
    call = hold(signed_run(call))

    first = actions.publish_result(call=call, by=staff).result_published_at
    again = actions.publish_result(call=call, by=staff).result_published_at

    assert first == again
    assert AuditEntry.objects.filter(action="call.result_published").count() == 1


# --- what the database keeps -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda: Snapshot.objects.update(fingerprint="0"),
        lambda: SnapshotRow.objects.update(score=1),
        lambda: Turn.objects.update(place=99),
        lambda: Turn.objects.all().delete(),
        lambda: Run.objects.update(fingerprint="0"),
        lambda: Run.objects.update(state=RunState.SIGNED, ended_at=timezone.now()),
        lambda: Run.objects.filter(state=RunState.PROPOSED).delete(),
    ],
)
def test_what_was_ranked_and_decided_stays_as_it_is(proposal, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_a_signature_stays(proposal, staff):
    actions.sign(run=proposal, by=staff)

    with pytest.raises(IntegrityError), transaction.atomic():
        SignOff.objects.all().delete()
