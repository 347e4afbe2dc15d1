"""What each app holds about a person: how it is exported, and what happens to it when the person is erased.

Every model with a foreign key to the user is registered by its own app, in `AppConfig.ready`. A test walks all
models and fails on one that is missing (design §5.13).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Holding:
    """One kind of record about a person.

    model:  its label, as in `registrations.Registration`. The erasure sees to its history as well.
    export: user -> plain dicts for the JSON file (dates as ISO text, UTC).
    erase:  user -> None; deletes or anonymises. Called in one transaction for all holdings, top layer first.
    files:  user -> pairs (name in the zip, open binary file); the files are closed by who asked for them.
    kept:   why something stays after erasure, in words for the person; empty when nothing stays.
    """

    model: str
    title: str
    export: Callable[[Any], Iterable[dict]]
    erase: Callable[[Any], None]
    files: Callable[[Any], Iterable[tuple]] = lambda user: ()
    kept: str = ""


_holdings: dict[str, Holding] = {}


def register(holding):
    _holdings[holding.model] = holding


def holdings():
    """All of them, in the order in which the apps are installed: the highest layer first."""
    return list(_holdings.values())
