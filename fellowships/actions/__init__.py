"""What people do in a fellowship round. Each function is one transaction.

All that moves stages or places takes the lock of the call first (`stages.lock`), so that nobody is offered a place
twice; what a forgotten lock would break, the database refuses.
"""

from fellowships.actions.bursaries import plan_bursary
from fellowships.actions.applications import (
    ChangedMeanwhile,
    begin_application,
    discard_draft,
    may_withdraw,
    save_application,
    submit,
    withdraw,
)
from fellowships.actions.calls import close_call, close_overdue, open_call
from fellowships.actions.eligibility import (
    check_eligibility,
    decide_eligibility,
    findings,
    settle_eligibility,
)
from fellowships.actions.interests import no_longer, tell_me
from fellowships.actions.placements import begin_placement
from fellowships.actions.reports import ask_for_report

__all__ = [
    "ask_for_report",
    "begin_placement",
    "ChangedMeanwhile",
    "begin_application",
    "check_eligibility",
    "close_call",
    "close_overdue",
    "decide_eligibility",
    "discard_draft",
    "findings",
    "may_withdraw",
    "no_longer",
    "open_call",
    "plan_bursary",
    "save_application",
    "settle_eligibility",
    "submit",
    "tell_me",
    "withdraw",
]
