"""A learner says that a question is not right; staff answer, all who said so at once."""

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from assessments import emails
from assessments.models import Assessment, AttemptQuestion, Contest, ContestState, Question
from assessments.moments import in_words

MOST_A_DAY = 10
A_DAY = 24 * 60 * 60


class AlreadyAnswered(ValidationError):
    """Somebody else was faster: says who answered what, when. Nothing was changed."""

    def __init__(self, contest):
        super().__init__(
            _("%(who)s has answered this already, on %(when)s: %(state)s. Nothing was changed."),
            code="already_answered",
            params={
                "who": contest.answered_by or _("Somebody"),
                "when": in_words(contest.answered_at),
                "state": contest.get_state_display().lower(),
            },
        )


def may_contest(attempt):
    """Once it has ended, and where people see their questions afterwards at all."""
    return not attempt.is_open and attempt.assessment.review != Assessment.Review.NEVER


@transaction.atomic
def contest(*, question, person, text):
    """A person says what is not right with a question of an own attempt. Once for each version of it."""
    row = AttemptQuestion.objects.select_related("attempt__assessment", "version__question").get(
        pk=question.pk
    )
    if row.attempt.person_id != person.pk or not may_contest(row.attempt):
        raise ValidationError(_("You can write about a question when you have handed in."), code="not_yet")
    entry = Contest(question=row, version=row.version, person=person, text=text.strip())
    entry.full_clean(exclude=["question", "version", "person"])
    if _too_often(person):
        raise ValidationError(
            _("You have written about %(most)s questions today. Please go on tomorrow.")
            % {"most": MOST_A_DAY},
            code="too_often",
        )
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise ValidationError(
            _("You have written to us about this question already."), code="once"
        ) from error
    audit.record("question.contested", row.version.question, by=person, person=person, contest=entry.pk)
    return entry


def _too_often(person):
    """Counts this one. With the cache away nobody is held up."""
    key = f"assessments:contest:{person.pk}"
    cache.add(key, 0, timeout=A_DAY)
    try:
        return (cache.incr(key) or 0) > MOST_A_DAY
    except ValueError:  # The time ended between the two.
        return False


@transaction.atomic
def answer(*, version, contests, by, is_upheld, reply):
    """Answer these contests of a version in one go. Each person is told once.

    Raises AlreadyAnswered when somebody else has answered one of them. Those that came meanwhile stay open.
    """
    Question.objects.select_for_update(of=["self"]).get(pk=version.question_id)
    chosen = Contest.objects.manageable_by(by).filter(version=version, pk__in=contests)
    rows = list(
        chosen.select_for_update(of=["self"]).select_related("person", "question__attempt__assessment")
    )
    if not rows:
        raise ValidationError(_("Choose whom you answer."), code="nobody")
    for row in rows:
        if row.state != ContestState.OPEN:
            raise AlreadyAnswered(row)
    if len(reply.strip()) < 10:
        raise ValidationError({"reply": _("Write at least one sentence: people read it word for word.")})
    state = ContestState.UPHELD if is_upheld else ContestState.DISMISSED
    for row in rows:
        row.state, row.reply, row.answered_by, row.answered_at = state, reply.strip(), by, timezone.now()
        row.full_clean(exclude=["question", "version", "person", "answered_by"])
        row.save()
        audit.record(f"contest.{state}", row, by=by, person=row.person)
    emails.queue_contests_answered(rows)
    return rows
