"""The applications of a demo round are read: most reviews are in, one pair is far apart, and some work is left."""

from accounts.models import User
from fellowships import actions
from fellowships.models import Assignment, AssignmentState
from pathway.demo.people import DOMAIN

FOR_APPLICANT = [
    "The plan is clear and can be measured. Say who takes over the round while you are away.",
    "You know what you want to learn. A first step with a date would make it stronger.",
    "Good clinical experience. The link between the centre you chose and your plan could be closer.",
]
FOR_BOARD = ["", "A little general, but honest.", "Would profit from a centre with strong microbiology."]
# How far above or below the usual somebody marks: reviewers differ, and the board sees it.
STRICTNESS = [0, 1, 0, -1, 0]


def make_reviews(call, reviewers):
    """From the closing to reviews. The first of the reviewers has one to begin and one to finish."""
    staff = User.objects.get(email=f"staff@{DOMAIN}")
    actions.assign_reviews(call=call, by=staff)
    mine = list(_given(call).filter(reviewer=reviewers[0]).order_by("application__pk"))
    left, begun = mine[:1], mine[1:2]
    for assignment in begun:
        _begin(assignment)
    kept = {row.pk for row in (*left, *begun)}
    touched = {row.application_id for row in (*left, *begun)}
    # Of the first that both reviewers have time for, one thinks the best and one the worst.
    given = list(_given(call).exclude(pk__in=kept))
    torn = [row.pk for row in given if row.application_id not in touched][: call.reviews_each]
    far = dict(zip(torn, (5, 1), strict=False))
    for number, assignment in enumerate(given):
        strictness = STRICTNESS[reviewers.index(assignment.reviewer) % len(STRICTNESS)]
        _hand_in(assignment, number, strictness, far.get(assignment.pk))


def _given(call):
    rows = Assignment.objects.filter(application__call=call, state=AssignmentState.ASKED)
    return rows.select_related("application__call", "reviewer").order_by("application__pk", "turn")


def _begin(assignment):
    criterion = assignment.application.call.criteria.first()
    _open(assignment)
    actions.save_review(
        assignment=assignment,
        by=assignment.reviewer,
        values={criterion: 4},
        words={"for_applicant": "I like that you name the people", "for_board": "", "certainty": None},
        seen="",
    )


def _hand_in(assignment, number, strictness, far):
    """`far`: the same value for everything; else much alike."""
    _open(assignment)
    criteria = assignment.application.call.criteria.all()
    usual = 3 + assignment.application_id % 2
    values = {
        criterion: far or max(1, min(5, usual + strictness * (place % 2)))
        for place, criterion in enumerate(criteria)
    }
    actions.submit_review(
        assignment=assignment,
        by=assignment.reviewer,
        values=values,
        words={
            "for_applicant": FOR_APPLICANT[number % len(FOR_APPLICANT)],
            "for_board": FOR_BOARD[number % len(FOR_BOARD)],
            "certainty": 1 + number % 3,
        },
        seen="",
    )


def _open(assignment):
    actions.answer_gate(assignment=assignment, by=assignment.reviewer, answer=actions.Stake.NONE)
