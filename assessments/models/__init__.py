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

__all__ = [
    "Accommodation",
    "AnswerGiven",
    "Assessment",
    "Attempt",
    "AttemptQuestion",
    "AttemptState",
    "BlueprintLine",
    "Difficulty",
    "EndedBy",
    "FixedQuestion",
    "Kind",
    "MatchItem",
    "Option",
    "Question",
    "QuestionState",
    "QuestionVersion",
    "Result",
    "Tier",
    "Topic",
]
