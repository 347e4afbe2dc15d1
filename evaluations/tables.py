"""The results as a table for a spreadsheet: the same figures as on the page, nothing about single sheets."""

import csv
import io

from django.utils.translation import gettext as _

from accounts.tables import harmless
from evaluations.models import QuestionKind


def as_csv(results):
    """Text with a byte order mark, so that spreadsheets read letters right; cells can't be run as formulas."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("question"), _("answers"), _("answer"), _("number"), _("percent"), _("mean")])
    for result in results.questions:
        for row in _rows(result):
            writer.writerow([harmless(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def _rows(result):
    question, count = result.question.text, result.count
    if not result.is_shown:
        yield [question, "", _("fewer than five answers: not shown"), "", "", ""]
    elif result.question.kind == QuestionKind.TEXT:
        for text in result.texts:
            yield [question, count, text, "", "", ""]
    else:
        middle = "" if result.question.is_choice else str(result.mean)
        for bar in result.bars:
            yield [question, count, bar.label, bar.count, bar.percent, middle]
