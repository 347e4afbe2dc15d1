from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.tests.factories import UserFactory
from fellowships import actions, planning, tasks
from fellowships.actions.assigning import fingerprint
from fellowships.models import (
    Application,
    ApplicationState,
    Assignment,
    AssignmentState,
    CallRole,
    Conflict,
    ConflictKind,
    Review,
    Stage,
)
from fellowships.tests.factories import CallRoleFactory, ReviewFactory
from fellowships.tests.reviewing import assignments, call_in_review, call_to_review, chair_of, hand_in
from mailing import kinds, rendering
from mailing.models import Message

pytestmark = pytest.mark.django_db


def states(call):
    return Counter(row.state for row in assignments(call))


def mails(kind):
    return list(Message.objects.filter(kind=f"fellowships/{kind}").values_list("to", flat=True))


def test_the_first_assignment_opens_the_review_and_tells_each_reviewer_once(staff):
    call = call_in_review(staff, applications=3, reviewers=3)

    assert call.stage == Stage.REVIEWING
    assert Counter(row.reviewer_id for row in assignments(call)).most_common()[-1][1] == 2
    assert {row.turn for row in assignments(call)} == {1, 2}
    assert len(mails("review_assigned")) == 3


def test_a_preview_changes_nothing(staff):
    call = call_to_review()

    plan = planning.plan(call)

    assert len(plan.pairs) == 4
    assert not Assignment.objects.exists()
    assert not Message.objects.exists()


def test_what_was_previewed_is_what_is_given(staff):
    call = call_to_review()
    plan = planning.plan(call)

    actions.assign_reviews(call=call, by=staff, seen=fingerprint(plan))

    assert {(row.application_id, row.reviewer_id) for row in assignments(call)} == set(plan.pairs)


def test_a_plan_that_has_changed_since_is_shown_again_first(staff):
    call = call_to_review()
    seen = fingerprint(planning.plan(call))
    CallRole.objects.first().delete()

    with pytest.raises(ValidationError, match="Something has changed"):
        actions.assign_reviews(call=call, by=staff, seen=seen)

    assert not Assignment.objects.exists()


def test_two_who_confirm_at_once_do_nothing_twice(staff):
    call = call_to_review()
    seen = fingerprint(planning.plan(call))
    actions.assign_reviews(call=call, by=staff, seen=seen)

    with pytest.raises(ValidationError, match="Something has changed"):
        actions.assign_reviews(call=call, by=UserFactory(is_staff=True), seen=seen)

    assert len(assignments(call)) == 4


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.SCORED])
def test_reviews_are_given_between_closing_and_scores_only(staff, stage):
    call = call_to_review(stage=stage)

    with pytest.raises(ValidationError, match="cannot be done now"):
        actions.assign_reviews(call=call, by=staff)


def test_eligibility_is_decided_first(staff):
    call = call_to_review()
    Application.objects.filter(pk=call.applications.first().pk).update(
        is_eligible=None, eligibility_decided_at=None
    )

    with pytest.raises(ValidationError, match="Decide first who is eligible"):
        actions.assign_reviews(call=call, by=staff)


def test_a_call_in_which_nobody_is_eligible_is_not_reviewed(staff):
    call = call_to_review(applications=0)

    with pytest.raises(ValidationError, match="Nobody is eligible"):
        actions.assign_reviews(call=call, by=staff)


def test_the_ineligible_and_the_withdrawn_are_not_reviewed(staff):
    call = call_to_review(applications=3)
    first, second, third = call.applications.order_by("pk")
    Application.objects.filter(pk=first.pk).update(is_eligible=False)
    Application.objects.filter(pk=second.pk).update(
        state=ApplicationState.WITHDRAWN, withdrawn_at=timezone.now()
    )

    actions.assign_reviews(call=call, by=staff)

    assert {row.application_id for row in assignments(call)} == {third.pk}


