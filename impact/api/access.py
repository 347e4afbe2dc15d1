"""Who asks, and how often."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.db.models import Q
from django.utils import timezone
from ninja.security import HttpBearer

from accounts.limits import asks_too_often
from impact.api import problems
from impact.models import ApiToken
from impact.models.tokens import digest_of

MINUTE = 60
# Of one address of the network; who guesses tokens is held up sooner.
PUBLIC_PER_MINUTE = 120
WRONG_TOKENS_PER_MINUTE = 20
TOKEN_PER_MINUTE = 300
NOTED_EVERY = timedelta(minutes=1)


def refuse_who_asks_too_often(request):
    _refuse(f"api:{get_adapter().get_client_ip(request)}", PUBLIC_PER_MINUTE)


def _refuse(key, most):
    if asks_too_often(key, most=most, seconds=MINUTE):
        raise problems.too_often(MINUTE)


class Bearer(HttpBearer):
    """`request.auth` is then the token, with its hub."""

    def __call__(self, request):
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        return self.authenticate(request, token.strip() if scheme.lower() == "bearer" else "")

    def authenticate(self, request, token):
        found = ApiToken.objects.in_force().select_related("hub").filter(digest=digest_of(token)).first()
        if found is None:
            _refuse(f"api-wrong:{get_adapter().get_client_ip(request)}", WRONG_TOKENS_PER_MINUTE)
            raise problems.no_token()
        _refuse(f"api-token:{found.pk}", TOKEN_PER_MINUTE)
        _note_use(found)
        return found


def _note_use(token):
    """At most once a minute: a script that asks all day costs no write each time."""
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY)
    if token.last_used_at is None or token.last_used_at < now - NOTED_EVERY:
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


def countries_of(token):
    """The countries whose own figures a token reads beside those of everybody; None: all."""
    return None if token.hub is None else [str(token.hub.country)]
