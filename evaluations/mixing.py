"""Taking the order out of answer sheets.

A table keeps rows more or less in the order in which they came, and each row version knows the transaction that
wrote it, which is also the one of the participation. Written anew, all together and in random order, neither is
left. The caller holds the lock of the survey.
"""

from random import SystemRandom

from evaluations.models import Answer, AnswerSheet

ROWS_PER_STATEMENT = 2000


def mix(survey, *, count_in=False):
    """Write all sheets of a survey anew; with `count_in` they are all part of its results from now on."""
    sheets = list(AnswerSheet.objects.filter(survey=survey))
    answers = list(Answer.objects.filter(sheet__survey=survey))
    Answer.objects.filter(sheet__survey=survey).delete()
    AnswerSheet.objects.filter(survey=survey).delete()
    for sheet in sheets:
        sheet.is_counted = sheet.is_counted or count_in
    for rows in (sheets, answers):
        SystemRandom().shuffle(rows)
    AnswerSheet.objects.bulk_create(sheets, batch_size=ROWS_PER_STATEMENT)
    Answer.objects.bulk_create(answers, batch_size=ROWS_PER_STATEMENT)
