"""Progress and standings made anew from the evidence, for one person or for all; and the look whether they differ.

In batches of people, each in a transaction of its own: one query for their progress, one for their evidence, and
one each for what has to be added, mended or taken away.
"""

import json
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from levels import emails
from levels.actions import completion
from levels.models import EvidenceKind, Progress
from levels.progress import FIELDS, Fact, state_of

logger = logging.getLogger(__name__)

BATCH = 250
FETCHED = 1000
LOGGED = 100

# Results of assessments count for each resource that leads to them. Moments are microseconds: there are millions.
_EVIDENCE = """
    SELECT person_id, resource_id, json_agg(
        json_build_array(kind, (extract(epoch FROM happened_at) * 1000000)::bigint, data, coalesce(version, 1))
        ORDER BY happened_at
    )::text
    FROM (
        SELECT person_id, resource_id, kind, happened_at, data, resource_version AS version
        FROM levels_evidence WHERE person_id = ANY(%(people)s) AND resource_id IS NOT NULL
        UNION ALL
        SELECT e.person_id, r.id, e.kind, e.happened_at, e.data, e.resource_version
        FROM levels_evidence AS e JOIN levels_resource AS r ON r.assessment_id = e.assessment_id
        WHERE e.person_id = ANY(%(people)s) AND e.resource_id IS NULL AND e.kind = %(scored)s
    ) AS evidence
    GROUP BY person_id, resource_id
"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Report:
    """`missing`, `differing` and `surplus` are pairs (person, resource), by id: there must be none."""

    people: int = 0
    rows: int = 0
    missing: list = field(default_factory=list)
    differing: list = field(default_factory=list)
    surplus: list = field(default_factory=list)
    standings: completion.Report | None = None

    @property
    def differences(self):
        of_progress = len(self.missing) + len(self.differing) + len(self.surplus)
        return of_progress + len(self.standings.differing)


def rebuild(*, person=None, check=False):
    """Compare what is stored with what the evidence comes to, and mend it unless this is only a check."""
    report = Report()
    people = [person.pk] if person else _everybody()
    for start in range(0, len(people), BATCH):
        with transaction.atomic():
            _rebuild(people[start : start + BATCH], report, check)
    report.people = len(people)
    report.standings = completion.reconcile(check=check, people=[person.pk] if person else None)
    for pair in (report.missing + report.differing + report.surplus)[:LOGGED]:
        logger.error("Progress of person %s with resource %s is not what the evidence comes to", *pair)
    return report


def compare():
    """The look of the night: what is stored stays as it is, and the office is told where it differs."""
    report = rebuild(check=True)
    if report.differences:
        emails.queue_differences(report, timezone.localdate())
    return report


def _everybody():
    """Whoever has evidence or progress, by id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM levels_evidence UNION SELECT person_id FROM levels_progress ORDER BY 1"
        )
        return [pk for (pk,) in cursor.fetchall()]


def _rebuild(people, report, check):
    stored = _stored(people)
    missing, mended = {}, []
    for pair, state in _states_of(people):
        report.rows += 1
        pk, *values = stored.pop(pair, (None,))
        if pk is None:
            missing[pair] = Progress(person_id=pair[0], resource_id=pair[1], **vars(state))
        elif values != [getattr(state, name) for name in FIELDS]:
            report.differing.append(pair)
            mended.append(Progress(pk=pk, **vars(state)))
    _leave_out_new(missing)
    report.missing += missing
    report.surplus += stored
    if not check:
        _write(missing.values(), mended, [pk for pk, *_values in stored.values()])


def _stored(people):
    """Held, so that what comes in meanwhile waits until the evidence was read, and then counts on top of it."""
    rows = Progress.objects.filter(person__in=people).order_by("person", "resource").select_for_update()
    columns = rows.values_list("person_id", "resource_id", "pk", *FIELDS)
    return {(person, resource): values for person, resource, *values in columns}


def _leave_out_new(missing):
    """Progress that somebody has just begun was not there to be held, and is up to date."""
    if missing:
        rows = Progress.objects.filter(person__in={person for person, _resource in missing})
        for pair in rows.values_list("person", "resource"):
            missing.pop(pair, None)


def _write(made, mended, surplus):
    Progress.objects.bulk_create(made, ignore_conflicts=True, batch_size=2000)
    Progress.objects.bulk_update(mended, FIELDS, batch_size=500)
    Progress.objects.filter(pk__in=surplus).delete()


def _states_of(people):
    """((person, resource), state) of these people, without having all their evidence in memory at once."""
    with connection.cursor() as cursor:
        cursor.execute(_EVIDENCE, {"people": people, "scored": EvidenceKind.SCORED})
        while rows := cursor.fetchmany(FETCHED):
            for person, resource, facts in rows:
                yield (person, resource), _dated(state_of(Fact(*fact) for fact in json.loads(facts)))


def _dated(state):
    for name in ("opened_at", "last_at", "done_at"):
        moment = getattr(state, name)
        if moment is not None:
            setattr(state, name, _EPOCH + timedelta(microseconds=moment))
    return state
