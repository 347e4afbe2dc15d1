"""Published requirements, read from the database and resolved: which resources are mandatory today, and where to go.

A rulebook is made for each version in use, in as many queries for all of them as for one.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from levels.models import (
    Module,
    Requirement,
    RequirementGroup,
    RequirementKind,
    RequirementSet,
    Resource,
    ScoreShare,
)
from levels.rules import Asked, Group, Rules


@dataclass(frozen=True)
class Place:
    """A resource in the classroom."""

    title: str
    level: int  # its number
    module: str
    slug: str


@dataclass(frozen=True)
class Rulebook:
    """`mark` changes with everything that can change a standing though no evidence came."""

    version: int
    rules: Rules
    shares: dict[int, int] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)  # by resource
    tests: dict[int, int] = field(default_factory=dict)  # by assessment: the resource that leads to it
    pass_marks: dict[int, int] = field(default_factory=dict)  # by assessment
    earlier: dict[int, int] = field(default_factory=dict)  # numbers of levels by their id
    number: int = 0  # of the level
    evaluation: int | None = None  # survey of the level

    @cached_property
    def mark(self):
        facts = (self.rules, sorted(self.places.items()), sorted(self.pass_marks.items()), self.version)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]


def load(sets, on=None):
    """`{id: Rulebook}` for these requirement sets (ids), as they are to be understood on a day."""
    found = RequirementSet.objects.filter(pk__in=sets).select_related("level")
    rows = {requirements.pk: requirements for requirements in found}
    levels = {requirements.level_id for requirements in rows.values()}
    resources, shares, groups = _resources(levels, on), _shares(levels), _groups(rows)
    return {
        pk: _rulebook(row, groups[pk], resources[row.level_id], shares[row.level_id])
        for pk, row in rows.items()
    }


def _resources(levels, on):
    modules = Module.objects.published(on).filter(level__in=levels)
    found = Resource.objects.published(on).filter(module__in=modules)
    by_level = defaultdict(list)
    for resource in found.select_related("module__level").order_by("module__order", "module", "order", "pk"):
        by_level[resource.module.level_id].append(resource)
    return by_level


def _shares(levels):
    shares = defaultdict(dict)
    rows = ScoreShare.objects.filter(level__in=levels).order_by("assessment")
    for level, assessment, weight in rows.values_list("level", "assessment", "weight"):
        shares[level][assessment] = weight
    return shares


def _groups(sets):
    asked, groups = defaultdict(list), defaultdict(list)
    rows = Requirement.objects.filter(group__set__in=sets).select_related("assessment", "earlier")
    for requirement in rows.order_by("order", "pk"):
        asked[requirement.group_id].append(requirement)
    for group in RequirementGroup.objects.filter(set__in=sets).order_by("order", "pk"):
        groups[group.set_id].append((group, asked[group.pk]))
    return groups


def _rulebook(requirements, groups, resources, shares):
    level = requirements.level
    rows = [requirement for _group, asked in groups for requirement in asked]
    rules = Rules(
        tuple(
            Group(
                group.title,
                group.operator,
                group.least,
                tuple(_asked(row, level, resources) for row in asked),
            )
            for group, asked in groups
        )
    )
    return Rulebook(
        version=requirements.number,
        number=level.number,
        evaluation=level.evaluation_id,
        rules=rules,
        shares=shares,
        places={
            resource.pk: Place(resource.title, level.number, resource.module.slug, resource.slug)
            for resource in resources
        },
        tests={row.assessment_id: row.pk for row in reversed(resources) if row.assessment_id},
        pass_marks={row.assessment_id: row.assessment.pass_mark for row in rows if row.assessment_id},
        earlier={row.earlier_id: row.earlier.number for row in rows if row.earlier_id},
    )


def _asked(row, level, resources):
    """A requirement as the rules know it; what another kind left in its fields plays no part."""
    facts = {
        RequirementKind.RESOURCES: lambda: {"resources": _mandatory(row, resources)},
        RequirementKind.ASSESSMENT: lambda: {"assessment": row.assessment_id},
        RequirementKind.ATTENDANCE: lambda: {
            "activity": row.activity_id,
            "share": row.share,
            "times": row.times,
        },
        RequirementKind.CASES: lambda: {"case_part": row.case_part, "times": row.times},
        RequirementKind.EVALUATION: lambda: {"survey": row.survey_id or level.evaluation_id},
        RequirementKind.SIGN_OFF: dict,
        RequirementKind.LEVEL: lambda: {"earlier": row.earlier_id},
    }[row.kind]()
    return Asked(key=row.key, kind=row.kind, title=row.title, level=level.pk, **facts)


def _mandatory(row, resources):
    return tuple(
        resource.pk
        for resource in resources
        if resource.is_mandatory and row.module_id in (None, resource.module_id)
    )
