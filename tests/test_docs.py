"""What the documentation says is there, and what is there is said."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text()


def anchors(page):
    """As they are made of headings by those who show Markdown."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def is_there(page, link):
    path, _hash, anchor = link.partition("#")
    target = page.parent / path if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.name)
def test_every_link_and_picture_leads_somewhere(document):
    links = re.findall(r"\]\(([^)\s]+)\)", document.read_text())

    assert [link for link in links if "://" not in link and not is_there(document, link)] == []


def test_every_picture_is_shown():
    shown = {link for page in PAGES for link in re.findall(r"images/([\w.-]+)", page.read_text())}

    assert {path.name for path in (ROOT / "docs/images").iterdir()} == shown


def test_every_variable_that_the_settings_read_is_explained():
    source = (ROOT / "pathway/settings.py").read_text()
    read = set(re.findall(r'env(?:\.\w+)?\(\s*"(\w+)"', source))
    explained = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", ARCHITECTURE.partition("## Settings")[2]))

    assert read - explained == set()


def test_every_package_has_its_reason():
    lines = (ROOT / "requirements/runtime.in").read_text().splitlines()
    chosen = {re.match(r"[\w-]+", line)[0] for line in lines if line and not line.startswith("#")}
    table = ARCHITECTURE.partition("## Dependencies")[2].partition("## ")[0]
    explained = set(re.findall(r"[\w-]+", " ".join(re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE))))

    assert chosen - explained == set()
