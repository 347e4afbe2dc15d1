"""Nobody works in the administration with a password alone."""

from urllib.parse import urlencode

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User

ALWAYS_OPEN = {"login", "logout", "jsi18n"}
# Recovery codes stand in for a factor that was lost; they are none.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def staff_without_factor():
    """Whose password alone would open the administration."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return User.objects.filter(~Exists(factors), is_staff=True, is_active=True)


class SecondFactorMiddleware:
    """Send staff without a second factor to set one up, whatever page of the admin they ask for.

    Log-in itself asks for the factor wherever there is one, so having one is enough to look for. It stands
    behind the authentication middleware.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if match.app_name != "admin" or match.url_name in ALWAYS_OPEN:
            return None
        if not settings.ADMIN_NEEDS_SECOND_FACTOR or not request.user.is_staff:
            return None
        if get_adapter().is_mfa_enabled(request.user, types=FACTORS):
            return None
        messages.warning(
            request, _("The administration needs a second factor. Please set one up here first.")
        )
        return redirect(f"{reverse('mfa_index')}?{urlencode({'next': request.get_full_path()})}")
