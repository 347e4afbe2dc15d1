"""Giving machines a key, and taking it back."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from hubs.models import Hub
from impact.models import ApiToken
from impact.models.tokens import SHOWN, digest_of, new_token

MOST_IN_FORCE = 20


@transaction.atomic
def make(*, by, name, expires_at, hub=None):
    """Returns the row and the token itself, which nobody can ever read again."""
    refuse_unless_in_charge(by, hub)
    if ApiToken.objects.in_force().filter(hub=hub).count() >= MOST_IN_FORCE:
        raise ValidationError(
            _("There are %(number)s tokens already. Revoke one that nobody needs any more."),
            params={"number": MOST_IN_FORCE},
        )
    token = new_token()
    row = ApiToken(
        name=name,
        hub=hub,
        created_by=by,
        expires_at=expires_at,
        digest=digest_of(token),
        beginning=token[:SHOWN],
    )
    row.full_clean()
    row.save()
    audit.record("api_token.made", row, by=by, hub=hub and hub.code, until=expires_at.isoformat())
    return row, token


@transaction.atomic
def revoke(*, token, by):
    """Returns whether it worked until now."""
    row = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if row.revoked_at:
        return False
    row.revoked_at = timezone.now()
    row.save(update_fields=["revoked_at"])
    audit.record("api_token.revoked", row, by=by)
    return True


def refuse_unless_in_charge(by, hub):
    """All countries are for staff; one country is for those who run its hub today, and for staff."""
    hubs = Hub.objects.manageable_by(by)
    if not (by.is_staff if hub is None else hubs.filter(pk=hub.pk).exists()):
        raise PermissionDenied
