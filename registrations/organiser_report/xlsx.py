"""The report as a workbook, a sheet for each subject. No cell is run as a formula."""

import io

from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from accounts.tables import harmless
from evaluations.models import QuestionKind
from registrations.organiser_report import words

WIDEST = 70


def render(report, attendance=None):
    """`attendance`: rows of the list of who attended (attendance.py); None leaves the sheet out."""
    book = Workbook()
    book.remove(book.active)
    with translation.override("en"):
        for title, head, rows in _sheets(report, attendance):
            _write(book.create_sheet(title), head, rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheets(report, attendance):
    figures = ["what", "figure", "how it is counted"]
    yield "Event", ["what", "words"], words.about(report)
    rows = (
        (row.accreditor.short_name, *pair)
        for row in report.accreditations
        for pair in words.accreditation(row)
    )
    yield "Accreditation", ["accreditor", "what", "words"], rows
    yield "Participation", figures, words.participation(report.participation)
    for title, lines in (
        ("Countries", report.countries),
        ("Professions", report.professions),
        ("Career stages", report.career_stages),
    ):
        rows = [(line.label, line.count, line.percent) for line in lines]
        yield (
            title,
            ["group", "people who attended", "percent"],
            [*rows, (), (words.SUPPRESSED if rows else words.TOO_FEW,)],
        )
    yield "Certificates", figures, words.issued(report.issued)
    yield "Credits", ["given by", "people", "credits"], map(words.credits, report.credits)
    yield "Teachers", ["name", "role", "what they taught"], map(words.teacher, report.teachers)
    if report.evaluation:
        yield (
            "Evaluation",
            ["question", "answers", "answer", "number", "percent", "mean"],
            _evaluation(report.evaluation),
        )
    if attendance is not None:
        yield "Attendance list", ["name", "country", "profession", "minutes", "certificate"], attendance


def _evaluation(found):
    yield (words.evaluation(found),)
    for result in found.questions:
        question = result.question
        if not result.is_shown:
            yield question.text, "", "fewer than five answers: not shown"
        elif question.kind == QuestionKind.TEXT:
            yield question.text, result.count, "free text, which is not part of this report"
        else:
            mean = float(result.mean) if question.kind == QuestionKind.SCALE else ""
            for bar in result.bars:
                yield question.text, result.count, bar.label, bar.count, bar.percent, mean


def _write(sheet, head, rows):
    sheet.append(head)
    for row in rows:
        sheet.append([_cell(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, column in enumerate(sheet.columns, 1):
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 2, WIDEST)
        for cell in column:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"


def _cell(value):
    return harmless(ILLEGAL_CHARACTERS_RE.sub("", value)) if isinstance(value, str) else value
