"""Short texts are read and marked by staff, one by one, without a name."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from assessments import rescoring
from assessments.actions import results
from assessments.models import Attempt, AttemptQuestion, AttemptState
from assessments.moments import in_words

# Finer steps would claim more than anybody can tell.
STEPS = range(0, 101, 10)


class AlreadyMarked(ValidationError):
    """Somebody else was faster: says who, when, and with how much. Nothing was changed."""

    def __init__(self, row):
        who = {"who": row.marked_by or _("Somebody"), "points": row.points}
        words = _("This text has its points already: %(points)s%%.")
        if row.marked_at:
            words = _("%(who)s has marked this already, on %(when)s, with %(points)s%%. Nothing was changed.")
            who["when"] = in_words(row.marked_at)
        super().__init__(words, code="already_marked", params=who)


@transaction.atomic
def mark(*, row, by, points, remark=""):
    """Give a text its points. With the last one of an attempt the attempt is scored and the person told.

    Returns whether it was the last.
    """
    rescoring.rules_for([])  # nobody scores a question anew meanwhile
    attempt = Attempt.objects.select_for_update(of=["self"]).get(questions=row)
    row = AttemptQuestion.objects.select_related("marked_by").get(pk=row.pk)
    if row.points is not None:
        raise AlreadyMarked(row)
    if attempt.state != AttemptState.MARKING or attempt.person_id == by.pk:
        raise ValidationError(_("This text is not yours to mark."))
    if points not in STEPS:
        raise ValidationError({"points": _("Choose one of the steps.")})
    row.points, row.remark = points, remark.strip()
    row.marked_by, row.marked_at = by, timezone.now()
    row.save(update_fields=["points", "remark", "marked_by", "marked_at"])
    audit.record("answer.marked", row, by=by, person=attempt.person, points=points)
    results.score(attempt)
    if attempt.state != AttemptState.SCORED:
        return False
    results.count(attempt.assessment, attempt.person)
    return True
