"""What people do in a fellowship round. Each function is one transaction.

All that moves stages or places takes the lock of the call first (`stages.lock`), so that nobody is offered a place
twice; what a forgotten lock would break, the database refuses.
"""

from fellowships.actions.allocating import (
    RunEnded,
    discard,
    has_stake,
    propose_run,
    publish_result,
    sign,
    take_snapshot,
)
from fellowships.actions.applications import (
    ChangedMeanwhile,
    begin_application,
    discard_draft,
    forget_drafts,
    may_withdraw,
    save_application,
    submit,
    withdraw,
)
from fellowships.actions.assigning import (
    assign_reviews,
    close_reviews,
    expire_overdue,
    take_back,
)
from fellowships.actions.bursaries import (
    approve_bursary,
    cancel_bursary,
    pay_bursary,
    plan_again,
    plan_bursary,
    refund_bursary,
)
from fellowships.actions.calls import (
    close_call,
    close_overdue,
    complete_call,
    extend_call,
    open_call,
    step_back,
)
from fellowships.actions.cancelling import cancel_placement
from fellowships.actions.centres import (
    edition_of,
    offer_places,
    save_centre,
    say_current,
    withdraw_offering,
)
from fellowships.actions.choices import rank_centres
from fellowships.actions.choosing import choose_centre
from fellowships.actions.comments import comment
from fellowships.actions.conflicts import (
    confirm_conflict,
    lift_conflict,
    look_for_stakes,
)
from fellowships.actions.documents import (
    delete_document,
    scan,
    upload,
)
from fellowships.actions.eligibility import (
    check_eligibility,
    decide_eligibility,
    findings,
    settle_eligibility,
)
from fellowships.actions.ending import end_fellowship, leave_round
from fellowships.actions.exceptions import confirm_waiver, reopen, waive
from fellowships.actions.exchange import (
    accept_invitation,
    claim_invitation,
    decline_invitation,
    expire_invitations,
    forget_addresses,
    invite_expert,
    revoke_invitation,
)
from fellowships.actions.giving_back import keep_fellowship
from fellowships.actions.interests import (
    no_longer,
    tell_me,
)
from fellowships.actions.keeping_up import (
    keep_up_reviews,
)
from fellowships.actions.offers import (
    OfferOver,
    accept_offer,
    decline_offer,
    expire_offer,
    expire_offers,
    extend_offer,
    send_offers,
)
from fellowships.actions.placements import (
    arrange_stay,
    begin_placement,
    confirm_placement,
    finish_placement,
    finish_placements,
    say_wishes,
    tick_item,
)
from fellowships.actions.reports import (
    accept_report,
    ask_for_report,
    attest,
    return_report,
    save_report,
    submit_report,
)
from fellowships.actions.reserve import (
    close_due_reserve_lists,
    close_reserve_list,
    fill_again,
)
from fellowships.actions.reviewing import (
    Stake,
    answer_gate,
    declare_late,
    give_back,
    save_review,
    submit_review,
)

__all__ = [
    "ChangedMeanwhile",
    "OfferOver",
    "RunEnded",
    "Stake",
    "accept_invitation",
    "accept_offer",
    "accept_report",
    "answer_gate",
    "approve_bursary",
    "arrange_stay",
    "ask_for_report",
    "assign_reviews",
    "attest",
    "begin_application",
    "begin_placement",
    "cancel_bursary",
    "cancel_placement",
    "check_eligibility",
    "choose_centre",
    "claim_invitation",
    "close_call",
    "close_due_reserve_lists",
    "close_overdue",
    "close_reserve_list",
    "close_reviews",
    "comment",
    "complete_call",
    "confirm_conflict",
    "confirm_placement",
    "confirm_waiver",
    "decide_eligibility",
    "declare_late",
    "decline_invitation",
    "decline_offer",
    "delete_document",
    "discard",
    "discard_draft",
    "edition_of",
    "end_fellowship",
    "expire_invitations",
    "expire_offer",
    "expire_offers",
    "expire_overdue",
    "extend_call",
    "extend_offer",
    "fill_again",
    "findings",
    "finish_placement",
    "finish_placements",
    "forget_addresses",
    "forget_drafts",
    "give_back",
    "has_stake",
    "invite_expert",
    "keep_fellowship",
    "keep_up_reviews",
    "leave_round",
    "lift_conflict",
    "look_for_stakes",
    "may_withdraw",
    "no_longer",
    "offer_places",
    "open_call",
    "pay_bursary",
    "plan_again",
    "plan_bursary",
    "propose_run",
    "publish_result",
    "rank_centres",
    "refund_bursary",
    "reopen",
    "return_report",
    "revoke_invitation",
    "save_application",
    "save_centre",
    "save_report",
    "save_review",
    "say_current",
    "say_wishes",
    "scan",
    "send_offers",
    "settle_eligibility",
    "sign",
    "step_back",
    "submit",
    "submit_report",
    "submit_review",
    "take_back",
    "take_snapshot",
    "tell_me",
    "tick_item",
    "upload",
    "waive",
    "withdraw",
    "withdraw_offering",
]
