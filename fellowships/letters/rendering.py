"""The papers of a stay as PDF/UA-1."""

import json
import threading
from pathlib import Path

import typst

from certificates.document.rendering import FONTS

HERE = Path(__file__).parent
_kept = threading.local()


def pdf(source, page, now):
    """`source` is the file without its ending. Without PDF/UA where a name has a letter that no font has."""
    told = {"page": json.dumps(page, ensure_ascii=False)}
    stamp = int(now.timestamp())
    try:
        return _compiler(source).compile(format="pdf", sys_inputs=told, pdf_standards="ua-1", timestamp=stamp)
    except typst.TypstError:
        return _compiler(source).compile(format="pdf", sys_inputs=told, timestamp=stamp)


def _compiler(source):
    """One for each thread and page, kept: it has read the fonts already."""
    compilers = _kept.__dict__
    if source not in compilers:
        compilers[source] = typst.Compiler(
            input=str(HERE / f"{source}.typ"),
            root=str(HERE),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
        )
    return compilers[source]
