"""The roster of a hub: its ambassadors, by step, with what shows that the next one was earned."""

import csv
from dataclasses import dataclass, field

from django.db.models import Prefetch

from accounts.tables import harmless
from hubs.models import Evidence, EvidenceKind, Rung, Step

COLUMNS = ["hub", "name", "email", "step", "since", "term_starts", "term_ends", "trained", "taught", "ended"]


@dataclass
class Group:
    """The people on one step of the ladder."""

    rung: Rung
    people: list = field(default_factory=list)


def with_story(ambassadors):
    """Each with `steps` (`recorded_by` included) and the person's evidence: the same three queries for any number."""
    steps = Step.objects.select_related("recorded_by").order_by("rung")
    evidence = Evidence.objects.order_by("-happened_on", "-pk")
    return ambassadors.select_related("user", "hub", "ended_by").prefetch_related(
        Prefetch("steps", steps), Prefetch("user__ambassador_evidence", evidence)
    )


def by_step(ambassadors):
    """In groups, the highest step first; a step nobody stands on is left out."""
    groups = {rung: Group(rung) for rung in reversed(Rung)}
    for ambassador in ambassadors:
        groups[ambassador.rung].people.append(ambassador)
    return [group for group in groups.values() if group.people]


def evidence_of(ambassador, kind):
    """What the person did of this kind, the newest first. Loaded by `with_story`."""
    return [row for row in ambassador.user.ambassador_evidence.all() if row.kind == kind]


def suggestion(ambassador):
    """Evidence that is enough for the next step, waiting for a coordinator to confirm it; else None."""
    if ambassador.rung == Rung.NOMINATED:
        return next(iter(evidence_of(ambassador, EvidenceKind.TRAINED)), None)
    if ambassador.rung == Rung.TRAINED:
        since = ambassador.steps.all()[Rung.TRAINED - 1].taken_on
        taught = evidence_of(ambassador, EvidenceKind.TAUGHT)
        return next((row for row in taught if row.happened_on >= since), None)
    return None


def write_table(file, ambassadors):
    """One line for each term. No cell is run as a formula by a spreadsheet."""
    table = csv.writer(file)
    table.writerow(COLUMNS)
    for row in ambassadors:
        table.writerow([harmless(cell) for cell in _cells(row)])


def _cells(row):
    trained, taught = (
        "; ".join(str(one) for one in evidence_of(row, kind))
        for kind in (EvidenceKind.TRAINED, EvidenceKind.TAUGHT)
    )
    since = row.steps.all()[row.rung - 1].taken_on if row.steps.all() else ""
    ended = f"{row.ended_at:%Y-%m-%d}" if row.ended_at else ""
    return [
        row.hub.country.code,
        row.user.name,
        row.user.email,
        row.get_rung_display(),
        since,
        row.starts_on,
        row.ends_on,
        trained,
        taught,
        ended,
    ]
