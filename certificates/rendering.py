"""The PDF of a certificate: tagged (PDF/UA-1), from what the row says and nothing else, the same bytes each time."""

import io
import logging
import threading
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils import dateformat, timezone, translation

from certificates.models import Kind

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
WORDS = {
    Kind.ATTENDANCE: ("Certificate of attendance", "attended"),
    Kind.LEVEL: ("Certificate of completion", "completed"),
    Kind.PATHWAY: ("Certificate of completion", "completed"),
    Kind.FACULTY: ("Certificate of teaching", "taught at"),
    Kind.AMBASSADOR: ("Certificate of teaching", "taught as an ambassador at"),
    Kind.FELLOWSHIP: ("Fellowship certificate", "completed the fellowship"),
    Kind.CASE_AUTHOR: ("Certificate of authorship", "wrote the case"),
    Kind.CASE_REVIEWER: ("Certificate of review", "reviewed the case"),
}
_kept = threading.local()


def pdf(certificate):
    """Certificates are in English, in every script a name may have (which ones: fonts/LICENSES.txt).

    PDF/UA does not allow a glyph that no font has. Such a name is printed with boxes then: the number and
    the page it leads to still say it in full.
    """
    facts = _facts(certificate)
    stamp = int(certificate.issued_at.timestamp())
    try:
        return _compiler().compile(format="pdf", sys_inputs=facts, pdf_standards="ua-1", timestamp=stamp)
    except typst.TypstError:
        logger.exception("Certificate %s is not PDF/UA", certificate.number)
        return _compiler().compile(format="pdf", sys_inputs=facts, timestamp=stamp)


def _compiler():
    """One for each thread, kept: it has read the fonts and the page already."""
    if not hasattr(_kept, "compiler"):
        _kept.compiler = typst.Compiler(
            input=str(HERE / "certificate.typ"),
            root=str(HERE),
            font_paths=[str(HERE / "fonts")],
            ignore_system_fonts=True,
        )
    return _kept.compiler


def _facts(certificate):
    heading, verb = WORDS[certificate.kind]
    url = settings.SITE_URL + reverse("certificates:verified", args=[certificate.number])
    with translation.override("en"):
        issued = dateformat.format(timezone.localtime(certificate.issued_at), "j F Y")
    return {
        "heading": heading,
        "verb": verb,
        "name": certificate.holder_name,
        "title": certificate.title,
        "programme": certificate.programme,
        "dates": certificate.dates,
        "place": certificate.place,
        "hours": _hours(certificate.minutes),
        "signatory": certificate.signatory_name,
        "post": certificate.signatory_post,
        "issued": issued,
        "number": certificate.number,
        "url": url,
        "shown-url": url.split("://")[1].removesuffix("/"),
        "qr": _qr(url),
    }


def _hours(minutes):
    """`5 hours 45 minutes`; nothing where no time was counted."""
    counted = [(minutes // 60, "hour"), (minutes % 60, "minute")]
    return " ".join(f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in counted if number)


def _qr(url):
    svg = io.BytesIO()
    # Trying out all eight masks takes longer than all the rest of the page; every reader takes any of them.
    segno.make(url, error="m", micro=False, mask=3).save(svg, kind="svg", dark="#21172d", border=0)
    return svg.getvalue().decode()
