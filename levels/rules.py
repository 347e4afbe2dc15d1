"""What a person's evidence comes to under the requirements of a level. Pure: rules and facts in, a standing out.

The same facts give the same standing whenever and in whatever order they came: see tests/test_rules.py. `Rules` is
a published version with everything resolved that it names (which resources are mandatory today); `Facts` is what
one person has done. A `Standing` is plain numbers and moments; `levels.standing` keeps it and puts it into words.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True)
class Scored:
    score: int
    is_passed: bool
    at: datetime


@dataclass(frozen=True)
class Attended:
    share: int
    at: datetime
    title: str = ""


@dataclass
class Facts:
    """What one person has done; each entry is the one that counts, the latest word on its subject."""

    done: dict[int, datetime] = field(default_factory=dict)  # by resource
    scored: dict[int, Scored] = field(default_factory=dict)  # by assessment
    attended: dict[int, dict[str, Attended]] = field(default_factory=dict)  # by activity, then occasion
    cases: dict[str, dict[int, datetime]] = field(default_factory=dict)  # by part, then case
    answered: dict[int, datetime] = field(default_factory=dict)  # by survey
    signed_off: dict[tuple[int, str], datetime] = field(default_factory=dict)  # by level and requirement
    exempted: dict[tuple[int, str], datetime] = field(default_factory=dict)  # by level and requirement
    completed: dict[int, datetime] = field(default_factory=dict)  # by level


@dataclass(frozen=True)
class Asked:
    """One requirement. Of what it names only what belongs to its kind is filled."""

    key: str
    kind: str
    title: str
    level: int
    resources: tuple[int, ...] = ()
    assessment: int | None = None
    activity: int | None = None
    share: int = 0
    times: int = 1
    case_part: str = ""
    survey: int | None = None
    earlier: int | None = None


@dataclass(frozen=True)
class Group:
    title: str
    operator: str
    least: int
    asked: tuple[Asked, ...]

    @property
    def needed(self):
        """How many of its requirements have to be met."""
        return {"all": len(self.asked), "any": 1, "at_least": self.least}[self.operator]


@dataclass(frozen=True)
class Rules:
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Found:
    """How one requirement stands: `have` of `of`; `at` is when it was met.

    `best` is the score of an assessment, or the largest share of an event that was not enough, if there is any;
    `missing` the first resource that is not done; `titles` the events that met it.
    """

    asked: Asked
    have: int
    of: int
    at: datetime | None = None
    best: int | None = None
    missing: int | None = None
    titles: tuple[str, ...] = ()
    is_exempt: bool = False

    @property
    def is_met(self):
        return self.at is not None


@dataclass(frozen=True)
class GroupFound:
    group: Group
    found: tuple[Found, ...]

    @property
    def have(self):
        """Requirements met, never more than are needed."""
        return min(sum(one.is_met for one in self.found), self.group.needed)

    @property
    def is_met(self):
        """A group that asks nothing is never met: nobody completes a level because somebody forgot to fill it."""
        return bool(self.found) and self.have == self.group.needed


@dataclass(frozen=True)
class Standing:
    groups: tuple[GroupFound, ...]

    @property
    def have(self):
        return sum(group.have for group in self.groups)

    @property
    def of(self):
        return sum(group.group.needed for group in self.groups)

    @property
    def is_met(self):
        return bool(self.groups) and all(group.is_met for group in self.groups)


def stand(rules, facts):
    """How a person with these facts stands under these rules."""
    return Standing(
        tuple(
            GroupFound(group, tuple(_with_exemption(asked, facts) for asked in group.asked))
            for group in rules.groups
        )
    )


def _with_exemption(asked, facts):
    found = _FINDERS[asked.kind](asked, facts)
    exempted_at = facts.exempted.get((asked.level, asked.key))
    if found.is_met or exempted_at is None:
        return found
    return replace(found, at=exempted_at, is_exempt=True)


def _resources(asked, facts):
    """All that are mandatory today. Where nothing is mandatory yet there is nothing to have done."""
    done = [facts.done[pk] for pk in asked.resources if pk in facts.done]
    missing = next((pk for pk in asked.resources if pk not in facts.done), None)
    at = max(done) if asked.resources and missing is None else None
    return Found(asked, len(done), len(asked.resources), at=at, missing=missing)


def _assessment(asked, facts):
    scored = facts.scored.get(asked.assessment)
    if scored is None:
        return Found(asked, 0, 1)
    at = scored.at if scored.is_passed else None
    return Found(asked, int(scored.is_passed), 1, at=at, best=scored.score)


def _attendance(asked, facts):
    """So many different events, each for the share that is asked."""
    occasions = facts.attended.get(asked.activity, {}).values()
    enough = sorted((one.at, one.title) for one in occasions if one.share >= max(asked.share, 1))[
        : asked.times
    ]
    short = max((one.share for one in occasions if 0 < one.share < asked.share), default=None)
    at = enough[-1][0] if len(enough) == asked.times else None
    titles = tuple(title for _at, title in enough)
    return Found(asked, len(enough), asked.times, at=at, best=short, titles=titles)


def _cases(asked, facts):
    """So many different cases."""
    moments = sorted(facts.cases.get(asked.case_part, {}).values())[: asked.times]
    at = moments[-1] if len(moments) == asked.times else None
    return Found(asked, len(moments), asked.times, at=at)


def _evaluation(asked, facts):
    return _once(asked, facts.answered.get(asked.survey))


def _sign_off(asked, facts):
    return _once(asked, facts.signed_off.get((asked.level, asked.key)))


def _level(asked, facts):
    return _once(asked, facts.completed.get(asked.earlier))


def _once(asked, at):
    return Found(asked, int(at is not None), 1, at=at)


_FINDERS = {
    "resources": _resources,
    "assessment": _assessment,
    "attendance": _attendance,
    "cases": _cases,
    "evaluation": _evaluation,
    "sign_off": _sign_off,
    "level": _level,
}


def score(shares, facts):
    """The score of a level in hundredths of a percent: the weighted mean of its parts, halves rounded up.

    `shares` is {assessment: weight}. None until every part has a result: a part not taken yet is neither a zero
    nor left out, since either would rank people by what they have not done.
    """
    results = [(facts.scored.get(assessment), weight) for assessment, weight in shares.items()]
    if not results or any(result is None for result, _weight in results):
        return None
    whole = sum(weight for _result, weight in results)
    total = sum(result.score * weight for result, weight in results)
    return (2 * total + whole) // (2 * whole)
