from assessments.admin import assessments, questions, topics

__all__ = ["assessments", "questions", "topics"]
