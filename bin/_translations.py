"""Every catalogue complete: nothing missing, nothing fuzzy, the same placeholders, compiled."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from _environment import PYTHON, ROOT

import polib  # isort: skip

LANGUAGES = ("pl", "pt", "ro", "sv")
SHOWN = 40
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def main():
    locale = ROOT / "locale"
    if not any(locale.glob("*/LC_MESSAGES/django.po")):
        print("skipped: there are no catalogues yet")
        return
    problems = [problem for language in LANGUAGES for problem in _not_compiled(locale, language)]
    with tempfile.TemporaryDirectory() as folder:
        current = _collected_anew(Path(folder) / "checkout") or locale
        problems += [problem for language in LANGUAGES for problem in _problems(current, language)]
    rest = [f"and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
    sys.exit("\n".join(problems[:SHOWN] + rest) or None)


def _collected_anew(copy):
    """The catalogues as makemessages would make them now, in a copy of the checkout; None without gettext."""
    if not shutil.which("xgettext"):
        print("skipped: xgettext is not here, so texts missing from the catalogues are not found")
        return None
    leave_out = shutil.ignore_patterns(".*", "var", "node_modules", "vendor", "__pycache__", "*.mo")
    shutil.copytree(ROOT, copy, ignore=leave_out)
    command = [PYTHON, copy / "manage.py", "makemessages", "--no-location", "--no-obsolete"]
    command += [part for language in LANGUAGES for part in ("-l", language)]
    subprocess.run(command, cwd=copy, check=True, env=os.environ, stdout=subprocess.DEVNULL)
    return copy / "locale"


def _problems(locale, language):
    path = locale / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        yield f"{language}: no catalogue"
        return
    for entry in polib.pofile(path):
        if entry.obsolete:
            continue
        text = f"{language}: {entry.msgid[:70]!r}"
        if entry.fuzzy:
            yield f"{text} is fuzzy"
        elif not entry.translated():
            yield f"{text} is not translated"
        elif not same_placeholders(entry):
            yield f"{text} has other placeholders in its translation"


def same_placeholders(entry):
    """A plural form may leave out the number (`one seat`), yet may not bring in anything new."""
    held = set(PLACEHOLDER.findall(entry.msgid))
    if not entry.msgid_plural:
        return set(PLACEHOLDER.findall(entry.msgstr)) == held
    held |= set(PLACEHOLDER.findall(entry.msgid_plural))
    return all(set(PLACEHOLDER.findall(form)) <= held for form in entry.msgstr_plural.values())


def _not_compiled(locale, language):
    """What is served comes from the .mo file: it has to say what the .po file says."""
    path = locale / language / "LC_MESSAGES" / "django.po"
    if path.exists():
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or _texts(polib.mofile(compiled)) != _texts(polib.pofile(path)):
            yield f"{language}: django.mo is not made from django.po (manage.py compilemessages)"


def _texts(catalogue):
    return {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in catalogue.translated_entries()}


if __name__ == "__main__":
    main()
