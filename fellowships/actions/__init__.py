"""What people do in a fellowship round. Each function is one transaction.

All that moves stages or places takes the lock of the call first (`stages.lock`), so that nobody is offered a place
twice; what a forgotten lock would break, the database refuses.
"""

from fellowships.actions.bursaries import plan_bursary
from fellowships.actions.calls import close_call, close_overdue, open_call
from fellowships.actions.interests import no_longer, tell_me
from fellowships.actions.placements import begin_placement
from fellowships.actions.reports import ask_for_report

__all__ = [
    "ask_for_report",
    "begin_placement",
    "close_call",
    "close_overdue",
    "no_longer",
    "open_call",
    "plan_bursary",
    "tell_me",
]
