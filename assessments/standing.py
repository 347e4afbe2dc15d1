"""Whether a person may begin an attempt now, and why not: in the words that the person reads."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Attempt, Result
from assessments.moments import in_words


@dataclass(frozen=True)
class Standing:
    """`because` says why not, `next_at` from when on it is possible again. `left` is None where there is no limit.

    With an attempt under way nobody begins another: `start` then gives that one back.
    """

    can_start: bool
    because: str
    used: int
    left: int | None
    next_at: datetime | None
    open_attempt: Attempt | None
    result: Result | None
    attempts: list


def standing(assessment, person, now=None):
    attempts = Attempt.objects.filter(assessment=assessment, person=person).order_by("number")
    result = Result.objects.filter(assessment=assessment, person=person).first()
    return of(assessment, list(attempts), result, now)


def of(assessment, attempts, result=None, now=None):
    """The standing from rows that are loaded already: all attempts of a person at this assessment, first to last."""
    now = now or timezone.now()
    allowed = assessment.attempts_allowed
    left = None if allowed is None else max(0, allowed - len(attempts))
    next_at = _next_at(assessment, attempts, left, now)
    because = _because(assessment, attempts, left, next_at, now)
    return Standing(
        can_start=not because,
        because=because,
        used=len(attempts),
        left=left,
        next_at=next_at,
        open_attempt=next((attempt for attempt in attempts if attempt.is_open), None),
        result=result,
        attempts=attempts,
    )


def _next_at(assessment, attempts, left, now):
    """When the next attempt may begin, where that is still to come."""
    ended = [attempt.ended_at for attempt in attempts if attempt.ended_at]
    if left == 0:
        return None
    moments = [max(ended) + timedelta(hours=assessment.cooldown_hours)] if ended else []
    moments += [assessment.opens_at] if assessment.opens_at else []
    later = max(moments, default=now)
    return later if later > now else None


def _because(assessment, attempts, left, next_at, now):
    if any(attempt.is_open for attempt in attempts):
        return _("You have an attempt under way.")
    if not assessment.is_published:
        return _("This assessment is not open yet.")
    if assessment.closes_at and assessment.closes_at <= now:
        return _("This assessment closed on %(moment)s.") % {"moment": in_words(assessment.closes_at)}
    if left == 0:
        text = ngettext(
            "You have used your %(count)s attempt.", "You have used all %(count)s attempts.", len(attempts)
        )
        return text % {"count": len(attempts)}
    if next_at and not attempts:
        return _("This assessment opens on %(moment)s.") % {"moment": in_words(next_at)}
    if next_at:
        return _("You can try again from %(moment)s.") % {"moment": in_words(next_at)}
    return ""
