"""A person says how a level was, and what that comes to."""

from django.db import transaction

from evaluations import actions as evaluations
from levels.actions import completion


@transaction.atomic
def answer_evaluation(*, level, person, given):
    """Take in a person's answers about a level. Raises what `evaluations.actions.answer` raises.

    No evidence is written beside the participation: that would hold the moment, of which an anonymous evaluation
    keeps only the day.
    """
    evaluations.answer(survey=level.evaluation, person=person, given=given)
    completion.decide(person=person)
