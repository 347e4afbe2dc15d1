"""Requirements that nobody could meet, found before they are published, and said in words."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import drawing
from cases.models import Case, CaseState, Part
from levels import planning
from levels.models import Level, Requirement, RequirementGroup, RequirementKind, RequirementSet, Resource


@dataclass(frozen=True)
class Findings:
    """`errors` are why nobody could complete the level, so it is not published; `warnings` what is hardly meant."""

    errors: tuple
    warnings: tuple


def check(requirements):
    """What is wrong with this version of what a level asks."""
    groups = list(requirements.groups.prefetch_related("requirements"))
    rows = [row for group in groups for row in group.requirements.all()]
    errors = [] if groups else [_("It asks for nothing: add a group of requirements.")]
    errors += [text for group in groups for text in _of_group(group)]
    errors += _of_keys(rows)
    errors += [text for row in rows for text in _ERRORS[row.kind](row, requirements.level)]
    errors += _of_cycles(requirements, rows)
    warnings = [text for row in rows for text in _WARNINGS.get(row.kind, _none)(row, requirements.level)]
    return Findings(tuple(errors), tuple(warnings))


def _none(row, level):
    return []


def _of_group(group):
    count = len(group.requirements.all())
    if not count:
        return [_("“%(group)s” asks for nothing: add a requirement, or delete the group.") % {"group": group}]
    if group.operator == RequirementGroup.Operator.AT_LEAST and group.least > count:
        text = ngettext(
            "“%(group)s” asks for %(least)s of %(count)s requirement: nobody could meet that.",
            "“%(group)s” asks for %(least)s of %(count)s requirements: nobody could meet that.",
            count,
        )
        return [text % {"group": group, "least": group.least, "count": count}]
    return []


def _of_keys(rows):
    """A key names one requirement of the level: what is signed off or exempted is known by it."""
    seen, twice = set(), set()
    for row in rows:
        (twice if row.key in seen else seen).add(row.key)
    return [_("The key “%(key)s” stands at two requirements.") % {"key": key} for key in sorted(twice)]


def _resources(row, level):
    module = row.module
    if module and module.level_id != level.pk:
        return [_("“%(row)s”: this module belongs to another level.") % {"row": row}]
    needed = Resource.objects.published().filter(is_mandatory=True, module__in=level.modules.published())
    if module and not needed.filter(module=module).exists():
        return [_("“%(row)s”: this module has no mandatory resource that is published.") % {"row": row}]
    if not needed.exists():
        return [_("“%(row)s”: the level has no mandatory resource that is published.") % {"row": row}]
    return []


def _assessment(row, level):
    if not row.assessment.is_published:
        return [_("“%(row)s”: this assessment is not published.") % {"row": row}]
    if Level.objects.filter(pretest=row.assessment).exists():
        return [_("“%(row)s”: this is a pre-test, which never counts towards completion.") % {"row": row}]
    try:
        drawing.choose(row.assessment, seen=())
    except ValidationError as error:
        return [f"“{row}”: {text}" for text in error.messages]
    return []


def _attendance(row, level):
    if row.activity.level_id != level.pk:
        return [_("“%(row)s”: this activity belongs to another level.") % {"row": row}]
    return []


def _too_few_events(row, level):
    planned = planning.events(row.activity)
    if planned >= row.times:
        return []
    text = _("“%(row)s” asks for more events (%(times)s) than count as this activity so far (%(planned)s).")
    return [text % {"row": row, "times": row.times, "planned": planned}]


def _too_few_cases(row, level):
    published = Case.objects.filter(state=CaseState.PUBLISHED).count()
    if row.case_part != Part.READ or published >= row.times:
        return []
    text = _("“%(row)s” asks for more cases (%(times)s) than are published so far (%(published)s).")
    return [text % {"row": row, "times": row.times, "published": published}]


def _evaluation(row, level):
    if row.survey is None and level.evaluation is None:
        return [_("“%(row)s”: the level has no evaluation yet. Choose one at the level.") % {"row": row}]
    return []


def _not_open(row, level):
    survey = row.survey or level.evaluation
    if survey is None or survey.is_open:
        return []
    return [_("“%(row)s”: this evaluation is not open to be answered.") % {"row": row}]


def _level(row, level):
    if row.earlier_id == level.pk:
        return [_("“%(row)s”: a level cannot ask for itself.") % {"row": row}]
    if not RequirementSet.objects.published().filter(level=row.earlier_id).exists():
        return [
            _("“%(row)s”: nobody can complete that level before its requirements are published.")
            % {"row": row}
        ]
    return []


def _of_cycles(requirements, rows):
    """Levels that wait for each other, by what they ask for or by when they open."""
    level = requirements.level
    waits_for = _waiting()
    waits_for[level.pk] = {row.earlier_id for row in rows if row.kind == RequirementKind.LEVEL} - {level.pk}
    if level.needs_previous and level.previous:
        waits_for[level.pk].add(level.previous.pk)
    way = _way(level.pk, level.pk, waits_for)
    if not way:
        return []
    numbers = dict(Level.objects.values_list("pk", "number"))
    names = " → ".join(_("Level %(number)s") % {"number": numbers[pk]} for pk in way)
    return [
        _("These levels wait for each other: %(levels)s. Nobody could complete them.") % {"levels": names}
    ]


def _waiting():
    """`{level: levels that have to be completed before}`, by the newest published versions."""
    newest = RequirementSet.objects.newest().values("pk")
    waits_for = {level.pk: set() for level in Level.objects.all()}
    asked = Requirement.objects.filter(group__set__in=newest, kind=RequirementKind.LEVEL)
    for level, earlier in asked.values_list("group__set__level", "earlier"):
        waits_for[level].add(earlier)
    for level in Level.objects.filter(needs_previous=True):
        if level.previous:
            waits_for[level.pk].add(level.previous.pk)
    return waits_for


def _way(start, end, waits_for, seen=()):
    """The first way from a level back to it, as a list of levels; empty where there is none."""
    for following in sorted(waits_for.get(start, ())):
        if following == end:
            return [*seen, start, end]
        if following not in (*seen, start):
            way = _way(following, end, waits_for, (*seen, start))
            if way:
                return way
    return []


_ERRORS = {
    RequirementKind.RESOURCES: _resources,
    RequirementKind.ASSESSMENT: _assessment,
    RequirementKind.ATTENDANCE: _attendance,
    RequirementKind.CASES: _none,
    RequirementKind.EVALUATION: _evaluation,
    RequirementKind.SIGN_OFF: _none,
    RequirementKind.LEVEL: _level,
}
_WARNINGS = {
    RequirementKind.ATTENDANCE: _too_few_events,
    RequirementKind.CASES: _too_few_cases,
    RequirementKind.EVALUATION: _not_open,
}
