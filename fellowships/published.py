"""The rules of an open call as people read them, from what was published and hashed at the opening."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django_countries import countries

from fellowships import eligibility
from fellowships.models import EligibilityRule
from levels.models import Level


@dataclass(frozen=True)
class Part:
    """A part of the score, and how many of a hundred it counts."""

    title: str
    weight: int


@dataclass(frozen=True)
class Group:
    title: str
    countries: list[str]
    minimum: int


@dataclass(frozen=True)
class Criterion:
    """`share` is its part of a hundred, rounded; `anchors` are (value, words), the best first."""

    title: str
    question: str
    share: int
    anchors: list[tuple[int, str]]


@dataclass(frozen=True)
class Rules:
    """Everything that stands in the published rules, ready to be shown. `raw` has what needs no words."""

    raw: dict
    parts: list[Part]
    groups: list[Group]
    eligibility: list[str]
    criteria: list[Criterion]

    @property
    def spread(self):
        """Points between two reviews that call for a third: a whole number where it is one."""
        whole, rest = divmod(self.raw["third_review_spread"], 100)
        return f"{whole}.{rest:02}" if rest else str(whole)


def of(call):
    """The rules of a call that has opened. Asks the database nothing: all of it was written down."""
    raw = call.rules
    return Rules(
        raw=raw,
        parts=_parts(raw),
        groups=[
            Group(
                group["title"], [str(countries.name(code)) for code in group["countries"]], group["minimum"]
            )
            for group in raw["groups"]
        ],
        eligibility=[eligibility.asks(_rule(facts)) for facts in raw["eligibility"]],
        criteria=_criteria(raw["criteria"]),
    )


def _parts(raw):
    parts = [
        Part(_("Score of Level 1"), raw["level_1_weight"]),
        Part(_("Score of Level 2"), raw["level_2_weight"]),
        Part(_("Reviews of the application"), raw["rubric_weight"]),
    ]
    return [part for part in parts if part.weight]


def _rule(facts):
    """A rule as it was, whatever has become of its row."""
    level = Level(number=facts["level"]) if facts["level"] else None
    return EligibilityRule(
        kind=facts["kind"], level=level, value=facts["value"], professions=facts["professions"]
    )


def _criteria(raw):
    whole = sum(criterion["weight"] for criterion in raw)
    return [
        Criterion(
            title=criterion["title"],
            question=criterion["question"],
            share=round(100 * criterion["weight"] / whole),
            anchors=sorted(
                ((int(value), words) for value, words in criterion["anchors"].items()), reverse=True
            ),
        )
        for criterion in raw
    ]
