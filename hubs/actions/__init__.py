"""What people do with the ambassadors of a hub, and with their own terms. Each function is one transaction."""

from hubs.actions.ambassadors import (
    AlreadyChanged,
    end,
    renew,
    resign,
    show_in_public,
    take_step,
)
from hubs.actions.evidence import record_evidence, withdraw_evidence
from hubs.actions.naming import name_coordinator
from hubs.actions.nominating import accept, forget_expired_invitations, nominate, withdraw_invitation

__all__ = [
    "AlreadyChanged",
    "accept",
    "end",
    "forget_expired_invitations",
    "name_coordinator",
    "nominate",
    "record_evidence",
    "renew",
    "resign",
    "show_in_public",
    "take_step",
    "withdraw_evidence",
    "withdraw_invitation",
]
