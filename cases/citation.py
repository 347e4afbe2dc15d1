"""How a published version is cited: one line in the style of Vancouver, and the files of reference managers."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.html import format_html

from cases.models import Licence

REPOSITORY = "ESICM Sepsis Pathway Case Repository"
PUBLISHER = "European Society of Intensive Care Medicine"
CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
DOI_ADDRESS = "https://doi.org/"
# What BibTeX and LaTeX take for commands.
LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}


@dataclass(frozen=True)
class Citation:
    """What is cited of one version, each on one line. `number` is the code of the case and its version: “K7MPQ2.1”."""

    authors: tuple[str, ...]
    title: str
    year: int
    number: str
    licence: str
    licence_address: str
    address: str
    doi: str = ""

    @property
    def line(self):
        """Plain text, to be copied."""
        return f"{self._before_address} {self.address}"

    @property
    def html(self):
        """The same with its address as a link."""
        return format_html('{} <a href="{}">{}</a>', self._before_address, self.address, self.address)

    @property
    def _before_address(self):
        end = "" if self.title.endswith(("?", "!", ".")) else "."
        return (
            f"{', '.join(self.authors)}. {self.title}{end} {REPOSITORY}. {self.year}; case {self.number}. "
            f"{self.licence}."
        )


def of(version):
    """One version, with its revision and its case at hand. A sample says so wherever it is cited."""
    revision = version.revision
    address = settings.SITE_URL + version.get_absolute_url()
    mark = " [invented sample]" if version.case.is_sample else ""
    return Citation(
        authors=tuple(one_line(author["name"]) for author in version.authors),
        title=one_line(version.title) + mark,
        year=version.published_at.year,
        number=str(version),
        licence=revision.get_licence_display(),
        licence_address=Licence(revision.licence).address,
        address=f"{DOI_ADDRESS}{version.doi}" if version.doi else address,
        doi=version.doi,
    )


def ris(citation):
    """For Zotero, EndNote, Mendeley: a tag on each line, so nothing in a value may begin a line of its own."""
    lines = [("TY", "ELEC")]
    lines += [("AU", name) for name in citation.authors]
    lines += [
        ("TI", citation.title),
        ("T2", REPOSITORY),
        ("PB", PUBLISHER),
        ("PY", citation.year),
        ("M1", citation.number),
        ("UR", citation.address),
        ("N1", citation.licence),
    ]
    lines += [("DO", citation.doi)] if citation.doi else []
    lines.append(("ER", ""))
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)


def bibtex(citation):
    """Names in braces of their own: they are people's own, and not to be taken apart into first and last ones."""
    fields = {
        "author": " and ".join(f"{{{_latex(name)}}}" for name in citation.authors),
        "title": f"{{{_latex(citation.title)}}}",
        "howpublished": _latex(REPOSITORY),
        "publisher": _latex(PUBLISHER),
        "year": citation.year,
        "number": citation.number,
        "url": _for_url(citation.address),
        "note": _latex(f"Case {citation.number}. {citation.licence}"),
    }
    fields |= {"doi": _for_url(citation.doi)} if citation.doi else {}
    told = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{esicm-case-{citation.number},\n{told}}}\n"


def _latex(text):
    return "".join(LATEX.get(sign, sign) for sign in text)


def _for_url(text):
    """`url` and `doi` are read as they are; only braces would end them."""
    return text.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def one_line(text):
    """Without characters that end a line or cannot stand in XML."""
    return CONTROL.sub(" ", text).strip()
