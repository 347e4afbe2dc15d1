"""Questions in the language of whoever looks at the page."""

from copy import copy

from django.conf import settings
from django.utils.translation import get_language

from evaluations.models import QuestionWording


def in_words(questions):
    """The same questions in the reader's language, where they were put into it: copies, never to be saved.

    Questions are written in English, or by a hub in its own language, which has no other words then.
    """
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE:
        return list(questions)
    rows = QuestionWording.objects.filter(
        question__in=[question.pk for question in questions], language=language
    )
    found = {row.question_id: row for row in rows}
    return [_put(question, found.get(question.pk)) for question in questions]


def _put(question, wording):
    if wording is None:
        return question
    wording.question = question
    if not wording.fits:
        return question
    said = copy(question)
    said.text, said.low, said.high, said.options = wording.text, wording.low, wording.high, wording.options
    return said
