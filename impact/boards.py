"""What stands on each dashboard: which charts, of whom, divided by what. Everything is read from one snapshot."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hubs.models import Hub
from impact import charts, reading
from impact.charts.bars import said
from impact.figures import FIGURES
from impact.models import Snapshot
from impact.models.snapshots import Split
from impact.words import Words

STEPS = [("joined", 0), ("enrolled", 0), ("started", 1), ("completed", 1), ("certified", 0)]
DIVIDED_BY = [Split.PROFESSION, Split.CAREER_STAGE, Split.COUNTRY]
# Number, name, where the data come from, what they do not say, and the figure that tells most of it.
RUNGS = [
    (
        "1",
        gettext_lazy("Participation"),
        gettext_lazy("Who came: accounts, levels and lists of attendance."),
        gettext_lazy("Being there is not yet learning."),
        ("enrolled", 0),
    ),
    (
        "2",
        gettext_lazy("Satisfaction"),
        gettext_lazy("What people said of it: evaluations, anonymous."),
        gettext_lazy("Only those who answer are heard."),
        ("satisfaction", 0),
    ),
    (
        "3",
        gettext_lazy("Knowledge"),
        gettext_lazy("What they know that they did not know before: tests before and after a level."),
        gettext_lazy("There is no comparison with people who did not take part."),
        ("change", 1),
    ),
    (
        "4",
        gettext_lazy("Competence"),
        gettext_lazy("What they can do and mean to do: levels completed, intentions stated at the end."),
        gettext_lazy("Nobody watches them at the bedside."),
        ("intention", 0),
    ),
    (
        "5",
        gettext_lazy("Performance"),
        gettext_lazy("What they do differently months later, as they say themselves."),
        gettext_lazy("Data of their units would say more, and are not collected."),
        ("action", 1),
    ),
]


@dataclass
class Board:
    """One dashboard as somebody looks at it.

    `country` is the hub whose people are set apart ("" for nobody's); `by` what charts are divided by; `level` which one.
    Values in the address that cannot be meant fall back to the first that can.
    """

    numbers: reading.Numbers | None
    words: Words
    hubs: list
    country: str
    by: str
    level: int

    @classmethod
    def of(cls, request, figures):
        hubs = request.own_hubs
        may_see = {str(hub.country): hub for hub in hubs}
        asked = request.GET.get("hub", "").upper()
        default = "" if request.user.is_staff or len(hubs) != 1 else str(hubs[0].country)
        if request.GET.get("hub") == "all":
            default = ""
        country = asked if asked in may_see else default
        numbers = reading.latest(figures=figures, countries=["", country])
        levels = _levels(numbers, figures)
        by, level = request.GET.get("by", ""), request.GET.get("level", "")
        return cls(
            numbers=numbers,
            words=Words(),
            hubs=hubs,
            country=country,
            by=by if by in DIVIDED_BY else str(DIVIDED_BY[0]),
            level=int(level) if level.isdecimal() and int(level) in levels else (levels or [1])[0],
        )

    @property
    def own(self):
        """The countries whose people this person looks after: their rows are marked."""
        return {str(hub.country) for hub in self.hubs} if len(self.hubs) == 1 else {self.country} - {""}

    @property
    def levels(self):
        return sorted({place[1] for place in self.numbers.cells if place[1]}) if self.numbers else []

    def whose(self):
        """Who is set apart, in words."""
        return self.words.group(Split.COUNTRY, self.country) if self.country else _("All countries")

    def bars(self, figure, split, **more):
        return charts.bars(self.numbers, self.words, figure, split, own=self.own, **more)

    def months(self, figure, **more):
        return charts.months(self.numbers, self.words, figure, country=self.country, **more)

    def changes(self, split, **more):
        return charts.changes(self.numbers, self.words, split, own=self.own, **more)

    def world(self, figure, **more):
        pilots = {str(code) for code in Hub.objects.values_list("country", flat=True)}
        return charts.world(self.numbers, self.words, figure, pilots=pilots, own=self.own, **more)

    def funnel(self, **more):
        return charts.funnel(self.numbers, self.words, STEPS, country=self.country, **more)

    def get(self, figure, **place):
        return self.numbers.get(figure, **place)


def _levels(numbers, figures):
    return (
        sorted({place[1] for place in numbers.cells if place[1] and place[0] in figures}) if numbers else []
    )


# ---- The overview ----

HEADLINES = ["enrolled", "completed", "certified", "attended"]


def headlines(board):
    """`[(title, text, definition, change since the last month)]` of what is asked most often."""
    earlier = last_month(board.numbers.as_of, HEADLINES)
    for name in HEADLINES:
        level = 1 if name == "completed" else 0
        shown = board.get(name, level=level, country=board.country)
        before = earlier.get(name, level=level, country=board.country) if earlier else None
        everybody = board.get(name, level=level) if board.country else None
        title = FIGURES[name].title
        if level:
            title = _("%(what)s (Level %(level)s)") % {"what": title, "level": level}
        yield {
            "title": title,
            "shown": shown,
            "everybody": everybody and said(everybody),
            "figure": FIGURES[name],
            "since": since(shown, before),
        }


def since(shown, before):
    """How many more than a month ago; one to four more are not told, as they could be known by name."""
    if before is None or not shown.is_there or not before.is_there:
        return ""
    more = shown.people - before.people
    if more >= 5:
        return _("%(number)s more than at the end of last month") % {"number": more}
    return _("hardly changed since the end of last month") if more >= 0 else ""


def last_month(as_of, figures):
    """The numbers as they stood at the end of the month before; None where nobody counted then."""
    first = as_of.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    snapshot = Snapshot.objects.complete().filter(as_of__lt=first).first()
    return snapshot and reading.of_snapshot(snapshot, figures=figures)


# ---- Moore's levels ----


def rungs(board):
    """For each rung its figures, those of all countries beside those of the hub that is set apart."""
    for number, name, about, unsaid, _figure in RUNGS:
        yield {
            "number": number,
            "name": name,
            "about": about,
            "unsaid": unsaid,
            "lines": list(_lines(board, [figure for figure in FIGURES.values() if figure.moore == number])),
        }


def ladder(board):
    """The rungs in short: of each one figure, where there is one, with how many people stand behind it."""
    for number, name, _about, _unsaid, (figure, level) in RUNGS:
        shown = board.get(figure, level=level, country=board.country)
        yield {
            "number": number,
            "name": name,
            "figure": FIGURES[figure],
            "level": level,
            "text": in_words(shown) if shown.is_there or shown.is_hidden else _("nothing yet"),
            "of": shown.people if figure in _KEYS and shown.is_there else None,
        }


_KEYS = {
    "change": "change",
    "satisfaction": "mean",
    "relevance": "mean",
    "unbiased": "share",
    "intention": "share",
    "action": "share",
    "answered": "rate",
    "followed_up": "rate",
    "assessed": "passed",
    "views": "views",
    "cases": "published",
}


# Told by their parts elsewhere: the total says nothing of its own.
NOT_ON_THE_LADDER = {"change_by_topic"}


def _lines(board, figures):
    for figure in figures:
        if figure.name in NOT_ON_THE_LADDER:
            continue
        for level in board.numbers.levels(figure.name):
            everybody = board.get(figure.name, level=level)
            own = board.get(figure.name, level=level, country=board.country) if board.country else None
            if everybody.is_there or everybody.is_hidden:
                yield {
                    "figure": figure,
                    "level": level,
                    "text": in_words(everybody),
                    "of": (everybody["invited"] or everybody.people) if figure.name in _KEYS else None,
                    "own": in_words(own) if own else "",
                }


OPINIONS = [
    ("satisfaction", "mean"),
    ("relevance", "mean"),
    ("unbiased", "share"),
    ("intention", "share"),
    ("action", "share"),
    ("answered", "rate"),
    ("followed_up", "rate"),
]


def opinions(board):
    """A chart for each opinion: everybody, and the hub that is set apart, level by level; with how many answered."""
    for name, key in OPINIONS:
        figure, rows, moments = FIGURES[name], [], []
        for level in board.numbers.levels(name):
            for country in ["", *([board.country] if board.country else [])]:
                shown = board.get(name, level=level, country=country)
                moments.append(shown)
                rows.append(charts.bars_row(_about(level, board, country), shown, key, is_own=bool(country)))
        moment = charts.latest_moment(moments)
        unit = "share" if key == "rate" else "answers"
        yield charts.Chart("bars", figure, rows, moment, split="of", unit=unit)


def _about(level, board, country):
    about = _("Level %(number)s") % {"number": level} if level else _("Events")
    return f"{about} · {board.words.group(Split.COUNTRY, country)}" if country else about


def in_words(shown):
    """The value that says most of a figure, in words."""
    key = _KEYS.get(shown.figure.name)
    if shown.is_hidden or key is None:
        return said(shown)
    number = shown[key]
    if number is None:
        return _("nothing yet")
    if key == "change":
        return _("%(points)s points") % {"points": f"{round(number / 100):+d}".replace("-", "−")}
    if key in ("views", "published"):
        return f"{number:,}".replace(",", " ")
    return said(shown, key)


def age(numbers):
    """Whole hours since the figures were counted."""
    return int((timezone.now() - numbers.as_of).total_seconds() // 3600)
