"""Held against the clock: nobody can have watched more film than time has passed, and nobody turns pages faster.

Time is that of the server. A film may be played at twice its speed; what a person has left over is theirs for later (a
train without a network), up to a limit. It is one account per person, as people have one pair of eyes, however many
devices they have; and each film has its own, from the moment it was opened.
"""

from dataclasses import dataclass
from datetime import timedelta

SPEED = 2
SLACK = 20_000  # ms: pieces are reported now and then, by a clock that is not quite ours
MOST = 4 * 3600 * 1000  # ms of film that can be left over
PAGES_A_SECOND, PAGES_AT_ONCE = 2, 4


def earned(since, now):
    """How much film can be watched in this time, in ms."""
    return SPEED * max((now - since) // timedelta(milliseconds=1), 0)


def most_pages(progress, now):
    """How many pages can have been before a person's eyes since it was opened."""
    return PAGES_A_SECOND * int((now - min(progress.opened_at, now)).total_seconds()) + PAGES_AT_ONCE


@dataclass
class Account:
    """What can be true yet of one person and one resource: ms of film of all films and of this one, and new pages."""

    of_person: int
    of_film: int
    of_pages: int
    pages: set

    @classmethod
    def at(cls, now, *, allowance, counted_at, progress):
        opened_at = min(progress.opened_at, now)
        pages = set(progress.detail.get("pages", []))
        return cls(
            of_person=min(allowance + earned(counted_at or opened_at, now), MOST),
            of_film=SLACK + earned(opened_at, now) - progress.detail.get("spent", 0),
            of_pages=most_pages(progress, now) - len(pages),
            pages=pages,
        )

    def watched(self, claim, length):
        """The part of a claimed piece that can be so; where it was cut, with what was claimed."""
        start, end = min(claim["from"], length), min(claim["to"], length)
        end = max(min(end, start + self.of_person, start + self.of_film), start)
        self.of_person -= end - start
        self.of_film -= end - start
        return _told({"from": start, "to": end}, claim, [claim["from"], claim["to"]])

    def reached(self, claim):
        """Those of the claimed pages that can have been before a person's eyes, each for a second."""
        new = [page for page in claim["pages"] if page not in self.pages]
        seen = set(new[: max(self.of_pages, 0)])
        self.of_pages -= len(seen)
        self.pages |= seen
        return _told(
            {"pages": [page for page in claim["pages"] if page in self.pages]}, claim, claim["pages"]
        )


def _told(true, claim, claimed):
    return true if true == claim else true | {"claimed": claimed}
