from assessments.models.assessments import Assessment, BlueprintLine, FixedQuestion
from assessments.models.attempts import (
    Accommodation,
    AnswerGiven,
    Attempt,
    AttemptQuestion,
    AttemptState,
    EndedBy,
    Result,
)
from assessments.models.contests import Contest, ContestState
from assessments.models.figures import AssessmentFigures, Finding, Flag, QuestionFigures, Thresholds
from assessments.models.questions import (
    Difficulty,
    Kind,
    MatchItem,
    Option,
    Question,
    QuestionState,
    QuestionVersion,
    Tier,
    Topic,
)
from assessments.models.rescorings import Decision, Rescoring

__all__ = [
    "Accommodation",
    "AnswerGiven",
    "Assessment",
    "AssessmentFigures",
    "Attempt",
    "AttemptQuestion",
    "AttemptState",
    "BlueprintLine",
    "Contest",
    "ContestState",
    "Decision",
    "Difficulty",
    "EndedBy",
    "Finding",
    "FixedQuestion",
    "Flag",
    "Kind",
    "MatchItem",
    "Option",
    "Question",
    "QuestionFigures",
    "QuestionState",
    "QuestionVersion",
    "Rescoring",
    "Result",
    "Thresholds",
    "Tier",
    "Topic",
]
