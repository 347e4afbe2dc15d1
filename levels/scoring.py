"""Results of assessments become evidence: `assessments.followers` tells, whichever way a result came to change."""

from levels.actions.evidence import record
from levels.models import Evidence, EvidenceKind


def follow(result):
    """Record a result as it is now, unless that is what was recorded last."""
    data = {"score": result.score, "passed": result.is_passed, "attempt": result.attempt.number}
    said = Evidence.objects.filter(
        person=result.person_id, kind=EvidenceKind.SCORED, resource=None, assessment=result.assessment_id
    )
    last = said.order_by("happened_at", "pk").last()
    if last is None or last.data != data:
        record(
            person=result.person,
            kind=EvidenceKind.SCORED,
            assessment=result.assessment,
            data=data,
            happened_at=result.changed_at,
        )
