"""The evaluation of a level: who is asked."""

from evaluations.occasions import Occasion
from levels.models import Level, LevelEnrolment


def to_answer(user):
    """Levels that are open to this person and have an evaluation, open or closed."""
    mine = LevelEnrolment.objects.filter(enrolment__user=user)
    levels = Level.objects.filter(enrolments__in=mine).exclude(evaluation=None)
    return levels.exclude(evaluation__state="draft").select_related("evaluation")


def occasion_of(survey):
    """The level that a survey is about. Its results are read by staff."""
    level = Level.objects.filter(evaluation=survey).first()
    if level is None:
        return None
    return Occasion(about=level, invited=level.enrolments.count)
