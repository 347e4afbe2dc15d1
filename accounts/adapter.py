"""How the sign-in library behaves here. What it sends by mail is the business of the outbox, one layer up."""

from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, ConsentKind, Profile
from accounts.sealing import cipher

SITE_NAME = _("Sepsis pathway")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "This e-mail address and password do not belong together. Check both, or set a new password."
        ),
        "too_many_login_attempts": _("Too many tries. Please wait five minutes, then try again."),
        "rate_limited": _("Too many tries. Please wait a few minutes, then try again."),
        "incorrect_code": _("This code is not right. Check it, or have a new one sent."),
    }

    def save_user(self, request, user, form, commit=True):
        user.name = form.cleaned_data["name"]
        user.language = get_language() or settings.LANGUAGE_CODE
        return super().save_user(request, user, form, commit)

    def post_login(self, request, user, **kwargs):
        """A newcomer fills in the profile first and then goes where the way led.

        So does who was invited by us and has never seen the terms.
        """
        response = super().post_login(request, user, **kwargs)
        if user.is_staff or _is_set_up(user):
            return response
        return HttpResponseRedirect(f"{reverse('accounts:profile')}?{urlencode({'next': response.url})}")


def _is_set_up(user):
    has_profile = Profile.objects.filter(user=user).exists()
    return has_profile and Consent.objects.has_consent(user, ConsentKind.TERMS)


class MFAAdapter(DefaultMFAAdapter):
    def get_totp_issuer(self):
        return str(SITE_NAME)

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": str(SITE_NAME)}

    def encrypt(self, text):
        """A stolen database alone must not be enough to make somebody's codes."""
        return cipher("accounts.mfa").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return cipher("accounts.mfa").decrypt(encrypted_text.encode()).decode()
