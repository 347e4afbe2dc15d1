from impact.models.follow_ups import Asked, FollowUp
from impact.models.milestones import Milestone, Step
from impact.models.morning_mails import MorningMail
from impact.models.morning_rules import MorningRules
from impact.models.reports import Report, ReportKind
from impact.models.snapshots import Cell, Snapshot
from impact.models.tokens import ApiToken
from impact.models.webhooks import Delivery, DeliveryState, NewsRead, Occasion, Webhook

__all__ = [
    "ApiToken",
    "Asked",
    "Cell",
    "Delivery",
    "DeliveryState",
    "FollowUp",
    "Milestone",
    "MorningMail",
    "MorningRules",
    "NewsRead",
    "Occasion",
    "Report",
    "ReportKind",
    "Snapshot",
    "Step",
    "Webhook",
]
