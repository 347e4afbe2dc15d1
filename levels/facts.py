"""What people have done, read from the database in as many queries for thousands as for one."""

import json
from collections import defaultdict
from datetime import UTC, datetime, time
from typing import NamedTuple

from evaluations.models import Participation
from levels.models import Evidence, EvidenceKind, LevelEnrolment, Progress
from levels.rules import Attended, Facts, Scored

COUNTING = [
    EvidenceKind.SCORED,
    EvidenceKind.ATTENDED,
    EvidenceKind.CASE,
    EvidenceKind.SIGNED_OFF,
    EvidenceKind.EXEMPTED,
]


class Event(NamedTuple):
    """A piece of evidence; `subject` is the id of its assessment, activity, case or level."""

    kind: str
    subject: int
    data: dict
    at: datetime

    @property
    def when(self):
        """Sorts evidence the same way however it arrived, also two pieces of the same moment."""
        return self.at, json.dumps(self.data, sort_keys=True)


def of(people):
    """`{person: Facts}` for these people (ids)."""
    facts = {pk: Facts() for pk in people}
    done = Progress.objects.filter(person__in=facts).exclude(done_at=None)
    for person, resource, at in done.values_list("person", "resource", "done_at"):
        facts[person].done[resource] = at
    for person, events in _evidence(facts).items():
        fold(facts[person], events)
    answered = Participation.objects.filter(person__in=facts)
    for person, survey, day in answered.values_list("person", "survey", "answered_on"):
        # Of an anonymous evaluation only the day is known.
        facts[person].answered[survey] = datetime.combine(day, time(0), UTC)
    completed = LevelEnrolment.objects.filter(enrolment__user__in=facts).exclude(completed_at=None)
    for person, level, at in completed.values_list("enrolment__user", "level", "completed_at"):
        facts[person].completed[level] = at
    return facts


def _evidence(people):
    rows = Evidence.objects.filter(person__in=people, kind__in=COUNTING, resource=None).order_by()
    events = defaultdict(list)
    for person, kind, assessment, activity, case, level, data, at in rows.values_list(
        "person", "kind", "assessment", "activity", "case", "level", "data", "happened_at"
    ):
        events[person].append(Event(kind, assessment or activity or case or level, data, at))
    return events


def fold(facts, events):
    """Add evidence to the facts of one person. On each subject the latest word counts, in whatever order they come."""
    for event in sorted(events, key=lambda event: event.when):
        _FOLDERS[event.kind](facts, event)


def _scored(facts, event):
    facts.scored[event.subject] = Scored(event.data["score"], event.data["passed"], event.at)


def _attended(facts, event):
    occasions = facts.attended.setdefault(event.subject, {})
    occasions[event.data["occasion"]] = Attended(event.data["share"], event.at, event.data["title"])


def _case(facts, event):
    cases = facts.cases.setdefault(event.data["part"], {})
    if event.data["holds"]:
        cases.setdefault(event.subject, event.at)
    else:
        cases.pop(event.subject, None)


def _signed_off(facts, event):
    _hold(facts.signed_off, event)


def _exempted(facts, event):
    _hold(facts.exempted, event)


def _hold(held, event):
    key = (event.subject, event.data["requirement"])
    if event.data["holds"]:
        held[key] = event.at
    else:
        held.pop(key, None)


_FOLDERS = {
    EvidenceKind.SCORED: _scored,
    EvidenceKind.ATTENDED: _attended,
    EvidenceKind.CASE: _case,
    EvidenceKind.SIGNED_OFF: _signed_off,
    EvidenceKind.EXEMPTED: _exempted,
}
