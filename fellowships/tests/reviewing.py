"""A call in review as tests need it."""

from fellowships import actions
from fellowships.models import Assignment, Role, Stage
from fellowships.tests.factories import ApplicationFactory, CallRoleFactory, at_stage, open_call

WORDS = {"for_applicant": "A clear plan.", "for_board": "Rather thin.", "certainty": 2}


def call_to_review(*, applications=2, reviewers=3, stage=Stage.CLOSED, **fields):
    """Closed, with people who are eligible from Poland and reviewers from Sweden."""
    call = open_call(**fields)
    ApplicationFactory.create_batch(applications, call=call, person__country="PL")
    CallRoleFactory.create_batch(reviewers, call=call, user__country="SE")
    return at_stage(call, stage)


def call_in_review(by, **fields):
    call = call_to_review(**fields)
    actions.assign_reviews(call=call, by=by)
    call.refresh_from_db()
    return call


def chair_of(call, **fields):
    return CallRoleFactory(call=call, role=Role.CHAIR, **fields).user


def hand_in(assignment, value=4, words=WORDS):
    """From the gate to the end."""
    reviewer = assignment.reviewer
    if assignment.state == "asked":
        actions.answer_gate(assignment=assignment, by=reviewer, answer=actions.Stake.NONE)
    criteria = assignment.application.call.criteria.all()
    return actions.submit_review(
        assignment=assignment,
        by=reviewer,
        values=dict.fromkeys(criteria, value),
        words=words,
        seen="",
    )


def assignments(call, **fields):
    return list(Assignment.objects.filter(application__call=call, **fields).order_by("pk"))
