"""What is done with certificates. Each is one transaction."""

from certificates.actions.awarding import Earned, award, award_many, confirm_name, issue_early, withdraw
from certificates.actions.issuing import issue_batch, issue_now
from certificates.actions.keeping import keep
from certificates.actions.replacing import accept_replacement, correct_name, correctable_until, replace
from certificates.actions.revoking import revoke
from certificates.actions.telling import mail_offers, to_be_told

__all__ = [
    "Earned",
    "accept_replacement",
    "award",
    "award_many",
    "confirm_name",
    "correct_name",
    "correctable_until",
    "issue_batch",
    "issue_early",
    "issue_now",
    "keep",
    "mail_offers",
    "replace",
    "revoke",
    "to_be_told",
    "withdraw",
]
