"""From text to lines of cells, each with the number of its line in the file."""

import csv
import io
import re
from dataclasses import dataclass

from registrations.reports.cells import tidy
from registrations.reports.complaints import Complaint

MOST_ROWS = 20_000
LONGEST_CELL = 2000
# Dates and names have commas of their own: where two fit equally well, the rarer sign parts the cells.
DELIMITERS = "\t;,"
HINT = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    number: int
    cells: list

    @property
    def filled(self):
        return sum(bool(cell) for cell in self.cells)

    def cell(self, place):
        """Cells at the end of a line may be missing; that is the same as empty."""
        return self.cells[place] if place is not None and place < len(self.cells) else ""


def split(text):
    """All lines, empty ones with no cells filled, by the sign that parts most of them."""
    hint = HINT.match(text)
    if hint:
        body = "\n" + text[hint.end() :]  # the hint is a line of the file: numbers go on as they were
        return _parsed(body, hint[1])
    found, complaint = [], None
    for sign in filter(text.__contains__, DELIMITERS):
        try:
            found.append(_parsed(text, sign))
        except Complaint as wrong:
            complaint = complaint or wrong
    best = max(found, key=_wide, default=[])
    if complaint and not _wide(best):
        raise complaint
    return best


def _wide(lines):
    return sum(len(line.cells) > 2 for line in lines)


def _parsed(text, delimiter):
    """As a spreadsheet would. Some tab files don't quote at all: there a quotation mark is a letter of a name."""
    try:
        return _lines(text, delimiter, csv.QUOTE_MINIMAL)
    except Complaint as complaint:
        if complaint.code != "truncated" or delimiter != "\t":
            raise
        return _lines(text, delimiter, csv.QUOTE_NONE)


def _lines(text, delimiter, quoting):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True)
    lines, number = [], 1
    try:
        for cells in reader:
            if len(lines) == MOST_ROWS:
                raise Complaint("too_many_rows", most=MOST_ROWS)
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise Complaint("field_too_long", number)
            lines.append(Line(number, [tidy(cell) for cell in cells]))
            number = reader.line_num + 1
    except csv.Error as error:
        raise _complaint(error, number) from error
    return lines


def _complaint(error, line):
    code = "field_too_long" if "larger than field limit" in str(error) else "truncated"
    return Complaint(code, line)