def test_who_is_not_eligible_is_told_when_the_reviews_begin_and_once(staff):
    call = call_to_review(applications=3)
    refused = call.applications.order_by("pk").first()
    Application.objects.filter(pk=refused.pk).update(is_eligible=False)

    actions.assign_reviews(call=call, by=staff)
    actions.assign_reviews(call=call, by=staff)

    assert mails("application_not_eligible") == [refused.person.email]
    message = Message.objects.get(kind="fellowships/application_not_eligible")
    mail = rendering.render(message)
    assert "a rule of the call is not met" in mail.body
    assert kinds.get(message.kind).still_true(message)
    Application.objects.filter(pk=refused.pk).update(is_eligible=True)
    assert not kinds.get(message.kind).still_true(message)


def test_what_is_given_back_goes_to_somebody_else_and_never_to_the_same_again(staff):
    call = call_in_review(staff, applications=1)
    given = assignments(call)[0]

    actions.give_back(assignment=given, by=given.reviewer, because="I am on leave.")

    assert states(call) == {AssignmentState.ASKED: 2, AssignmentState.DECLINED: 1}
    live = Assignment.objects.live().filter(application__call=call)
    assert given.reviewer_id not in live.values_list("reviewer_id", flat=True)
    assert sorted(live.values_list("turn", flat=True)) == [1, 2]


def test_giving_back_needs_a_reason_and_is_done_once(staff):
    call = call_in_review(staff, applications=1)
    given = assignments(call)[0]

    with pytest.raises(ValidationError, match="why you give it back"):
        actions.give_back(assignment=given, by=given.reviewer, because=" ")
    actions.give_back(assignment=given, by=given.reviewer, because="I am on leave.")
    with pytest.raises(ValidationError, match="settled meanwhile"):
        actions.give_back(assignment=given, by=given.reviewer, because="I am on leave.")


def test_where_nobody_is_left_the_chairs_without_a_stake_are_told(staff):
    call = call_to_review(applications=1, reviewers=2)
    chair, torn = chair_of(call), chair_of(call)
    actions.assign_reviews(call=call, by=staff)
    given = assignments(call)[0]
    Conflict.objects.create(
        application=given.application, person=torn, source="reviewer", kind=ConflictKind.DECLARED
    )

    actions.give_back(assignment=given, by=given.reviewer, because="I am on leave.")

    assert mails("review_nobody_left") == [chair.email]


def test_reviews_far_apart_call_for_a_third_person(staff):
    call = call_in_review(staff, applications=1, reviewers=3)
    first, second = assignments(call)

    hand_in(first, value=5)
    assert len(assignments(call)) == 2
    hand_in(second, value=3)

    third = assignments(call)[2]
    assert (third.turn, third.state) == (3, AssignmentState.ASKED)
    hand_in(third, value=1)
    assert planning.scores_of(call)[third.application_id] == [10_000, 5_000, 0]
    assert len(assignments(call)) == 3


def test_reviews_that_agree_do_not(staff):
    call = call_in_review(staff, applications=1, reviewers=3)
    for assignment, value in zip(assignments(call), [5, 4], strict=True):
        hand_in(assignment, value=value)

    assert len(assignments(call)) == 2
    assert planning.needs(call) == []


def test_what_is_long_overdue_and_not_begun_goes_to_somebody_else(staff):
    call = call_in_review(staff, applications=1, reviewers=3)
    idle, begun = assignments(call)
    actions.answer_gate(assignment=begun, by=begun.reviewer, answer=actions.Stake.NONE)
    Review.objects.create(assignment=begun, for_board="Half a thought.")
    late = begun.due_at + timedelta(days=4)

    assert actions.expire_overdue(call=call, now=begun.due_at + timedelta(days=2)) == 0
    assert actions.expire_overdue(call=call, now=late) == 1

    idle.refresh_from_db()
    begun.refresh_from_db()
    assert (idle.state, begun.state) == (AssignmentState.EXPIRED, AssignmentState.OPEN)
    assert len(assignments(call, state=AssignmentState.ASKED)) == 1
    assert mails("review_taken_back") == [idle.reviewer.email]


