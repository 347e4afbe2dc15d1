"""How an answer is judged where its question was scored anew. Marking asks here, and so does rescoring itself."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from assessments import marking
from assessments.models import Decision, Kind, Rescoring

# Any number that no other lock of the portal has.
LOCK = 4_026_001


class Judged(NamedTuple):
    points: int | None
    is_counted: bool


@dataclass(frozen=True)
class _Rekeyed:
    """A version with another key, as far as marking looks."""

    kind: str
    options: object
    items: object
    target: object
    tolerance: object


@dataclass(frozen=True)
class _Option:
    pk: int
    is_correct: bool


class _Options(tuple):
    def all(self):
        return self


def rules_for(versions):
    """The rescoring in force of each of these versions, by version: {} for most.

    Held until the transaction ends: who marks and who scores anew never overlap, so no answer is judged by a rule
    that has just been replaced.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
    return in_force(versions)


def in_force(versions):
    return {rule.version_id: rule for rule in Rescoring.objects.in_force(versions)}


def be_alone():
    """Waits until nobody marks, and keeps everybody from marking until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def judge(version, answer, rule=None):
    """What an answer earns, and whether the question counts. `rule` is the rescoring in force, if any."""
    decision = rule.decision if rule else Decision.AS_WRITTEN
    if decision == Decision.FULL:
        return Judged(marking.ALL, True)
    if decision == Decision.ALSO_RIGHT and answer in rule.options:
        return Judged(marking.ALL, True)
    if decision == Decision.ANOTHER_KEY:
        return Judged(marking.points(_rekeyed(version, rule), answer), True)
    return Judged(marking.points(version, answer), decision != Decision.OUT)


def judge_all(rows, versions, rules):
    """Set points and `is_counted` of an attempt's rows. Where nothing would be left to count, what is out is full."""
    for row in rows:
        rule = rules.get(row.version_id)
        row.points, row.is_counted = judge(versions[row.version_id], row.answer, rule)
    if not any(row.is_counted for row in rows):
        for row in rows:
            row.points, row.is_counted = marking.ALL, True


def _rekeyed(version, rule):
    options = _Options(_Option(one.pk, one.pk in rule.options) for one in version.options.all())
    return _Rekeyed(version.kind, options, version.items, rule.number, rule.tolerance)


# Which decisions make sense: a key can be set anew where it is a choice or a number.
DECISIONS = {
    Kind.SINGLE: [Decision.ALSO_RIGHT, Decision.ANOTHER_KEY, Decision.OUT, Decision.FULL],
    Kind.MULTIPLE: [Decision.ANOTHER_KEY, Decision.OUT, Decision.FULL],
    Kind.TRUE_FALSE: [Decision.ANOTHER_KEY, Decision.OUT, Decision.FULL],
    Kind.MATCHING: [Decision.OUT, Decision.FULL],
    Kind.ORDERING: [Decision.OUT, Decision.FULL],
    Kind.NUMERIC: [Decision.ANOTHER_KEY, Decision.OUT, Decision.FULL],
    Kind.SHORT_TEXT: [Decision.OUT, Decision.FULL],
}


def decisions(kind, rule=None):
    """What may be decided about a question of this kind; back to how it was written only where it is not so."""
    back = [Decision.AS_WRITTEN] if rule and rule.decision != Decision.AS_WRITTEN else []
    return DECISIONS[kind] + back
