"""Reviews decided by two at once, on real PostgreSQL, each in a thread with an own connection."""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from accounts.tests.factories import UserFactory
from fellowships import actions, planning
from fellowships.actions.assigning import fingerprint
from fellowships.models import Assignment, AssignmentState, Review
from fellowships.tests.racing import at_once
from fellowships.tests.reviewing import assignments, call_in_review, call_to_review
from mailing.models import Message

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_of_the_board_who_start_the_review_at_once_give_everything_once():
    call = call_to_review(applications=3, reviewers=3)
    seen = fingerprint(planning.plan(call))
    people = [UserFactory(is_staff=True) for _number in range(8)]

    answers = at_once(
        [lambda by=by: actions.assign_reviews(call=call, by=by, seen=seen) for by in people], threads=8
    )

    assert sum(isinstance(answer, ValidationError) for answer in answers) == 7
    assert Assignment.objects.count() == 6
    assert Message.objects.filter(kind="fellowships/review_assigned").count() == 3


def test_handing_in_and_giving_back_at_once_is_one_of_both():
    call = call_in_review(UserFactory(is_staff=True), applications=1, reviewers=3)
    assignment = assignments(call)[0]
    reviewer = assignment.reviewer
    actions.answer_gate(assignment=assignment, by=reviewer, answer=actions.Stake.NONE)
    values = dict.fromkeys(call.criteria.all(), 4)
    submit = lambda: actions.submit_review(  # noqa: E731
        assignment=assignment, by=reviewer, values=values, words={}, seen=""
    )
    leave = lambda: actions.give_back(assignment=assignment, by=reviewer, because="On leave.")  # noqa: E731

    answers = at_once([submit, leave] * 4, threads=8)

    assert sum(isinstance(answer, ValidationError) for answer in answers) == 7
    assignment.refresh_from_db()
    handed_in = assignment.state == AssignmentState.SUBMITTED
    assert Review.objects.filter(score__isnull=False).count() == handed_in
    live = Counter(Assignment.objects.live().values_list("application_id", flat=True))
    assert set(live.values()) == {2}


def test_two_reviews_far_apart_handed_in_at_once_call_for_one_third_person():
    call = call_in_review(UserFactory(is_staff=True), applications=1, reviewers=5)
    deeds = []
    for assignment, value in zip(assignments(call), [5, 1], strict=True):
        actions.answer_gate(assignment=assignment, by=assignment.reviewer, answer=actions.Stake.NONE)
        values = dict.fromkeys(call.criteria.all(), value)
        deeds.append(
            lambda assignment=assignment, values=values: actions.submit_review(
                assignment=assignment, by=assignment.reviewer, values=values, words={}, seen=""
            )
        )

    answers = at_once(deeds, threads=2)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Assignment.objects.live().count() == 3
