"""What people do with the ambassadors of a hub. Each function is one transaction."""

from hubs.actions.ambassadors import (
    AlreadyChanged,
    end,
    renew,
    resign,
    show_in_public,
    take_step,
)
from hubs.actions.evidence import record_evidence, withdraw_evidence
from hubs.actions.nominating import accept, forget_expired_invitations, nominate, withdraw_invitation

__all__ = [
    "AlreadyChanged",
    "accept",
    "end",
    "forget_expired_invitations",
    "nominate",
    "record_evidence",
    "renew",
    "resign",
    "show_in_public",
    "take_step",
    "withdraw_evidence",
    "withdraw_invitation",
]
