"""The pictures of badges, one drawing for each kind; with a credential baked in where somebody takes it along."""

from functools import cache
from math import cos, pi, sin

import typst
from django.template.loader import render_to_string
from openbadgeslib.baking import ITXT_KEYWORD_OB3, bake_png

from certificates.document.rendering import FONTS
from certificates.models import Kind

WORDS = {
    Kind.ATTENDANCE: "Attended",
    Kind.LEVEL: "Level completed",
    Kind.PATHWAY: "Pathway completed",
    Kind.FACULTY: "Faculty",
    Kind.AMBASSADOR: "Ambassador",
    Kind.FELLOWSHIP: "Fellow",
    Kind.CASE_AUTHOR: "Case author",
    Kind.CASE_REVIEWER: "Case reviewer",
}
# Around the rim: a chain of cocci, here and there a lighter one.
BEADS = 36
PAGE = b"""#set page(width: 512pt, height: 512pt, margin: 0pt, fill: none)
#image(bytes(sys.inputs.drawing), format: "svg", width: 512pt, alt: "")"""


def svg(kind, credential=""):
    """The drawing; with a credential (JSON as text) baked in.

    Not by openbadgeslib: the standard wants the credential right after the opening tag, in a CDATA section, and the
    namespace on the outermost element.
    """
    context = {"kind": kind, "word": WORDS[kind], "rim": _rim(), "credential": credential}
    return render_to_string("certificates/badge.svg", context).strip()


def png(kind, credential=""):
    plain = _png(kind)
    return bake_png(plain, credential, keyword=ITXT_KEYWORD_OB3) if credential else plain


@cache
def _png(kind):
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    return typst.compile(PAGE, font_paths=fonts, format="png", ppi=72, sys_inputs={"drawing": svg(kind)})


def _rim():
    for number in range(BEADS):
        turn = 2 * pi * number / BEADS
        yield {
            "x": round(256 + 232 * cos(turn), 1),
            "y": round(256 + 232 * sin(turn), 1),
            "r": 17 + number % 3,
            "colour": "#8a5bb8" if number % 5 == 2 else "#5a2b8a",
        }
