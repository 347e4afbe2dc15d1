"""What people do in the case repository becomes evidence: `cases.followers` tells."""

from levels.actions.evidence import record
from levels.models import EvidenceKind


def follow(contribution):
    """Record that somebody worked on a case, or that it does not count any more."""
    record(
        person=contribution.person,
        kind=EvidenceKind.CASE,
        case=contribution.case,
        data={"part": contribution.part, "holds": contribution.taken_back_at is None},
    )
