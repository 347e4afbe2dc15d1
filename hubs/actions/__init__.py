"""What people do with the ambassadors of a hub, and with their own terms. Each function is one transaction."""

from hubs.actions.ambassadors import (
    AlreadyChanged,
    end,
    renew,
    resign,
    show_in_public,
    take_step,
)
from hubs.actions.appointing import (
    accept_appointment,
    appoint,
    end_term,
    hand_over,
    withdraw_appointment,
)
from hubs.actions.evidence import record_evidence, withdraw_evidence
from hubs.actions.naming import name_coordinator
from hubs.actions.nominating import accept, forget_expired_invitations, nominate, withdraw_invitation

__all__ = [
    "AlreadyChanged",
    "accept",
    "accept_appointment",
    "appoint",
    "end",
    "end_term",
    "forget_expired_invitations",
    "hand_over",
    "name_coordinator",
    "nominate",
    "record_evidence",
    "renew",
    "resign",
    "show_in_public",
    "take_step",
    "withdraw_appointment",
    "withdraw_evidence",
    "withdraw_invitation",
]
