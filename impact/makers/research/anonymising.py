"""Rows among which nobody can be made out.

What others may know of a person (country, profession, career stage, month of joining) is coarsened step by step, for
those rows only that are not yet at least five of the same; then scores are left out where all who look alike have the
same one. Rows that even the last step leaves among fewer than five are left out, and counted.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

from accounts.models import CareerStage
from impact.models.snapshots import SMALLEST

ALL = "all"
PILOT, EUROPE, ELSEWHERE = "pilot country", "another country of Europe", "a country elsewhere"
# Members of the Council of Europe, and those neighbours that the United Nations count as Europe.
IN_EUROPE = frozenset(
    [
        "AD",
        "AL",
        "AM",
        "AT",
        "AX",
        "AZ",
        "BA",
        "BE",
        "BG",
        "BY",
        "CH",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FO",
        "FR",
        "GB",
        "GE",
        "GG",
        "GI",
        "GR",
        "HR",
        "HU",
        "IE",
        "IM",
        "IS",
        "IT",
        "JE",
        "LI",
        "LT",
        "LU",
        "LV",
        "MC",
        "MD",
        "ME",
        "MK",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "RS",
        "RU",
        "SE",
        "SI",
        "SJ",
        "SK",
        "SM",
        "TR",
        "UA",
        "VA",
        "XK",
    ]
)
STAGES = {
    CareerStage.STUDENT: "before or in training",
    CareerStage.TRAINEE: "before or in training",
    CareerStage.EARLY: "trained",
    CareerStage.ESTABLISHED: "trained",
    CareerStage.RETIRED: "trained",
}


@dataclass(frozen=True)
class Known:
    """What others may know of a person: the quasi-identifiers."""

    country: str
    profession: str
    career_stage: str
    joined: str


@dataclass(frozen=True)
class Row:
    """A person. `scores` are what would be worst to have told, `reached` the rest; both by column."""

    joined: date
    country: str
    profession: str
    career_stage: str
    scores: dict = field(default_factory=dict)
    reached: dict = field(default_factory=dict)
    known: Known | None = None


@dataclass(frozen=True)
class Anonymised:
    """`settled` is how many rows each step settled, `blanked` how many scores are not told."""

    rows: list
    settled: list
    left_out: int
    blanked: int

    @property
    def sizes(self):
        """How many rows share each combination of what others may know."""
        return sorted(Counter(row.known for row in self.rows).values())


def _month(day):
    return f"{day:%Y-%m}"


def _quarter(day):
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _year(day):
    return f"{day:%Y}"


# What a step makes of the month, the country and the career stage. Finer first; the country is kept longest.
STEPS = [
    ("month, country, career stage", _month, None, False),
    ("quarter, country, career stage", _quarter, None, False),
    ("year, country, career stage", _year, None, False),
    ("year, country, two career stages", _year, None, True),
    ("year, region, two career stages", _year, "region", True),
    ("year, all countries, two career stages", _year, ALL, True),
]


def anonymised(rows, pilots):
    """The same rows give the same, whatever their order. `pilots` are the codes of the pilot countries."""
    left, done, settled = list(rows), [], []
    for _name, *step in STEPS:
        coarse = [replace(row, known=_coarsened(row, step, pilots)) for row in left]
        sizes = Counter(row.known for row in coarse)
        enough = [row for row in coarse if sizes[row.known] >= SMALLEST]
        left = [row for row in coarse if sizes[row.known] < SMALLEST]
        done += enough
        settled.append(len(enough))
    told, blanked = _diverse(done)
    return Anonymised(sorted(told, key=_in_order), settled, len(left), blanked)


def _coarsened(row, step, pilots):
    time, place, is_grouped = step
    country = {None: row.country, ALL: ALL}.get(place) or _region(row.country, pilots)
    stage = STAGES.get(row.career_stage, row.career_stage) if is_grouped else row.career_stage
    return Known(country, row.profession, str(stage), time(row.joined))


def _region(country, pilots):
    return PILOT if country in pilots else EUROPE if country in IN_EUROPE else ELSEWHERE


def _diverse(rows):
    """Scores are told only where people who look alike have at least two different ones; how many are not."""
    values = defaultdict(set)
    for row in rows:
        for column, score in row.scores.items():
            values[row.known, column].add(score)
    told, blanked = [], 0
    for row in rows:
        scores = {column: score for column, score in row.scores.items() if len(values[row.known, column]) > 1}
        blanked += len(row.scores) - len(scores)
        told.append(replace(row, scores=scores))
    return told, blanked


def _in_order(row):
    """By what is told of it, never by when somebody joined or which number the account has."""
    known = row.known
    return (
        known.joined,
        known.country,
        known.profession,
        known.career_stage,
        sorted((key, str(value)) for key, value in (row.scores | row.reached).items()),
    )
