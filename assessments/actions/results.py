"""From the points of questions to the score of an attempt, and from attempts to the result that counts."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import emails, followers
from assessments.models import Assessment, Attempt, AttemptState, Result


@transaction.atomic
def score(attempt):
    """Sum up an attempt that has ended and save it: scored, or waiting to be marked while a question has no points.

    The caller holds its lock. Whoever calls this calls `count` next.
    """
    points = list(attempt.questions.filter(is_counted=True).values_list("points", flat=True))
    if not points:
        raise ValidationError(_("At least one question has to count."))
    is_news = attempt.state != AttemptState.SCORED
    if None in points:
        attempt.state, attempt.score, attempt.is_passed = AttemptState.MARKING, None, None
    else:
        attempt.state = AttemptState.SCORED
        attempt.score = sum_up(points)
        attempt.is_passed = attempt.score >= attempt.pass_mark
    attempt.save()
    if is_news and attempt.state == AttemptState.SCORED:
        emails.queue_result(attempt)


def sum_up(points):
    """The score, from the points of all questions that count."""
    return 100 * sum(points) // len(points)


@transaction.atomic
def count(assessment, person):
    """Find the attempt that counts by the assessment's policy; tell the followers where the result changes.

    Returns the result, or None while there is none.
    """
    # Two attempts of a person may be scored at the same moment: the second sees what the first has done.
    get_user_model().objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    attempt = _that_counts(assessment, person)
    result = Result.objects.filter(assessment=assessment, person=person).first()
    if attempt is None:
        return result
    result = result or Result(assessment=assessment, person=person)
    facts = (attempt.pk, attempt.score, attempt.is_passed)
    if facts != (result.attempt_id, result.score, result.is_passed):
        result.attempt, result.score, result.is_passed = attempt, attempt.score, attempt.is_passed
        result.changed_at = timezone.now()
        result.save()
        followers.tell(result)
    return result


def _that_counts(assessment, person):
    ended = Attempt.objects.filter(assessment=assessment, person=person).exclude(state=AttemptState.OPEN)
    return that_counts(assessment, list(ended.order_by("number")))


def that_counts(assessment, attempts):
    """Of all attempts of a person that have ended, first to last, the one that counts by the policy.

    None as long as the first attempt, where that one counts, waits to be marked. A pass that stands though its
    question was scored anew is better than a higher score that was not enough.
    """
    if assessment.policy == Assessment.Policy.FIRST:
        attempts = attempts[:1]
    scored = [attempt for attempt in attempts if attempt.state == AttemptState.SCORED]
    if assessment.policy == Assessment.Policy.BEST:
        return max(
            scored, key=lambda attempt: (attempt.is_passed, attempt.score, -attempt.number), default=None
        )
    return scored[-1] if scored else None
