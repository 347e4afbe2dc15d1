"""The mails about an account: allauth asks for them."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mailing.kinds import Kind, register

CODES = {
    "account/email_confirmation_signup": _("Code to confirm an address after sign-up"),
    "account/email_confirmation": _("Code to confirm an address"),
    "account/password_reset_code": _("Code to set a new password"),
    "account/login_code": _("Code to log in"),
}
NOTICES = {
    "account/password_reset_key": _("Link to set a new password"),
    "account/unknown_account": _("No account with this address"),
    "account/account_already_exists": _("There is an account already"),
    "account/email_confirm": _("Address confirmed"),
    "account/email_changed": _("Address changed"),
    "account/email_deleted": _("Address removed"),
    "account/password_changed": _("Password changed"),
    "account/password_set": _("Password set"),
    "account/password_reset": _("New password set"),
    "mfa/totp_activated": _("Authenticator app on"),
    "mfa/totp_deactivated": _("Authenticator app off"),
    "mfa/recovery_codes_generated": _("New recovery codes"),
    "mfa/webauthn_added": _("Passkey added"),
    "mfa/webauthn_removed": _("Passkey removed"),
    # Not the library's but the portal's own account app, which lies below the outbox and takes the same way.
    "accounts/erasure_requested": _("Erasure asked for"),
}


def code_works_still(message):
    """A code that comes after it has run out only confuses."""
    lifetime = timedelta(seconds=settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT)
    return timezone.now() < message.created_at + lifetime


def register_all():
    for name, title in CODES.items():
        register(Kind(name, title, still_true=code_works_still))
    for name, title in NOTICES.items():
        register(Kind(name, title))
