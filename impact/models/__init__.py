from impact.models.follow_ups import Asked, FollowUp
from impact.models.milestones import Milestone, Step
from impact.models.reports import Report, ReportKind
from impact.models.snapshots import Cell, Snapshot

__all__ = [
    "Asked",
    "Cell",
    "FollowUp",
    "Milestone",
    "Report",
    "ReportKind",
    "Snapshot",
    "Step",
]
