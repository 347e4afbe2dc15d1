"""Mail about attempts. Facts go into the outbox as they are now; words are found when it is sent."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.models import Assessment, Attempt, AttemptState, ContestState
from mailing.actions import queue, queue_many
from mailing.kinds import Kind, register

RESULT = "assessments/result"
CONTEST_ANSWERED = "assessments/contest_answered"
RESCORED = "assessments/rescored"


def register_kinds():
    register(Kind(name=RESULT, title=_("Result of an assessment"), still_true=_still_scored))
    register(Kind(name=CONTEST_ANSWERED, title=_("Contested question answered")))
    register(Kind(name=RESCORED, title=_("Question scored anew")))


def queue_result(attempt):
    """Once for each attempt. A score that changes later is told by whoever changes it."""
    queue(
        RESULT,
        key=f"{RESULT}/{attempt.pk}",
        user=attempt.person,
        context={
            "attempt": attempt.pk,
            "name": attempt.person.name,
            "title": attempt.assessment.title,
            "score": attempt.score,
            "pass_mark": attempt.pass_mark,
            "is_passed": attempt.is_passed,
            "ended_by": attempt.ended_by,
            "path": reverse("assessments:review", args=[attempt.public_id]),
        },
    )


def _still_scored(message):
    return Attempt.objects.filter(pk=message.context["attempt"], state=AttemptState.SCORED).exists()


def queue_contests_answered(contests):
    """To each who contested, once, in the words of who answered."""
    queue_many(CONTEST_ANSWERED, [_contest_row(contest) for contest in contests])


def _contest_row(contest):
    attempt = contest.question.attempt
    return {
        "key": f"{CONTEST_ANSWERED}/{contest.pk}",
        "user": contest.person,
        "to": contest.person.email,
        "language": contest.person.language,
        "context": {
            "name": contest.person.name,
            "title": attempt.assessment.title,
            "is_upheld": contest.state == ContestState.UPHELD,
            "reply": contest.reply,
            "path": reverse("assessments:contest", args=[attempt.public_id, contest.question.order]),
        },
    }


def queue_rescored(rule, changes):
    """To everyone whose result changed by a rescoring: both scores, and why. Once for each result."""
    people = User.objects.in_bulk({change.person for change in changes})
    titles = dict(
        Assessment.objects.filter(pk__in={change.assessment for change in changes}).values_list("pk", "title")
    )
    rows = [
        _rescored_row(rule, change, people[change.person], titles[change.assessment]) for change in changes
    ]
    queue_many(RESCORED, rows)


def _rescored_row(rule, change, person, title):
    return {
        "key": f"{RESCORED}/{rule.pk}/{change.assessment}/{change.person}",
        "user": person,
        "to": person.email,
        "language": person.language,
        "context": {
            "name": person.name,
            "title": title,
            "reason": rule.reason,
            "score_before": change.score_before,
            "score": change.score,
            "was_passed": change.was_passed,
            "is_passed": change.is_passed,
        },
    }
