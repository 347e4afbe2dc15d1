"""Compile every template of the project: a wrong tag in a page that no test opens shows here."""

import os
import sys
from pathlib import Path

from _environment import ROOT, VENV

sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pathway.settings")

import django
from django.template import TemplateSyntaxError, engines


def main():
    django.setup()
    broken = [problem for engine in engines.all() for problem in _broken_in(engine)]
    sys.exit("\n".join(broken) or None)


def _broken_in(engine):
    for folder in map(Path, engine.template_dirs):
        # Templates of packages are their authors' business.
        if not folder.is_relative_to(ROOT) or folder.is_relative_to(VENV):
            continue
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in (".html", ".txt", ".xml", ".svg", ".typ"):
                try:
                    engine.get_template(path.relative_to(folder).as_posix())
                except (TemplateSyntaxError, UnicodeDecodeError) as error:
                    yield f"{path.relative_to(ROOT)}: {error}"


if __name__ == "__main__":
    main()
