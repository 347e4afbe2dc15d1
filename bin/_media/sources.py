"""Where the scripts of films and hand-outs lie, and what they say."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CLASSROOM = ROOT / "pathway" / "content" / "classroom"
PACKAGES = CLASSROOM / "packages"
FONTS = ROOT / "certificates" / "document" / "fonts"


def films(folders=()):
    return _below(folders, "film.toml")


def handouts(folders=()):
    return _below(folders, "handout.typ")


def _below(folders, name):
    places = [CLASSROOM / folder for folder in folders] or [CLASSROOM]
    return sorted(path for place in places for path in place.rglob(name))


def read(script):
    return tomllib.loads(script.read_text(encoding="utf-8"))


def level_of(script):
    """`Level 1` for what lies in level1/."""
    return script.parent.parent.name.replace("level", "Level ")


def module_of(script):
    """The title of the module whose folder this is."""
    return next((module["title"] for module in _modules(script) if module["slug"] == script.parent.name), "")


def title_of(script):
    """The title of the resource that is made of this script."""
    source = f"{script.parent.name}/{script.name}"
    resources = [resource for module in _modules(script) for resource in module["resource"]]
    return next((resource["title"] for resource in resources if resource.get("source") == source), "")


def _modules(script):
    table = script.parent.parent / "modules.toml"
    return read(table)["module"] if table.exists() else []
