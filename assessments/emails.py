"""Mail about attempts. Facts go into the outbox as they are now; words are found when it is sent."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.models import Attempt, AttemptState
from mailing.actions import queue
from mailing.kinds import Kind, register

RESULT = "assessments/result"


def register_kinds():
    register(Kind(name=RESULT, title=_("Result of an assessment"), still_true=_still_scored))


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
