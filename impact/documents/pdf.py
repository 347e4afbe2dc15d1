"""A document as a tagged PDF (PDF/UA-1). All words go in as data and are never markup."""

import json
import logging
from pathlib import Path

import typst

from certificates.document.rendering import FONTS
from impact.documents.content import Number, is_number, text_of

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent


def render(document):
    inputs = {"report": json.dumps(_content(document))}
    make = typst.Compiler(
        input=str(HERE / "document.typ"), root=str(HERE), font_paths=[str(FONTS)], ignore_system_fonts=True
    )
    stamp = int(document.as_of.timestamp())
    try:
        return make.compile(format="pdf", sys_inputs=inputs, pdf_standards="ua-1", timestamp=stamp)
    except typst.TypstError:
        # A letter that no font has: PDF/UA does not allow it, the report is needed all the same.
        logger.exception("The report “%s” is not PDF/UA", document.title)
        return make.compile(format="pdf", sys_inputs=inputs, timestamp=stamp)


def _content(document):
    return {
        "title": document.title,
        "kicker": document.kicker,
        "notice": document.notice,
        "about": [list(map(str, pair)) for pair in document.about],
        "parts": [
            {"title": part.title, "said": list(part.said), "tables": [_table(table) for table in part.tables]}
            for part in document.parts
        ],
    }


def _table(table):
    columns = [_column([row[place] for row in table.rows], place) for place in range(len(table.head))]
    return {
        "title": table.title,
        "note": table.note,
        "head": [words[:1].upper() + words[1:] for words in table.head],
        "columns": columns,
        "rows": _rows(table),
        "bars": _bars(table),
    }


def _rows(table):
    """What a line begins with is not said again where it is the same as in the line before."""
    before, rows = None, []
    for row in table.rows:
        first, *rest = map(text_of, row)
        rows.append(["" if first == before else first, *rest])
        before = first
    return rows


def _column(cells, place):
    """`number` where anything in it is one, `long` for sentences, `short` for a few letters, else `words`.

    The first is never short: it takes what width is left.
    """
    if any(map(is_number, cells)):
        return "number"
    longest = max((len(text_of(cell)) for cell in cells), default=0)
    return "long" if longest > 80 else "short" if longest < 18 and place else "words"


def _bars(table):
    """Percent of the longest bar. Nobody has no bar; a few are still seen."""
    if table.bars is None:
        return []
    values = [_value(row[table.bars]) for row in table.rows]
    most = max(values, default=0)
    return [max(round(float(100 * value / most)), 2) if value > 0 else 0 for value in values] if most else []


def _value(cell):
    return cell.value if isinstance(cell, Number) else cell if isinstance(cell, int) else 0
