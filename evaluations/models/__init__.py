"""Surveys, and answers that are anonymous yet known to be given.

Who has answered (`Participation`) and what was answered (`AnswerSheet`, `Answer`) share nothing but the survey:
no key, no moment and no order leads from one to the other. See docs/architecture.md.
"""

from evaluations.models.answers import LONGEST_TEXT, Answer, AnswerSheet, Participation
from evaluations.models.surveys import (
    AGREED,
    RATED,
    Measure,
    Question,
    QuestionKind,
    QuestionWording,
    State,
    Survey,
    minutes_for,
)

__all__ = [
    "AGREED",
    "LONGEST_TEXT",
    "RATED",
    "Answer",
    "AnswerSheet",
    "Measure",
    "Participation",
    "Question",
    "QuestionKind",
    "QuestionWording",
    "State",
    "Survey",
    "minutes_for",
]
