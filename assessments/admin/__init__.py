from assessments.admin import assessments, attempts, questions, topics

__all__ = ["assessments", "attempts", "questions", "topics"]
