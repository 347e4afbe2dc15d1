from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Profile


def profile_required(view):
    """Send people without a profile to fill it in, and back again."""

    @wraps(view)
    def with_profile(request, *args, **kwargs):
        if Profile.objects.filter(user=request.user).exists():
            return view(request, *args, **kwargs)
        return ask_for_profile(request)

    return with_profile


def ask_for_profile(request):
    """To the profile, and back again when it is filled in."""
    messages.info(request, _("Please tell us a little about your work first. It takes a minute."))
    # After a POST there is no page to come back to but the one it was sent from.
    back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "")
    return redirect(f"{reverse('accounts:profile')}?{urlencode({'next': back})}")
