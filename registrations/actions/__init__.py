"""What people do with events, seats and registrations. Each function is one transaction.

Everything that moves seats takes the lock of the event first (`seating.lock`), so no seat is given twice and
nobody overtakes; what a forgotten lock would break, the database refuses.
"""

from registrations.actions.allocating import (
    AllocationEnded,
    FactsChanged,
    discard,
    propose_allocation,
    seal_lot,
    sign_off,
)
from registrations.actions.announcements import (
    AlreadySettled,
    cancel_announcement,
    confirm_announcement,
    discard_announcement,
    write_announcement,
)
from registrations.actions.archives import ask_for_certificates
from registrations.actions.asking import cancel, register
from registrations.actions.attendance import record_attendance
from registrations.actions.certificates import (
    AlreadyReleased,
    issue_remaining,
    let_staff_learn,
    release_certificates,
)
from registrations.actions.checking_in import Outcome, Passage, check_in, check_out
from registrations.actions.closing import AlreadyClosed, approve_certificates, close_event
from registrations.actions.deciding import AlreadyDecided, approve, decline
from registrations.actions.disputes import AlreadyAnswered, answer_dispute, dispute_attendance
from registrations.actions.evaluating import answer_evaluation, begin_evaluation
from registrations.actions.events import cancel_event
from registrations.actions.feeds import renew_feed, stop_feed
from registrations.actions.hub_events import edit_event, publish_event
from registrations.actions.moving import carry_sessions, save_event
from registrations.actions.nominating import nominate, withdraw_nomination
from registrations.actions.offers import OfferOver, accept, expire, turn_down
from registrations.actions.proposals import (
    ChangedMeanwhile,
    ProposalMoved,
    approve_proposal,
    keep_proposal,
    propose_event,
    send_back_proposal,
    withdraw_proposal,
)
from registrations.actions.ranking import OrderChanged, OwnRequest, put_in_order
from registrations.actions.reports import (
    AlreadyDone,
    count_report,
    decide_people,
    read_again,
    upload_report,
    withdraw_report,
)
from registrations.actions.seats import lay_out_seats
from registrations.actions.transfers import (
    TransferEnded,
    confirm_transfer,
    propose_transfer,
    refuse_transfer,
    withdraw_transfer,
)

__all__ = [
    "AllocationEnded",
    "AlreadyAnswered",
    "AlreadyClosed",
    "AlreadyDecided",
    "AlreadyDone",
    "AlreadyReleased",
    "AlreadySettled",
    "ChangedMeanwhile",
    "FactsChanged",
    "OfferOver",
    "OrderChanged",
    "Outcome",
    "OwnRequest",
    "Passage",
    "ProposalMoved",
    "TransferEnded",
    "accept",
    "answer_dispute",
    "answer_evaluation",
    "approve",
    "approve_certificates",
    "approve_proposal",
    "ask_for_certificates",
    "begin_evaluation",
    "cancel",
    "cancel_announcement",
    "cancel_event",
    "carry_sessions",
    "check_in",
    "check_out",
    "close_event",
    "confirm_announcement",
    "confirm_transfer",
    "count_report",
    "decide_people",
    "decline",
    "discard",
    "discard_announcement",
    "dispute_attendance",
    "edit_event",
    "expire",
    "issue_remaining",
    "keep_proposal",
    "lay_out_seats",
    "let_staff_learn",
    "nominate",
    "propose_allocation",
    "propose_event",
    "propose_transfer",
    "publish_event",
    "put_in_order",
    "read_again",
    "record_attendance",
    "refuse_transfer",
    "register",
    "release_certificates",
    "renew_feed",
    "save_event",
    "seal_lot",
    "send_back_proposal",
    "sign_off",
    "stop_feed",
    "turn_down",
    "upload_report",
    "withdraw_nomination",
    "withdraw_proposal",
    "withdraw_report",
    "withdraw_transfer",
    "write_announcement",
]
