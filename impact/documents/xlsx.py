"""A document as a workbook, a sheet for each subject. Numbers are numbers; no cell is run as a formula."""

import io

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from accounts.tables import harmless
from impact.documents.content import Number

WIDEST = 70


def render(document):
    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = document.title, "ESICM"
    about = [("Title", document.title), ("Please note", document.notice), *document.about]
    about = [pair for pair in about if pair[1]]
    words = [(part.title, said) for part in document.parts for said in part.said]
    _write(book.create_sheet("About"), ["what", "words"], [*about, *words])
    for sheet, tables in _sheets(document):
        _write(book.create_sheet(sheet), *_stacked(tables))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheets(document):
    sheets = {}
    for part in document.parts:
        for table in part.tables:
            sheets.setdefault(table.sheet, []).append(table)
    return sheets.items()


def _stacked(tables):
    """Head and rows of one sheet, with the notes below."""
    first = tables[0]
    head = [first.under, *first.head] if first.under else first.head
    rows = [[table.title, *row] if table.under else row for table in tables for row in table.rows]
    notes = [(note,) for note in dict.fromkeys(table.note for table in tables) if note]
    return head, [*rows, *([(), *notes] if notes else [])]


def _write(sheet, head, rows):
    sheet.append(head)
    for row in rows:
        sheet.append([_value(cell) for cell in row])
        for place, cell in enumerate(row, 1):
            if isinstance(cell, Number):
                sheet.cell(sheet.max_row, place).number_format = cell.form
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for number, column in enumerate(sheet.columns, 1):
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 2, WIDEST)
        for cell in column:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"


def _value(cell):
    if isinstance(cell, Number):
        return cell.value
    return harmless(ILLEGAL_CHARACTERS_RE.sub("", str(cell))) if not isinstance(cell, int) else cell
