"""How a version is cited, whatever its authors are called and whatever they wrote."""

import pytest

from cases import citation
from cases.models import Case, Licence, Version
from cases.tests import factories

pytestmark = pytest.mark.django_db

HOSTILE = 'Fever\r\nTY  - BOOK & 100% of {them} \\input{x} <script>alert("1")</script> ~$5_#^?'


@pytest.fixture
def version():
    found = factories.published(licence=Licence.BY_NC, is_public=True)
    return _as_published(found, authors=[{"name": "Łukasz Żółć", "workplace": ""}, {"name": "Åsa Öberg"}])


def _as_published(version, **facts):
    """The instance as if it had been published so: the row itself stays as it is."""
    for name, value in facts.items():
        setattr(version, name, value)
    return version


def test_the_line_says_who_what_where_when_under_which_licence(version, settings):
    settings.SITE_URL = "https://portal.example"
    code, year = version.case.code, version.published_at.year

    assert citation.of(version).line == (
        "Łukasz Żółć, Åsa Öberg. Fever, confusion and a fall. ESICM Sepsis Pathway Case Repository. "
        f"{year}; case {code}.1. CC BY-NC 4.0. https://portal.example/cases/{code}/1/"
    )


def test_the_line_ends_with_the_doi_once_there_is_one(version):
    cited = citation.of(_as_published(version, doi="10.1000/182"))

    assert cited.line.endswith("https://doi.org/10.1000/182")
    assert "DO  - 10.1000/182\r\n" in citation.ris(cited)
    assert "doi = {10.1000/182}" in citation.bibtex(cited)


def test_a_sample_is_cited_as_one():
    version = factories.published()
    Case.objects.update(is_sample=True)

    cited = citation.of(Version.objects.get(pk=version.pk))

    assert "[invented sample]" in cited.line
    assert "[invented sample]" in citation.ris(cited)


def test_markup_in_a_title_is_text_in_the_line(version):
    html = citation.of(_as_published(version, title=HOSTILE)).html

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_no_title_begins_a_line_of_its_own_in_a_ris_file(version):
    text = citation.ris(citation.of(_as_published(version, title=HOSTILE)))

    lines = text.split("\r\n")
    assert [line[:6] for line in lines if line] == [
        f"{tag}  - " for tag in ("TY", "AU", "AU", "TI", "T2", "PB", "PY", "M1", "UR", "N1", "ER")
    ]
    assert "\n" not in text.replace("\r\n", "")
    assert "AU  - Łukasz Żółć" in lines


def test_nothing_in_a_bibtex_file_is_a_command(version):
    text = citation.bibtex(citation.of(_as_published(version, title=HOSTILE)))

    title = next(line for line in text.splitlines() if line.startswith("  title = "))
    assert r"\input" not in title
    assert r"\textbackslash{}input\{x\}" in title
    assert r"\& 100\% of \{them\}" in title
    assert r"author = {{Łukasz Żółć} and {Åsa Öberg}}" in text
    assert text.count("\n") == len(text.splitlines())


@pytest.mark.parametrize("licence", Licence)
def test_every_licence_has_its_address(licence):
    version = factories.published(licence=licence)

    assert citation.of(version).licence_address == f"https://creativecommons.org/licenses/{licence}/4.0/"