def test_the_board_takes_an_application_back_with_a_reason_for_the_reviewer(staff):
    call = call_in_review(staff, applications=1, reviewers=3)
    taken = assignments(call)[0]

    actions.take_back(assignment=taken, by=staff, because="You wrote that you are ill.")

    taken.refresh_from_db()
    assert taken.state == AssignmentState.EXPIRED
    assert Message.objects.get(kind="fellowships/review_taken_back").context["because"] == taken.because
    assert len(assignments(call, state=AssignmentState.ASKED)) == 2


def test_reviewers_are_reminded_of_work_only_and_once(staff):
    call = call_in_review(staff, applications=2, reviewers=2)
    busy, done = (role.user for role in call.roles.filter(role="reviewer").order_by("pk"))
    for assignment in assignments(call, reviewer=done):
        hand_in(assignment)
    Assignment.objects.update(due_at=timezone.now() + timedelta(days=2))

    tasks.remind_reviewers()
    tasks.remind_reviewers()
    assert mails("review_reminder") == [busy.email]

    Assignment.objects.update(due_at=timezone.now() - timedelta(hours=1))
    tasks.remind_reviewers()
    assert mails("review_reminder") == [busy.email] * 2


def test_nobody_is_reminded_long_before(staff):
    call_in_review(staff)

    tasks.remind_reviewers()

    assert mails("review_reminder") == []


def test_closing_the_reviews_when_all_are_in_lets_the_scores_stand(staff):
    call = call_in_review(staff, applications=1, reviewers=2)
    for assignment in assignments(call):
        hand_in(assignment)

    actions.close_reviews(call=call, by=staff)

    call.refresh_from_db()
    assert call.stage == Stage.SCORED


def test_closing_early_needs_a_reason_and_one_review_of_each(staff):
    call = call_in_review(staff, applications=1, reviewers=2)
    first, second = assignments(call)
    with pytest.raises(ValidationError, match="without any review"):
        actions.close_reviews(call=call, by=staff, because="We must go on.")
    hand_in(first)
    with pytest.raises(ValidationError, match="fewer reviews than the rules ask"):
        actions.close_reviews(call=call, by=staff)

    actions.close_reviews(call=call, by=staff, because="We must go on.")

    second.refresh_from_db()
    assert second.state == AssignmentState.EXPIRED
    with pytest.raises(ValidationError, match="cannot be done now"):
        actions.close_reviews(call=call, by=staff, because="We must go on.")


def test_the_cap_of_one_reviewer_is_kept(staff):
    call = call_to_review(applications=4, reviewers=2)
    careful = CallRoleFactory(call=call, user__country="SE", cap=1).user

    actions.assign_reviews(call=call, by=staff)

    assert len(assignments(call, reviewer=careful)) == 1
    assert len(assignments(call)) == 8


def test_whose_role_has_ended_gets_nothing(staff):
    call = call_to_review(applications=2, reviewers=2)
    yesterday = timezone.localdate() - timedelta(days=1)
    gone = CallRoleFactory(call=call, starts_on=yesterday, ends_on=yesterday).user

    actions.assign_reviews(call=call, by=staff)

    assert assignments(call, reviewer=gone) == []


def test_a_void_review_is_asked_for_again():
    review = ReviewFactory(void_because="A stake found late.")
    call = review.assignment.application.call

    assert planning.scores_of(call) == {}


def test_a_rubric_with_weights_gives_the_weighted_mean(staff):
    call = call_to_review(applications=1, reviewers=2, criteria=2)
    heavy, light = call.criteria.all()
    actions.assign_reviews(call=call, by=staff)
    first = assignments(call)[0]
    actions.answer_gate(assignment=first, by=first.reviewer, answer=actions.Stake.NONE)

    review = actions.submit_review(
        assignment=first, by=first.reviewer, values={heavy: 5, light: 2}, words={}, seen=""
    )

    assert review.score == 6_250
