from assessments.admin import afterwards, assessments, attempts, questions, topics

__all__ = ["afterwards", "assessments", "attempts", "questions", "topics"]
