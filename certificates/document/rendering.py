"""The PDF of a certificate: tagged (PDF/UA-1), the same bytes each time. Not signed yet."""

import json
import logging
import threading
from pathlib import Path

import typst

from certificates.document import pages
from certificates.models import Language

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
_kept = threading.local()


def pdf(certificate, language=Language.ENGLISH, credits=None):
    """In one of the languages, and in every script a name may have (which ones: fonts/LICENSES.txt).

    `credits`: of a certificate that is not saved.
    """
    return _compile(pages.of(certificate, language, credits), certificate)


def sample(certificate, language, credits=()):
    """What a template looks like, on a certificate that is none."""
    return _compile(pages.sample(certificate, language, credits), certificate)


def _compile(page, certificate):
    """PDF/UA does not allow a glyph that no font has. Such a name is printed with boxes then: the number and
    the page it leads to still say it in full.
    """
    told = {"page": json.dumps(page, ensure_ascii=False)}
    stamp = int(certificate.issued_at.timestamp())
    try:
        return _compiler().compile(format="pdf", sys_inputs=told, pdf_standards="ua-1", timestamp=stamp)
    except typst.TypstError:
        logger.exception("Certificate %s is not PDF/UA", certificate.number)
        return _compiler().compile(format="pdf", sys_inputs=told, timestamp=stamp)


def _compiler():
    """One for each thread, kept: it has read the fonts and the page already."""
    if not hasattr(_kept, "compiler"):
        _kept.compiler = typst.Compiler(
            input=str(HERE / "certificate.typ"),
            root=str(HERE),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
        )
    return _kept.compiler
