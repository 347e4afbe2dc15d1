from impact.models.follow_ups import Asked, FollowUp
from impact.models.milestones import Milestone, Step
from impact.models.morning_rules import MorningRules
from impact.models.reports import Report, ReportKind
from impact.models.snapshots import Cell, Snapshot

__all__ = [
    "Asked",
    "Cell",
    "FollowUp",
    "Milestone",
    "MorningRules",
    "Report",
    "ReportKind",
    "Snapshot",
    "Step",
]
