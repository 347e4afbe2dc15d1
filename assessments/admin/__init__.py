from assessments.admin import questions, topics

__all__ = ["questions", "topics"]
