"""The report as a tagged PDF (PDF/UA-1). All words go in as data and are never markup."""

import json
import logging
from pathlib import Path

import typst
from django.utils import translation

from certificates.document.rendering import FONTS
from evaluations.models import QuestionKind
from registrations.organiser_report import words

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
BAR = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="12"><rect width="200" height="12" rx="6" fill="#efe6f7"/>'
    '<rect width="{width}" height="12" rx="6" fill="#5a2b8a"/></svg>'
)


def render(report):
    with translation.override("en"):
        inputs = {"report": json.dumps(_content(report))}
    make = typst.Compiler(
        input=str(HERE / "report.typ"), root=str(HERE), font_paths=[str(FONTS)], ignore_system_fonts=True
    )
    stamp = int(report.as_of.timestamp())
    try:
        return make.compile(format="pdf", sys_inputs=inputs, pdf_standards="ua-1", timestamp=stamp)
    except typst.TypstError:
        # A letter that no font has: PDF/UA does not allow it, the report is needed all the same.
        logger.exception("The report on event %s is not PDF/UA", report.event.pk)
        return make.compile(format="pdf", sys_inputs=inputs, timestamp=stamp)


def _content(report):
    return {
        "title": report.event.title,
        "organiser": report.organiser,
        "about": [list(pair) for pair in words.about(report)][1:],
        "accreditations": [
            [list(pair) for pair in words.accreditation(row)] for row in report.accreditations
        ],
        "participation": _figures(words.participation(report.participation)),
        "breakdowns": [
            {"title": title, "lines": [_line(line.label, line.count, line.percent) for line in lines]}
            for title, lines in (
                ("Country", report.countries),
                ("Profession", report.professions),
                ("Career stage", report.career_stages),
            )
            if lines
        ],
        "too-few": words.TOO_FEW
        if report.participation.attended
        else "Nobody’s attendance is on record yet.",
        "suppressed": words.SUPPRESSED,
        "issued": _figures(words.issued(report.issued)),
        "credits": [[str(cell) for cell in words.credits(figure)] for figure in report.credits],
        "teachers": [list(words.teacher(row)) for row in report.teachers],
        "evaluation": _evaluation(report.evaluation),
    }


def _figures(lines):
    return [[what, str(figure), how] for what, figure, how in lines]


def _line(label, count, percent):
    """Bars of nobody are empty; a few people are still seen."""
    return {
        "label": label,
        "count": str(count),
        "percent": f"{percent} %",
        "bar": BAR.format(width=max(12, 2 * percent) if count else 0),
    }


def _evaluation(found):
    if found is None:
        return None
    return {"said": words.evaluation(found), "questions": [_question(result) for result in found.questions]}


def _question(result):
    """Free text is only counted: it may name people, and belongs to those who run the event."""
    is_text = result.question.kind == QuestionKind.TEXT
    shown = result.is_shown and not is_text
    return {
        "text": result.question.text,
        "answers": str(result.count),
        "mean": str(result.mean) if shown and result.question.kind == QuestionKind.SCALE else "",
        "note": _note(result, is_text),
        "lines": [_line(bar.label, bar.count, bar.percent) for bar in result.bars] if shown else [],
    }


def _note(result, is_text):
    if not result.is_shown:
        return "Fewer than five answers: not shown."
    return f"{result.count} people wrote something, which is not part of this report." if is_text else ""
