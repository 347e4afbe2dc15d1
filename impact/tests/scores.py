"""What tests about scores start from: somebody took a test of a level, on a day, with a score."""

import datetime

from assessments.models import Attempt, Result

DAY = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


def scored(assessment, person, score, *, at=DAY, is_passed=True):
    """The attempt that counts. A second one of the same person replaces what counted."""
    attempt = Attempt.objects.create(
        assessment=assessment,
        person=person,
        number=Attempt.objects.filter(assessment=assessment, person=person).count() + 1,
        state="scored",
        started_at=at,
        ended_at=at,
        score=score,
        is_passed=is_passed,
        pass_mark=0,
    )
    Result.objects.update_or_create(
        assessment=assessment,
        person=person,
        defaults={"attempt": attempt, "score": score, "is_passed": is_passed},
    )
    return attempt
