"""The figures of an assessment as a table: sorted for the page, and as a file for a spreadsheet."""

import csv
import io

from django.utils.translation import gettext as _

from accounts.tables import harmless
from assessments.models import QuestionFigures

COLUMNS = ["code", "count", "share", "discrimination", "groups_apart", "distractors", "flags"]
_KEYS = {
    "code": lambda row: row.version.question.code,
    "flags": lambda row: len(row.flags),
}


def rows(assessment):
    figures = QuestionFigures.objects.filter(assessment=assessment)
    return figures.select_related("version__question__topic").order_by(
        "version__question__code", "version__number"
    )


def in_order(found, column):
    """By a column, `-column` from the top; what cannot be said comes last either way."""
    name, is_down = column.removeprefix("-"), column.startswith("-")
    if name not in COLUMNS:
        name, is_down = "flags", True
    key = _KEYS.get(name, lambda row: getattr(row, name))
    known = [row for row in found if key(row) is not None]
    return sorted(known, key=key, reverse=is_down) + [row for row in found if key(row) is None]


def sorting(column):
    """For each column: where its heading leads, and how it is sorted now."""
    return {name: _heading(name, column) for name in COLUMNS}


def _heading(name, column):
    if column == name:
        return {"to": f"-{name}", "now": "ascending"}
    return {"to": name, "now": "descending" if column == f"-{name}" else ""}


def as_csv(found):
    """Text with a byte order mark, so that spreadsheets read letters right; cells can't be run as formulas."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            _("question"),
            _("version"),
            _("topic"),
            _("answers"),
            _("left out"),
            _("difficulty in percent"),
            _("at least"),
            _("at most"),
            _("discrimination"),
            _("D27"),
            _("distractor efficiency in percent"),
            _("flags"),
            _("computed"),
        ]
    )
    for row in found:
        writer.writerow([harmless(cell) for cell in _cells(row)])
    return "\ufeff" + out.getvalue()


def _cells(row):
    question = row.version.question
    return [
        question.code,
        row.version.number,
        question.topic.title,
        row.count,
        row.skipped,
        *(_over(number, 100) for number in (row.share, row.share_low, row.share_high)),
        *(_over(number, 10_000) for number in (row.discrimination, row.groups_apart)),
        _over(row.distractors, 100),
        " ".join(row.flags),
        row.computed_at.isoformat(timespec="seconds"),
    ]


def _over(number, by):
    """As a number: nobody reads a minus sign before digits as a formula."""
    return "" if number is None else number / by
