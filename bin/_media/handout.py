"""A hand-out as tagged PDF (PDF/UA-1), the same bytes each time."""

from pathlib import Path

import typst

from . import sources

PAGE = Path(__file__).with_name("handout.typ")
# 1 November 2026: the date stands in the file, and must not tell when somebody made it anew.
STAMP = 1793491200


def pdf(script):
    return typst.compile(
        str(PAGE),
        root=str(sources.ROOT),
        font_paths=[str(sources.FONTS)],
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        timestamp=STAMP,
        sys_inputs={
            "body": f"/{script.relative_to(sources.ROOT)}",
            "title": sources.title_of(script),
            "level": sources.level_of(script),
            "module": sources.module_of(script),
        },
    )
