"""What this app holds about a person."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding, register
from assessments.models import (
    Accommodation,
    Attempt,
    AttemptQuestion,
    Contest,
    Finding,
    QuestionVersion,
    Rescoring,
    Result,
)


def register_holdings():
    for holding in _HOLDINGS:
        register(holding)


def _export_attempts(user):
    attempts = Attempt.objects.filter(person=user).select_related("assessment")
    for attempt in attempts.prefetch_related("questions__version__question", "questions__given"):
        yield {
            "assessment": attempt.assessment.title,
            "attempt": attempt.number,
            "state": attempt.state,
            "started_at": attempt.started_at.isoformat(),
            "ended_at": attempt.ended_at.isoformat() if attempt.ended_at else None,
            "score_in_hundredths_of_a_percent": attempt.score,
            "passed": attempt.is_passed,
            "answers": [_answer(row) for row in attempt.questions.all()],
        }


def _answer(row):
    return {
        "question": row.version.prompt,
        "answer": row.answer,
        "points_in_hundredths": row.points,
        "remark": row.remark,
        "given": [
            {"answer": given.answer, "given_at": given.given_at.isoformat()} for given in row.given.all()
        ],
    }


def _export_results(user):
    for result in Result.objects.filter(person=user).select_related("assessment"):
        yield {
            "assessment": result.assessment.title,
            "score_in_hundredths_of_a_percent": result.score,
            "passed": result.is_passed,
            "changed_at": result.changed_at.isoformat(),
        }


def _export_accommodations(user):
    for row in Accommodation.objects.filter(person=user).select_related("assessment"):
        yield {
            "assessment": row.assessment.title if row.assessment else None,
            "more_time_in_percent": row.extra_percent,
            "reason": row.reason,
            "granted_at": row.granted_at.isoformat(),
        }


def _export_contests(user):
    for row in Contest.objects.filter(person=user).select_related("version"):
        yield {
            "question": row.version.prompt,
            "text": row.text,
            "made_at": row.made_at.isoformat(),
            "state": row.state,
            "answer": row.reply,
        }


def _forget_contests(user):
    Contest.objects.filter(person=user).delete()
    Contest.objects.filter(answered_by=user).update(answered_by=None)


def _forget_accommodations(user):
    Accommodation.objects.filter(person=user).delete()
    Accommodation.objects.filter(granted_by=user).update(granted_by=None)


_HOLDINGS = [
    Holding(
        model="assessments.Result",
        title=_("Your results"),
        export=_export_results,
        erase=lambda user: Result.objects.filter(person=user).delete(),
    ),
    Holding(
        model="assessments.Contest",
        title=_("Questions you have contested"),
        export=_export_contests,
        erase=_forget_contests,
    ),
    Holding(
        model="assessments.Attempt",
        title=_("Your attempts at assessments, with every answer"),
        export=_export_attempts,
        erase=lambda user: Attempt.objects.filter(person=user).delete(),
    ),
    Holding(
        model="assessments.AttemptQuestion",
        title=_("Answers you have marked"),
        export=lambda user: AttemptQuestion.objects.filter(marked_by=user).values("points", "remark"),
        erase=lambda user: AttemptQuestion.objects.filter(marked_by=user).update(marked_by=None),
    ),
    Holding(
        model="assessments.Accommodation",
        title=_("More time granted to you"),
        export=_export_accommodations,
        erase=_forget_accommodations,
    ),
    Holding(
        model="assessments.QuestionVersion",
        title=_("Questions you have written"),
        export=lambda user: QuestionVersion.objects.filter(author=user).values("question__code", "number"),
        erase=lambda user: QuestionVersion.objects.filter(author=user).update(author=None),
    ),
    Holding(
        model="assessments.Rescoring",
        title=_("Questions you have scored anew"),
        export=lambda user: Rescoring.objects.filter(by=user).values("version__prompt", "decision", "reason"),
        erase=lambda user: Rescoring.objects.filter(by=user).update(by=None),
    ),
    Holding(
        model="assessments.Finding",
        title=_("Questions you have found fine as they are"),
        export=lambda user: Finding.objects.filter(by=user).values("version__prompt", "note"),
        erase=lambda user: Finding.objects.filter(by=user).update(by=None),
    ),
]
