"""What readers leave behind: how far they read, what they answered and what they asked."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Holding
from cases.models import Answer, AskedQuestion, Reading


def _export_readings(user):
    for row in Reading.objects.filter(person=user).select_related("case").order_by("pk"):
        yield {
            "case": row.case.code,
            "steps": row.step,
            "bookmark": row.is_kept,
            "started_at": row.started_at.isoformat(),
            "last_at": row.last_at.isoformat(),
            "done_at": row.done_at and row.done_at.isoformat(),
        }


def _export_answers(user):
    for row in Answer.objects.filter(person=user).select_related("version__case").order_by("pk"):
        yield {
            "case": row.version.case.code,
            "version": row.version.number,
            "question": row.question,
            "answer": row.choice,
            "answered_at": row.answered_at.isoformat(),
        }


def _export_questions(user):
    """Own ones. Who decided about those of others is on record in the audit trail."""
    for row in AskedQuestion.objects.filter(person=user).select_related("case").order_by("pk"):
        yield {
            "case": row.case.code,
            "question": row.text,
            "asked_at": row.asked_at.isoformat(),
            "state": row.state,
            "reason": row.because,
            "answer": row.reply,
        }


HOLDINGS = [
    Holding(
        model="cases.Reading",
        title=_("Cases you have read or kept"),
        export=_export_readings,
        erase=lambda user: Reading.objects.filter(person=user).delete(),
    ),
    Holding(
        model="cases.Answer",
        title=_("Your answers to the questions in cases"),
        export=_export_answers,
        erase=lambda user: Answer.objects.filter(person=user).delete(),
    ),
    Holding(
        model="cases.AskedQuestion",
        title=_("Questions you asked the authors of cases"),
        export=_export_questions,
        erase=lambda user: AskedQuestion.objects.filter(person=user).delete(),
    ),
]
