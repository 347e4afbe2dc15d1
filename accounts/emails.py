"""Mails about the account. They leave by the sign-in library's adapter, which the outbox stands behind."""

from allauth.account.adapter import get_adapter


def tell_erasure_requested(erasure):
    """Whoever did not ask for it oneself must hear of it while there is time."""
    get_adapter().send_mail(
        "accounts/email/erasure_requested",
        erasure.user.email,
        # `timestamp` is one of the facts that the outbox carries.
        {"user": erasure.user, "timestamp": erasure.due_at},
    )
