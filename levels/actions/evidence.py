"""Adding evidence: the one door through which it comes in."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from levels import facts, progress
from levels.actions import completion
from levels.models import Evidence, EvidenceKind, Progress, Resource
from levels.progress import FIELDS, Fact, State

KNOWN = "levels_evidence_received_once"


def record(*, person, kind, happened_at=None, **columns):
    """Add one piece of evidence, and what it comes to. None where the same sending is known already.

    `columns` are the other columns of Evidence: one subject (resource, assessment, activity or level), data,
    device and sequence. What a browser claims comes through `levels.actions.receiving` instead, which holds it against
    the clock.
    """
    now = timezone.now()
    row = Evidence(
        person=person, kind=kind, happened_at=min(happened_at or now, now), received_at=now, **columns
    )
    try:
        with transaction.atomic():
            add(person, [row])
    except IntegrityError as error:
        if KNOWN not in str(error):
            raise
        return None
    return row


def add(person, rows, held=None):
    """Store these rows, all of one subject, fold them into the progress, and decide about the person's levels where
    they can change that. To be called in a transaction. `held` is what `hold` gives, where the caller has it already.
    """
    first = rows[0]
    held = held or [hold(person, resource) for resource in _resources(first)]
    for row in rows:
        row.resource_version = row.resource.version if row.resource else None
        row.data = terms(row) | (row.data or {})
    Evidence.objects.bulk_create(rows)
    was_done = [one.done_at for one, _is_new in held]
    for one, is_new in held:
        fold(one, rows, is_new=is_new)
    if first.kind in facts.COUNTING or was_done != [one.done_at for one, _is_new in held]:
        completion.decide(person=person)


def terms(row):
    """What had to be watched or reached when this was recorded: see `levels.progress`."""
    if row.kind == EvidenceKind.WATCHED:
        return {"length": (row.resource.length or 0) * 1000, "needed": row.resource.needed_percent}
    if row.kind == EvidenceKind.PAGES:
        return {"length": row.resource.length or 0, "needed": row.resource.needed_percent}
    return {}


def _resources(row):
    """Those whose progress this is about, always in the same order."""
    if row.resource:
        return [row.resource]
    if row.assessment_id:
        return list(Resource.objects.filter(assessment=row.assessment_id).order_by("pk"))
    return []


def hold(person, resource):
    """The person's progress with a resource, for this transaction alone to change, and whether it was made just now."""
    rows = Progress.objects.select_for_update().filter(person=person, resource=resource)
    row, is_new = rows.first(), False
    if row is None:
        now, is_new = timezone.now(), True
        made = Progress(person=person, resource=resource, opened_at=now, last_at=now)
        Progress.objects.bulk_create([made], ignore_conflicts=True)
        row = rows.get()
    row.person, row.resource = person, resource
    return row, is_new


def fold(row, news, *, is_new):
    """Bring the progress up to date with evidence that was just added."""
    fresh = progress.in_order(map(fact_of, news))
    if is_new or fresh[0].happened_at <= row.last_at:
        state = progress.state_of(map(fact_of, about(row.person, row.resource)))
    else:
        state = State(**{name: getattr(row, name) for name in FIELDS})
        for fact in fresh:
            progress.add(state, fact)
    for name in FIELDS:
        setattr(row, name, getattr(state, name))
    row.save()


def about(person, resource):
    """All evidence that counts for one resource."""
    own = Q(resource=resource)
    if resource.assessment_id:
        own |= Q(kind=EvidenceKind.SCORED, assessment=resource.assessment_id)
    return Evidence.objects.filter(own, person=person)


def fact_of(row):
    return Fact(row.kind, row.happened_at, row.data, row.resource_version or 1)
