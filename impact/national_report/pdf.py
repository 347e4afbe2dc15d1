"""The report as a tagged PDF (PDF/UA-1) of exactly one page. All words go in as data and are never markup."""

import io
import json
import logging
from datetime import UTC
from pathlib import Path

import typst
from django.utils import timezone, translation
from pypdf import PdfReader

from certificates.document.rendering import FONTS
from impact.national_report import words

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
# Long names need smaller letters; the last fits whatever `words.short` lets through.
SIZES = (9.0, 8.4, 7.8, 7.2, 6.6, 6.0)


def made(report, language):
    with translation.override(language), timezone.override(UTC):
        found = words.content(report)
    for size in SIZES:
        content = _compiled(report, found | {"language": language, "size": size})
        if len(PdfReader(io.BytesIO(content)).pages) == 1:
            break
    return content


def _compiled(report, found):
    make = typst.Compiler(
        input=str(HERE / "report.typ"), root=str(HERE), font_paths=[str(FONTS)], ignore_system_fonts=True
    )
    inputs, stamp = {"report": json.dumps(found)}, int(report.as_of.timestamp())
    try:
        return make.compile(format="pdf", sys_inputs=inputs, pdf_standards="ua-1", timestamp=stamp)
    except typst.TypstError:
        # A letter that no font has: PDF/UA does not allow it, the report is needed all the same.
        logger.exception("The national report of %s is not PDF/UA", report.hub.country)
        return make.compile(format="pdf", sys_inputs=inputs, timestamp=stamp)
