"""The twelve samples as they lie in files: invented, original, written for this programme."""

import tomllib
from pathlib import Path

from cases.content import Choice, Content, Question, Reference

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))


def read(name):
    """The facts of one file."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def content_of(facts):
    """What a sample says, as authors write it."""
    return Content(
        sections={key: text.strip() for key, text in facts["sections"].items()},
        points=tuple(facts["points"]),
        questions=tuple(_question(place, one) for place, one in enumerate(facts["questions"], start=1)),
        references=tuple(Reference(one["text"]) for one in facts["references"]),
    )


def _question(place, facts):
    choices = tuple(
        Choice("abcdef"[n], choice["text"], is_best=choice.get("best", False))
        for n, choice in enumerate(facts["choices"])
    )
    return Question(f"q{place}", facts["after"], facts["text"], choices, facts["explanation"])
